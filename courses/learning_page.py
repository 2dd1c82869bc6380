"""My learning: what is asked of somebody, what they have under way, follow and have done, and what is due again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.urls import reverse

from members.api import Viewer

from . import selectors
from .calling import asked_again, due_of, may_renew
from .models import Course, Programme
from .practice.asked import Asked, everything_asked_of
from .programmes import Path, my_paths
from .rules import validity


@dataclass(frozen=True)
class Line:
    """A course of the list, with what is asked about it."""

    title: str
    url: str
    progress: selectors.CourseProgress | None = None
    path: Path | None = None
    due: str = ""
    overdue: bool = False
    lapsed: bool = False
    renew: UUID | None = None  # the enrolment to renew


@dataclass
class MyLearning:
    """The sections of the page; a course stands in one of them."""

    asked: list[Line] = field(default_factory=list)
    under_way: list[Line] = field(default_factory=list)
    paths: list[Line] = field(default_factory=list)
    due_again: list[Line] = field(default_factory=list)
    done: list[Line] = field(default_factory=list)

    @property
    def any(self) -> bool:
        return bool(self.asked or self.under_way or self.paths or self.due_again or self.done)


def my_learning_page(viewer: Viewer, *, on: date) -> MyLearning:
    """Everything of the page. Sixteen statements at most, however much it is."""
    courses, programmes = everything_asked_of(viewer.user_id)
    everything = selectors.my_learning(viewer.user_id)
    newest = selectors.newest_periods(everything)
    paths = my_paths(viewer.user_id, on=on)
    found = MyLearning()
    dated: list[tuple[date, Line]] = []
    for one in newest:
        asked = courses.pop(one.enrolment.course_id, None)
        line = _course_line(one, asked, on=on)
        if asked is not None and (one.completed_at is None or asked_again(one, asked)):
            dated.append((asked.due_on, line))
        elif one.completed_at is None:
            found.under_way.append(line)
        elif line.renew is not None:
            found.due_again.append(line)
    for path in paths:
        asked = programmes.pop(path.version.programme_id, None)
        line = _path_line(path, asked, on=on)
        if asked is not None and not path.complete:
            dated.append((asked.due_on, line))
        else:
            found.paths.append(line)
    dated += _without_a_place(courses, programmes, on=on)
    found.asked = [line for _, line in sorted(dated, key=lambda pair: (pair[0], pair[1].title))]
    # What was completed stays in the list of what is done, also while it is done again.
    found.done = [_course_line(one, None, on=on) for one in _completed(everything)]
    return found


def _completed(everything: list[selectors.CourseProgress]) -> list[selectors.CourseProgress]:
    """The newest completion of each course, the latest first."""
    done = selectors.newest_periods([one for one in everything if one.completed_at is not None])
    return sorted(done, key=lambda one: (one.completed_at is not None, one.completed_at), reverse=True)


def _course_line(one: selectors.CourseProgress, asked: Asked | None, *, on: date) -> Line:
    due = due_of(asked)
    offered = one.enrolment.course.current_id is not None
    return Line(
        title=one.enrolment.version.title,
        url=reverse("courses:enrolment-detail", args=[one.enrolment.uuid]),
        progress=one,
        due=due.in_words(on) if due else "",
        overdue=due is not None and due.overdue(on),
        lapsed=one.completed_at is not None and not validity.counts(one.valid_until, on=on),
        renew=one.enrolment.uuid if offered and may_renew(one, asked, on=on) else None,
    )


def _path_line(path: Path, asked: Asked | None, *, on: date) -> Line:
    due = due_of(asked) if not path.complete else None
    url = ""
    if path.enrolment is not None:
        url = reverse("courses:programme-detail", args=[path.enrolment.programme.uuid])
    words = due.in_words(on) if due else ""
    return Line(path.version.title, url, path=path, due=words, overdue=due is not None and due.overdue(on))


def _without_a_place(
    courses: Mapping[int, Asked], programmes: Mapping[int, Asked], *, on: date
) -> list[tuple[date, Line]]:
    """What is asked and has no place yet, such as a course that was not offered on the day. Two statements at most."""
    found = []
    for model, name, wanted in (
        (Course, "courses:course-detail", courses),
        (Programme, "courses:programme-detail", programmes),
    ):
        if wanted:
            for pk, uuid, title in model.objects.filter(pk__in=wanted).values_list("pk", "uuid", "title"):
                due = due_of(wanted[pk])
                if due is not None:
                    line = Line(title, reverse(name, args=[uuid]), due=due.in_words(on), overdue=due.overdue(on))
                    found.append((due.on, line))
    return found
