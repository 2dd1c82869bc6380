"""Attempts: the open one of an item, and a new one by the learner's choice. What earlier ones reached is kept."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from courses.errors import LiveElsewhere, NotInThisCourse
from courses.models import Attempt, CourseItem, Enrolment

from .sessions import live_session


def open_attempt(enrolment: Enrolment, item: CourseItem, *, at: datetime) -> Attempt:
    """The open attempt of an item, made if there is none. Two requests at once make one."""
    attempts = Attempt.objects.filter(enrolment=enrolment, item=item)
    found = attempts.filter(state=Attempt.State.OPEN).first()
    if found is None:
        number = (attempts.aggregate(last=Max("number"))["last"] or 0) + 1
        made = Attempt(enrolment=enrolment, item=item, number=number, started=at)
        # The database holds the rule "one open attempt"; losing the race is no error.
        Attempt.objects.bulk_create([made], ignore_conflicts=True)
        found = attempts.get(state=Attempt.State.OPEN)
    return found


def begin_again(enrolment: Enrolment, item: CourseItem, *, at: datetime) -> Attempt:
    """End the open attempt at a package and open a new one, empty. The best result of all attempts stays the item's.

    Asked twice, it is the same new attempt, as long as nothing was done in it.

    Raises:
        NotInThisCourse: no package of the enrolment's version.
        LiveElsewhere: the attempt is open on some device at this moment; its work must not be cut off.
    """
    if item.version_id != enrolment.version_id or item.package_version_id is None:
        raise NotInThisCourse
    with transaction.atomic():
        before = open_attempt(enrolment, item, at=at)
        before = Attempt.objects.select_for_update(no_key=True).get(pk=before.pk)
        if before.epoch == 0:
            return before
        live = live_session(before, at=at)
        if live is not None:
            raise LiveElsewhere(live_session=live.as_dict())
        before.state, before.ended = Attempt.State.ENDED, at
        before.save(update_fields=["state", "ended"])
        return open_attempt(enrolment, item, at=at)
