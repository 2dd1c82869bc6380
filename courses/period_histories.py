"""Everything that a person has done on a course, period by period. Read by its owner; four statements."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from .models import Attempt, CourseResult, Enrolment, EnrolmentMove, ItemResult
from .rules import validity
from .selectors import periods_of


@dataclass(frozen=True)
class PartPast:
    """A part in one period: its attempts and what it came to."""

    title: str
    attempts: list[Attempt]
    result: ItemResult | None


@dataclass(frozen=True)
class Period:
    """One period on a course."""

    enrolment: Enrolment
    result: CourseResult | None
    parts: list[PartPast]
    moves: list[EnrolmentMove]
    counts: bool

    @property
    def completed(self) -> bool:
        return self.result is not None and self.result.completed_at is not None


def periods_with_past(person_id: int, course_id: int, *, on: date) -> list[Period]:
    """The periods of a person on a course, the newest first."""
    enrolments = periods_of(person_id, course_id)
    attempts: dict[int, dict[int, list[Attempt]]] = defaultdict(lambda: defaultdict(list))
    titles: dict[int, tuple[int, str]] = {}
    rows = Attempt.objects.filter(enrolment__in=enrolments).select_related("item")
    for attempt in rows.defer("shared", "item__content").order_by("number"):
        attempts[attempt.enrolment_id][attempt.item_id].append(attempt)
        titles[attempt.item_id] = (attempt.item.order, attempt.item.title)
    results: dict[int, dict[int, ItemResult]] = defaultdict(dict)
    for result in ItemResult.objects.filter(enrolment__in=enrolments).select_related("item").defer("item__content"):
        results[result.enrolment_id][result.item_id] = result
        titles[result.item_id] = (result.item.order, result.item.title)
    moves: dict[int, list[EnrolmentMove]] = defaultdict(list)
    for move in EnrolmentMove.objects.filter(enrolment__in=enrolments).select_related("before", "after").order_by("pk"):
        moves[move.enrolment_id].append(move)
    found = []
    for own in enrolments:
        outcome: CourseResult | None = getattr(own, "result", None)
        items = sorted({*attempts[own.pk], *results[own.pk]}, key=lambda pk: titles[pk])
        parts = [PartPast(titles[pk][1], attempts[own.pk][pk], results[own.pk].get(pk)) for pk in items]
        done = outcome is not None and outcome.completed_at is not None
        counts = done and outcome is not None and validity.counts(outcome.valid_until, on=on)
        found.append(Period(own, outcome, parts, moves[own.pk], counts))
    return found
