"""What the answers to a course's questions say about the questions, for their authors. Nothing in it is about a person.

Only first attempts count: whoever tries again has read the rationale.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from .models import Attempt, Course, CourseItem, RunState
from .rules import drawing, item_statistics, lessons
from .rules.item_statistics import Figures, Seen


@dataclass(frozen=True)
class Row:
    """One wording of a question with its figures."""

    quiz: str
    stem: str
    kind: str
    version: int
    current: bool  # learners who begin today are asked it
    figures: Figures
    choices: Sequence[tuple[str, bool, int]] = ()  # text, right, how often chosen


def courses_with_quizzes() -> QuerySet[Course]:
    """Courses that have a quiz, with how many first attempts at one have ended. One statement."""
    rows = Course.objects.filter(versions__items__kind=CourseItem.Kind.QUIZ)
    return rows.annotate(quizzes=Count("versions__items__key", distinct=True)).order_by("title")


def statistics_of(course: Course) -> list[Row]:
    """Every wording that was ever asked, the current ones first. Two statements, whatever the number of attempts."""
    items = {
        item.pk: item
        for item in CourseItem.objects.filter(version__course=course, kind=CourseItem.Kind.QUIZ).order_by("version_id")
    }
    seen: dict[tuple[str, int], list[Seen]] = {}
    known: dict[tuple[str, int], tuple[CourseItem, Any]] = {}
    current: set[tuple[str, int]] = set()
    for item in items.values():
        for question in item.content.get("questions", ()):
            name = _name(question)
            known[name] = (item, question)
            if item.version_id == course.current_id:
                current.add(name)
    states = RunState.objects.filter(
        attempt__item__in=items, attempt__number=1, attempt__state=Attempt.State.ENDED, package_item__isnull=True
    )
    for pk, uuid, data in states.values_list("attempt__item_id", "attempt__uuid", "data").iterator():
        _read(drawing.drawn(items[pk].content, str(uuid)), data, seen)
    rows = [_row(*known[name], name in current, seen.get(name, [])) for name in known]
    return sorted(rows, key=lambda row: (not row.current, row.quiz, row.figures.n < item_statistics.FEWEST))


def _read(questions: Sequence[Any], data: Any, seen: dict[tuple[str, int], list[Seen]]) -> None:
    """Add one attempt's answers, each with the mean of the others in it."""
    answers = lessons.answers_in(questions, data)
    found = []
    for question in questions:
        kept = answers.get(question["key"])
        worth = item_statistics.worth_of(question, kept) if kept else None
        if kept and worth is not None:
            found.append((question, worth, kept.get("chosen", ())))
    total = sum(worth for _, worth, _ in found)
    for question, worth, chosen in found:
        rest = (total - worth) / (len(found) - 1) if len(found) > 1 else None
        seen.setdefault(_name(question), []).append(Seen(worth, rest, chosen))


def _row(item: CourseItem, question: Any, current: bool, seen: Sequence[Seen]) -> Row:
    found = item_statistics.figures(question, seen)
    choices = [
        (one["text"], one["right"], (found.chosen or {}).get(one["key"], 0)) for one in question.get("choices", ())
    ]
    shown = choices if found.facility is not None else ()
    return Row(item.title, question["stem"], question["kind"], question.get("version", 1), current, found, shown)


def _name(question: Any) -> tuple[str, int]:
    return question["key"], question.get("version", 1)
