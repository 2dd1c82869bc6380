"""What support reads of an attempt: whom it belongs to, what it came to, and every commit as it was received.

Private notes are read nowhere here: the trace knows that somebody wrote, never what.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max, Q, QuerySet

from courses.models import Attempt, Commit, Enrolment, EnrolmentMove, ItemResult, RunSession, RunState
from courses.rules import tracing
from courses.rules.moments import length_in_words
from courses.selectors import item_line

from .histories import History, history_of

PER_PAGE = 25
COLUMNS = (
    "Launch",
    "Device",
    "Number",
    "Received",
    "Device's clock",
    "Sent",
    "Outcome",
    "Revision",
    "Element",
    "Value",
    "Characters",
)
_MOST_IN_A_CELL = 32_000  # what spreadsheets take


@dataclass(frozen=True)
class CommitLine:
    """One commit of the trace."""

    commit: Commit
    elements: Sequence[tracing.Element]
    clock: str

    @property
    def trigger(self) -> str:
        """Why it was sent."""
        return tracing.trigger_of(self.commit.body, final=self.commit.final)

    @property
    def whole(self) -> bool:
        """Whether it is a full snapshot."""
        return tracing.is_whole(self.commit.body)

    @property
    def device_time(self) -> str:
        """The device's clock as it was sent, legible."""
        return tracing.legible(self.commit.device_time)

    @property
    def applied(self) -> bool:
        return bool(self.commit.outcome == Commit.Outcome.APPLIED)

    @property
    def large(self) -> bool:
        """Whether something in it is cut."""
        return any(element.cut for element in self.elements)


@dataclass(frozen=True)
class Page:
    """A page of a list, newest first; `before` is the key of the next one, None at the end."""

    rows: tuple[CommitLine, ...]
    before: int | None


@dataclass(frozen=True)
class SessionLine:
    """A session with its three times in words: what counted, what the content reported, what the server saw."""

    session: RunSession

    @property
    def times(self) -> str:
        """ "12 min, 3 h, 12 min"; "none" where the content reported none."""
        session = self.session
        told = (session.counted_cs, session.reported_cs or 0, session.seen_cs)
        return ", ".join(length_in_words(hundredths) or "none" for hundredths in told)

    @property
    def capped(self) -> bool:
        """Whether less counted than was reported."""
        return self.session.ended is not None and self.session.counted_cs < (self.session.reported_cs or 0)


def sessions_in(history: History) -> list[SessionLine]:
    """The sessions that a history has read."""
    return [SessionLine(session) for session in history.sessions]


def attempt_of(uuid: UUID) -> Attempt | None:
    """An attempt with its item, enrolment and person. One statement."""
    return (
        Attempt.objects.filter(uuid=uuid)
        .select_related(
            "item__version", "item__package_version", "enrolment__person", "enrolment__course", "enrolment__version"
        )
        .defer("shared", "item__package_version__organisations", "item__package_version__warnings")
        .first()
    )


def history_for_support(attempt: Attempt, *, at: datetime) -> History:
    """The whole history of the attempt's item. Six statements for a package, four for an item of our own."""
    enrolment, item = attempt.enrolment, attempt.item
    result = ItemResult.objects.filter(enrolment=enrolment, item=item).first()
    line = item_line(item, result, begun=attempt.epoch > 0)
    return history_of(enrolment, item, line, at=at)


def moves_of(enrolment: Enrolment) -> list[EnrolmentMove]:
    """The moves to other versions, the newest first. One statement."""
    return list(EnrolmentMove.objects.filter(enrolment=enrolment).select_related("before", "after").order_by("-pk"))


def stored(attempt: Attempt) -> list[tuple[str, Sequence[tracing.Element]]]:
    """What each part has stored now: its title and the elements, cut. One statement."""
    states = RunState.objects.filter(attempt=attempt).select_related("package_item").order_by("package_item__order")
    return [
        (state.package_item.title if state.package_item else "", tracing.elements_of({"state": state.data}))
        for state in states
    ]


def trace(attempt: Attempt, *, before: int | None = None) -> Page:
    """The commits of an attempt, the newest first; those before a key. One statement."""
    rows = _commits(attempt).order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PER_PAGE + 1])
    more = found[PER_PAGE - 1].pk if len(found) > PER_PAGE else None
    return Page(tuple(line_of(commit) for commit in found[:PER_PAGE]), more)


def line_of(commit: Commit, *, most: int = tracing.SHOWN) -> CommitLine:
    """A commit as it is shown."""
    clock = tracing.clock_difference(commit.device_time, commit.received)
    return CommitLine(commit, tracing.elements_of(commit.body, most=most), clock)


def commit_of(attempt: UUID, session: UUID, seq: int) -> Commit | None:
    """One commit. One statement."""
    return Commit.objects.filter(session__attempt__uuid=attempt, session__uuid=session, seq=seq).first()


def rows_of(attempt: Attempt) -> Iterator[tuple[str | int, ...]]:
    """The whole trace as cells, oldest first, one row an element; read in pieces, so that a long one streams."""
    for commit in _commits(attempt).order_by("pk").iterator(chunk_size=50):
        line = line_of(commit, most=_MOST_IN_A_CELL)
        head = (
            commit.session.epoch,
            commit.session.device,
            commit.seq,
            commit.received.isoformat(),
            line.device_time,
            line.trigger,
            commit.get_outcome_display(),
            commit.revision,
        )
        for element in line.elements or (tracing.Element("", "", 0),):
            yield (*head, element.name, element.value, element.length)
        for warning in commit.warnings:
            yield (*head, tracing.legible(str(warning.get("element", ""))), str(warning.get("sentence", "")), "")


# --- Finding ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Found:
    """An enrolment with its attempts, the newest first."""

    enrolment: Enrolment
    attempts: tuple[Attempt, ...]


def find(text: str, *, before: int | None = None) -> tuple[list[Found], int | None]:
    """Enrolments by a person's name or e-mail, or by the uuid of an enrolment or attempt; all of them for no text.

    The newest first, with the key of the next page. Two statements.
    """
    rows = Enrolment.objects.filter(_matches(text)).select_related("person", "course", "version", "result")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    enrolments = list(rows.order_by("-pk")[: PER_PAGE + 1])
    more = enrolments[PER_PAGE - 1].pk if len(enrolments) > PER_PAGE else None
    attempts: dict[int, list[Attempt]] = {one.pk: [] for one in enrolments[:PER_PAGE]}
    for attempt in (
        Attempt.objects.filter(enrolment__in=list(attempts))
        .select_related("item")
        .defer("shared", "item__content")
        .annotate(last_seen=Max("sessions__last_seen", filter=Q(sessions__epoch__gt=0)))
        .order_by("item__order", "-number")
    ):
        attempts[attempt.enrolment_id].append(attempt)
    return [Found(one, tuple(attempts[one.pk])) for one in enrolments[:PER_PAGE]], more


def _matches(text: str) -> Q:
    if not text:
        return Q()
    try:
        uuid = UUID(text)
    except ValueError:
        return Q(person__name__icontains=text) | Q(person__email__icontains=text)
    return Q(uuid=uuid) | Q(pk__in=Attempt.objects.filter(uuid=uuid).values("enrolment_id"))


def _commits(attempt: Attempt) -> QuerySet[Commit]:
    return Commit.objects.filter(session__attempt=attempt).select_related("session")
