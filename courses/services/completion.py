"""Results, recomputed from the facts of runs by the pure rules of rules/standing.py, and the certificate they earn.

Called in the transaction that changed the facts. Recomputing is safe at any time: results never go back, and a
certificate is awarded once for a course and a period.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import F, FilteredRelation, Q
from django.db.models.fields.json import KeyTextTransform
from django.utils import timezone

from courses.models import (
    Completion,
    CourseItem,
    CourseResult,
    Enrolment,
    EvidenceClass,
    ItemResult,
    RunState,
    Success,
)
from courses.rules import rollup, validity
from courses.rules import standing as rules
from members.api import day_of

from .awarding import award_for
from .parts import outline_of

# The columns of an ItemResult.
_STORED = ("id", "enrolment_id", "item_id", "completion", "success", "score", "evidence", "reason", "satisfied_at")


@dataclass(frozen=True)
class Recorded:
    """What an item and its course have come to; the sentences are for the learner."""

    satisfied: bool
    sentence: str
    course_complete: bool
    course_sentence: str
    certificate_code: str = ""

    def as_dict(self) -> dict[str, Any]:
        item = {"satisfied": self.satisfied, "sentence": self.sentence}
        return {"item": item, "course": {"complete": self.course_complete, "sentence": self.course_sentence}}


def record(state: RunState, *, at: datetime) -> Recorded:
    """Recompute the item that `state` belongs to, and its course. The caller holds the attempt's lock and has saved."""
    return _recompute(state.attempt.enrolment_id, state.attempt.item_id, at=at)


def recompute(enrolment: Enrolment, *, at: datetime) -> Recorded:
    """Recompute every item of an enrolment, and its course: after a correction, and to find drift."""
    return _recompute(enrolment.pk, None, at=at)


def certify(reference: str) -> None:
    """The duty "courses.certify": award what could not be awarded when the course was completed.

    Where it still cannot, the award itself promises the next try.
    """
    enrolment = Enrolment.objects.filter(uuid=reference).first()
    if enrolment is not None:
        with transaction.atomic():
            recompute(enrolment, at=timezone.now())


def standing_of(state: RunState) -> Recorded:
    """What `record` last wrote for the state's item, read back."""
    attempt = state.attempt
    item = ItemResult.objects.filter(enrolment_id=attempt.enrolment_id, item_id=attempt.item_id).first()
    course = CourseResult.objects.filter(enrolment_id=attempt.enrolment_id).first()
    return _recorded(item, course)


def _recompute(enrolment_id: int, changed: int | None, *, at: datetime) -> Recorded:
    """Recompute the item `changed`, or all of them, and the course."""
    # Two items of one course may finish at once; the second waits here, and reads what the first has written.
    Enrolment.objects.select_for_update(no_key=True).only("pk").get(pk=enrolment_id)
    enrolment = Enrolment.objects.select_related("version", "course", "person", "result").get(pk=enrolment_id)
    items, results = _items_and_results(enrolment)
    for item in items:
        if changed in {None, item.pk}:
            found = _write_item(enrolment, item, results.get(item.pk), at=at)
            results |= {item.pk: found} if found is not None else {}
    course = _write_course(enrolment, items, results, at=at)
    return _recorded(results.get(changed) if changed else None, course)


def _items_and_results(enrolment: Enrolment) -> tuple[list[Any], dict[int, ItemResult]]:
    """The items of the version in order, and by their keys what each has come to so far: one statement.

    What an earlier version's items have left behind after a move is no part of what this version comes to.
    """
    # The outline that a package item plays is read from its content, which is large in lessons and else not needed.
    rows = CourseItem.objects.filter(version_id=enrolment.version_id).defer("content").order_by("order")
    items: list[Any] = list(
        rows.annotate(
            outline=KeyTextTransform("organisation", "content"),
            stored=FilteredRelation("itemresult", condition=Q(itemresult__enrolment=enrolment.pk)),
            **{f"stored_{column}": F(f"stored__{column}") for column in _STORED},
        )
    )
    results = {}
    for item in items:
        if item.stored_id is not None:
            values = [getattr(item, f"stored_{column}") for column in _STORED]
            result = results[item.pk] = ItemResult.from_db(DEFAULT_DB_ALIAS, _STORED, values)
            result.enrolment, result.item = enrolment, item
    return items, results


