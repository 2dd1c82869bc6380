"""A course's home: everything that one learner sees of one of their periods, in a fixed number of statements."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from certificates import api as certificates
from members.api import Viewer

from . import selectors
from .calling import call_for
from .histories import leftovers_of
from .models import CourseItem, Enrolment, PackageVersion
from .pages import CoursePage
from .rules import validity
from .rules.leftovers import Leftover
from .rules.progress import State
from .services import evaluating, moving


def home_of(viewer: Viewer, own: Enrolment, *, device: str, at: datetime) -> dict[str, Any]:
    """The context of /learn/<enrolment>/.

    Args:
        viewer: the owner of the enrolment; the caller has checked that.
        own: the enrolment, as `selectors.enrolment_of` reads it.
        device: what asks, in words.
        at: now.
    """
    on = timezone.localdate(at)
    progress = selectors.progress_of(own)
    periods = selectors.periods_of(viewer.user_id, own.course_id)
    withdrawn = _withdrawn(progress)
    newest = periods[0]
    done = progress.completed_at is not None
    return {
        "progress": progress,
        "enrolment": own,
        "version": own.version,
        "certificate": _certificate(own, progress),
        "call": call_for(viewer, own.course, progress, on=on, withdrawn={item.pk for item in withdrawn}),
        "course_page": CoursePage.objects.live().filter(course=own.course).first(),
        "offered": moving.offered_version(own),
        "leftovers": _leftovers(own, progress, device=device, at=at),
        "withdrawn": withdrawn,
        "periods": periods,
        "newer": newest if newest.pk != own.pk else None,
        "counting": _counting(periods, own, at=at),
        "lapsed": done and not validity.counts(progress.valid_until, on=on),
        "evaluated": evaluating.is_given(own) if done else None,
    }


def _certificate(own: Enrolment, progress: selectors.CourseProgress) -> Any:
    if not progress.certificate_code:
        return None
    return certificates.certificate_for(own.person, f"course:{own.course.uuid}", own.period_start.isoformat())


def _counting(periods: list[Enrolment], own: Enrolment, *, at: datetime) -> Any:
    """The result of an earlier period that still counts while this one is under way; None where there is none."""
    mine = getattr(own, "result", None)
    if mine is not None and mine.completed_at is not None:
        return None
    results = [getattr(one, "result", None) for one in periods if one.pk != own.pk]
    on = timezone.localdate(at)
    return next((one for one in results if one and one.completed_at and validity.counts(one.valid_until, on=on)), None)


def _withdrawn(progress: selectors.CourseProgress) -> list[CourseItem]:
    """The packages that stand in the way because they were recalled."""
    missing = [line.id for line in progress.lines if line.kind == CourseItem.Kind.PACKAGE and not line.done]
    if not missing:
        return []
    items = CourseItem.objects.filter(pk__in=missing, package_version__state=PackageVersion.State.RECALLED)
    return list(items.select_related("package_version").only("title", "uuid", "package_version__recall_reason"))


def _leftovers(own: Enrolment, progress: selectors.CourseProgress, *, device: str, at: datetime) -> list[Leftover]:
    if not any(line.kind == CourseItem.Kind.PACKAGE and line.state != State.TODO for line in progress.lines):
        return []
    return leftovers_of(own, device=device, at=at)
