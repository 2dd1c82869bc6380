"""The call to action of one course for one reader: the facts of rules/calls.py, gathered."""

from collections.abc import Collection
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format

from members.api import Access, Viewer, may_read

from .models import Course
from .practice.asked import Asked, asked_of
from .prerequisites import ComesFirst, first_of
from .rules import calls, validity
from .selectors import CourseProgress


def call_for(
    viewer: Viewer,
    course: Course | None,
    found: CourseProgress | None,
    *,
    on: date,
    withdrawn: Collection[int] = (),
) -> calls.Call:
    """What a course's page asks this reader to do.

    One statement for what is asked of somebody signed in, one more where the version has prerequisites.

    Args:
        viewer: the reader.
        course: the course, with its current version; None for a page that was never published.
        found: how far they are in the newest of their periods; None without a place.
        on: today.
        withdrawn: ids of items that were recalled.
    """
    asked = asked_of(viewer.user_id).get(course.pk) if course is not None and viewer.is_authenticated else None
    first = _first(viewer, course, found, on)
    done = found.completed_at if found else None
    left = [line for line in found.missing if line.id not in withdrawn] if found else []
    stuck = found.missing[0].title if found and found.missing and withdrawn and not left else ""
    facts = calls.Facts(
        signed_in=viewer.is_authenticated,
        may_start=course is not None and may_read(viewer, course.access),
        offered=course is not None and course.current_id is not None,
        staff_only=course is not None and course.access == Access.STAFF,
        enrolled=found is not None,
        begun=found is not None and found.begun,
        complete=done is not None,
        certified=bool(found and found.certificate_code),
        completed_on=date_format(timezone.localtime(done), "j F Y") if done else "",
        resume_title=found.resume.title if found and found.resume else "",
        cpd_minutes=found.enrolment.version.cpd_minutes if found else 0,
        today=on,
        due=due_of(asked),
        first=first.title if first else "",
        first_reason=first.sentence if first else "",
        first_url=first.url if first else "",
        withdrawn=stuck,
        renewable=found is not None and may_renew(found, asked, on=on),
        valid_until=found.valid_until if found else None,
    )
    return calls.call_to_action(facts)


def due_of(asked: Asked | None) -> calls.Due | None:
    """What is asked, as the rules read it."""
    return None if asked is None else calls.Due(asked.due_on, asked.grace_until, asked.by, asked.reason)


def may_renew(found: CourseProgress, asked: Asked | None, *, on: date) -> bool:
    """Whether a completed course may be done again: it runs out, or somebody asked for it since it was completed."""
    if found.completed_at is None:
        return False
    done = timezone.localdate(found.completed_at)
    return asked_again(found, asked) or validity.is_renewable(done, found.valid_until, on=on)


def asked_again(found: CourseProgress, asked: Asked | None) -> bool:
    """Whether somebody asked for the course after it was completed."""
    done = found.completed_at
    return done is not None and asked is not None and timezone.localdate(done) < asked.reached_on


def _first(viewer: Viewer, course: Course | None, found: CourseProgress | None, on: date) -> ComesFirst | None:
    if not viewer.is_authenticated or course is None or (found is not None and (found.begun or found.completed_at)):
        return None
    return first_of(viewer.user_id, found.enrolment.version if found else course.current, on=on)
