"""A person's place on a course."""

from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction

from courses.errors import NoVersion
from courses.models import Course, Enrolment
from courses.prerequisites import PrerequisiteFirst, first_of
from members.api import day_of


def enrol(person: Any, course: Course, *, at: datetime, source: str = "self") -> Enrolment:
    """Give the person a place on the version that the catalogue offers; asked again, the place they have.

    A place lasts; a renewal is a new period (services/renewing.py). Two requests at once make one place. Who is given a
    place by somebody else has it at once; its parts open when what comes first is complete.

    Raises:
        NoVersion: the course is not in the catalogue, and the person has no place from before.
        PrerequisiteFirst: they come by themselves, and have not completed what comes first.
    """
    with transaction.atomic():
        # The same click, twice: the second waits here and then finds the place that the first made.
        get_user_model().objects.select_for_update().only("pk").get(pk=person.pk)
        found = Enrolment.objects.filter(person=person, course=course).order_by("-period_start").first()
        if found is not None:
            return found
        offered = Course.objects.select_related("current").get(pk=course.pk).current
        if offered is None:
            raise NoVersion
        if source == "self":
            first = first_of(person.pk, offered, on=day_of(at))
            if first is not None:
                raise PrerequisiteFirst(first.sentence)
        return Enrolment.objects.create(
            person=person,
            course=course,
            version=offered,
            source=source,
            period_start=day_of(at),
            enrolled_at=at,
        )
