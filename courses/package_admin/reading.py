"""What the package pages read: a fixed number of statements each, however many learners there are."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Length

from courses.models import (
    Attempt,
    Commit,
    Completion,
    CourseItem,
    PackageUpload,
    PackageVersion,
    RunSession,
    RunState,
)
from courses.trials.findings import BOOK_12

SESSIONS_LOOKED_AT = 2_000  # the newest; enough for shares and medians
_TOP = 8


def versions() -> QuerySet[PackageVersion]:
    """Every version by package, the newest first, with its places in courses and the learners on it."""
    places = CourseItem.objects.filter(package_version=OuterRef("pk")).order_by().values("package_version")
    courses = places.annotate(number=Count("version__course", distinct=True)).values("number")
    tries = Attempt.objects.filter(item__package_version=OuterRef("pk"), epoch__gt=0).order_by()
    learners = tries.values("item__package_version").annotate(number=Count("enrolment__person", distinct=True))
    return (
        PackageVersion.objects.select_related("package")
        .defer("organisations")
        .annotate(
            courses=Subquery(courses, output_field=IntegerField()),
            learners=Subquery(learners.values("number"), output_field=IntegerField()),
        )
        .order_by("package__title", "package_id", "-number")
    )


def open_uploads() -> QuerySet[PackageUpload]:
    """Uploads that are not done, and those that led to nothing, the newest first."""
    return (
        PackageUpload.objects.exclude(state=PackageUpload.State.ACCEPTED)
        .select_related("uploaded_by")
        .order_by("-received_at", "-pk")[:20]
    )


def outline(version: PackageVersion) -> list[Any]:
    """The version's items in order."""
    return list(version.items.order_by("order"))


def courses_with(version: PackageVersion) -> list[str]:
    """Titles of the courses whose versions hold this one."""
    found = CourseItem.objects.filter(package_version=version).order_by()
    return sorted(set(found.values_list("version__course__title", flat=True)))


def midway(version: PackageVersion) -> int:
    """Learners who have begun this version and not completed it."""
    begun = Attempt.objects.filter(item__package_version=version, state=Attempt.State.OPEN, epoch__gt=0)
    results = Q(enrolment__item_results__item=F("item"), enrolment__item_results__completion=Completion.COMPLETED)
    done = begun.filter(results).values("pk")
    return begun.exclude(pk__in=done).aggregate(number=Count("enrolment__person", distinct=True))["number"]


@dataclass(frozen=True)
class Health:
    """How a version fares with real learners."""

    sessions: int
    open: int
    ends: dict[str, int]
    without_finish: int
    medians: list[tuple[str, str]]
    warnings: list[tuple[str, str, int]]
    stale: int
    over_size: int
    states: int
    completed: int


def health(version: PackageVersion) -> Health:
    """Shares and medians of the newest sessions, in four statements."""
    of_version = RunSession.objects.filter(attempt__item__package_version=version, epoch__gt=0)
    rows = list(
        of_version.order_by("-started", "-pk").values_list("ended", "end_reason", "reported_cs", "seen_cs", "last_seq")[
            :SESSIONS_LOOKED_AT
        ]
    )
    ended = [row for row in rows if row[0] is not None]
    ends = Counter(row[1] for row in ended)
    commits = Commit.objects.filter(session__attempt__item__package_version=version)
    stale = commits.filter(outcome=Commit.Outcome.STALE).count()
    odd = commits.exclude(warnings=[]).order_by("-received").values_list("warnings", flat=True)[:SESSIONS_LOOKED_AT]
    states = _states(version)
    return Health(
        sessions=len(rows),
        open=len(rows) - len(ended),
        ends={str(label): ends.get(value, 0) for value, label in RunSession.EndReason.choices},
        without_finish=len(ended) - ends.get(RunSession.EndReason.FINISHED, 0),
        medians=[
            ("Time that the content reported", _minutes(row[2] for row in ended if row[2] is not None)),
            ("Time that the server saw", _minutes(row[3] for row in ended)),
            ("Saves in a session", _middle(row[4] for row in rows)),
        ],
        warnings=_warnings(odd),
        stale=stale,
        over_size=states["large"],
        states=states["number"],
        completed=states["completed"],
    )


def _states(version: PackageVersion) -> dict[str, int]:
    suspended = Length(KeyTextTransform("cmi.suspend_data", "data"))
    states = RunState.objects.filter(attempt__item__package_version=version, revision__gt=0)
    return states.annotate(suspended=suspended).aggregate(
        number=Count("pk"),
        large=Count("pk", filter=Q(suspended__gt=BOOK_12)),
        completed=Count("pk", filter=Q(completion=Completion.COMPLETED)),
    )


def _warnings(found: Iterable[Any]) -> list[tuple[str, str, int]]:
    """The commonest: element, code, how often."""
    counted = Counter(
        (str(each.get("element", ""))[:120], str(each.get("code", ""))) for told in found for each in told or []
    )
    return [(element, code, number) for (element, code), number in counted.most_common(_TOP)]


def _minutes(values: Iterable[int]) -> str:
    told = list(values)
    return f"{median(told) / 6000:.1f} minutes" if told else "not seen"


def _middle(values: Iterable[int]) -> str:
    told = list(values)
    return f"{median(told):g}" if told else "not seen"