def _write_item(enrolment: Enrolment, item: Any, before: ItemResult | None, *, at: datetime) -> ItemResult | None:
    """The item's result after its runs; None where there is neither, since a result says that it was begun."""
    stored = None if before is None else _as_standing(before)
    best = stored
    for parts in _parts_by_attempt(enrolment, item):
        best = rules.best_of(best, rules.item_standing(item.kind, parts, pass_mark=item.pass_mark))
    if best is None:
        return None
    if before is not None and best == stored:
        return before
    result = before or ItemResult(enrolment=enrolment, item=item)
    result.completion, result.success, result.score = best.completion, best.success, best.score
    result.evidence, result.reason = best.evidence, best.reason
    if best.satisfied and result.satisfied_at is None:
        result.satisfied_at = at
    result.save()
    return result


def _parts_by_attempt(enrolment: Enrolment, item: Any) -> list[list[rules.Part]]:
    """The runs of each attempt, oldest first; for a package one part for each that can be opened, begun or not."""
    states = RunState.objects.filter(attempt__enrolment=enrolment, attempt__item=item).order_by("attempt__number")
    # The sequencer's own state is large and would come once for each part; only what the root says is asked for.
    roots = {f"root_{number}": KeyTextTransform(name, "attempt__shared") for number, name in enumerate(rollup.ASKED)}
    by_attempt: dict[int, dict[int | None, RunState]] = {}
    shared: dict[int, dict[str, Any]] = {}
    for state in states.annotate(**roots).defer("data"):
        by_attempt.setdefault(state.attempt_id, {})[state.package_item_id] = state
        told = zip(rollup.ASKED, (getattr(state, name) for name in roots), strict=True)
        shared[state.attempt_id] = {name: value for name, value in told if value is not None}
    asked: list[tuple[int | None, str]] = [(None, item.title)]
    if item.package_version_id is not None:
        launchable = [part for part in outline_of(item.package_version_id, item.outline or "") if part.href]
        # What the table of contents hides, no learner can be asked to open; where it hides all, it hides nothing.
        listed = [part for part in launchable if part.visible] or launchable
        asked = [(part.pk, part.title) for part in listed]
    found = []
    for pk, runs in by_attempt.items():
        # A sequencer may skip parts that are known already; what the tree's root has come to is its word on the whole.
        root = rollup.root_of(shared[pk])
        whole = root and rules.Part(item.title, True, root.completion, root.success, root.score)
        found.append([whole] if whole else [_part(title, runs.get(part)) for part, title in asked])
    return found


def _part(title: str, state: RunState | None) -> rules.Part:
    if state is None:
        return rules.Part(title)
    begun = state.revision > 0 or state.completion != Completion.UNKNOWN
    return rules.Part(title, begun, state.completion, state.success, state.score)


def _write_course(
    enrolment: Enrolment, items: list[CourseItem], results: dict[int, ItemResult], *, at: datetime
) -> CourseResult:
    facts = [
        rules.ItemFacts(item.title, item.required, item.pk in results and results[item.pk].satisfied_at is not None)
        for item in items
    ]
    standing = rules.course_standing(facts)
    result = getattr(enrolment, "result", None) or CourseResult(enrolment=enrolment)
    if result.completed_at is not None:
        standing = rules.CourseStanding(True, result.reason)  # what was completed stays completed
    before = (result.pk, result.completed_at, result.reason, result.certificate_code)
    result.reason = standing.reason
    if standing.complete:
        if result.completed_at is None:
            result.completed_at = at
            result.valid_until = validity.last_day(day_of(at), enrolment.version.valid_months)
        result.evidence = result.evidence or weakest(results.values())
        if not result.certificate_code:
            result.certificate_code = award_for(enrolment, result, results.values(), at=at)
    if before != (result.pk, result.completed_at, result.reason, result.certificate_code) or result.pk is None:
        result.save()
    return result


def weakest(results: Any) -> EvidenceClass:
    """A course is known as well as its least well known item: class A only if every item was marked by the server."""
    return EvidenceClass(max(result.evidence for result in results if result.satisfied_at is not None))


def _as_standing(result: ItemResult) -> rules.Standing:
    return rules.Standing(
        Completion(result.completion),
        Success(result.success),
        result.score,
        result.satisfied_at is not None,
        result.reason,
        EvidenceClass(result.evidence),
    )


def _recorded(item: ItemResult | None, course: CourseResult | None) -> Recorded:
    return Recorded(
        satisfied=item is not None and item.satisfied_at is not None,
        sentence="Not started yet." if item is None else item.reason,
        course_complete=course is not None and course.completed_at is not None,
        course_sentence="" if course is None else course.reason,
        certificate_code="" if course is None else course.certificate_code,
    )
