"""Places on a course or a programme for many people at once: what an assignment gives."""

from collections.abc import Collection
from datetime import date, datetime

from django.contrib.auth import get_user_model

from courses.models import Course, Enrolment, Programme, ProgrammeEnrolment
from members.api import day_of

BATCH = 500


def places_for(people: Collection[int], course: Course, *, at: datetime, source: str) -> dict[int, int]:
    """A place that is not completed for each of these people, by the person's id; made where they have none.

    Who has completed their newest period gets a new one on what is offered now, which nothing of the old one touches
    (as services/renewing.py does for one person). Nobody gets one while the course is not offered; whoever has a place
    from before keeps it. Call it in a transaction. Four statements, and the batches of the new rows.
    """
    if not people:
        return {}
    list(get_user_model().objects.select_for_update().filter(pk__in=people).order_by("pk").values_list("pk"))
    newest = _newest(people, course)
    today = day_of(at)
    wanting = [
        person
        for person in people
        if person not in newest or (newest[person][1] is not None and newest[person][2] < today)
    ]
    offered = Course.objects.values_list("current_id", flat=True).get(pk=course.pk) if wanting else None
    if offered is not None:
        Enrolment.objects.bulk_create(
            [
                Enrolment(
                    person_id=person,
                    course=course,
                    version_id=offered,
                    source=source,
                    period_start=today,
                    enrolled_at=at,
                )
                for person in wanting
            ],
            batch_size=BATCH,
            ignore_conflicts=True,
        )
        newest = _newest(people, course)
    return {person: place for person, (place, _, _) in newest.items()}


def _newest(people: Collection[int], course: Course) -> dict[int, tuple[int, datetime | None, date]]:
    """Each person's newest place on the course, when it was completed, and when it began: the last row wins."""
    rows = Enrolment.objects.filter(course=course, person_id__in=people).order_by("period_start", "pk")
    return {
        person: (place, completed, began)
        for person, place, completed, began in rows.values_list(
            "person_id", "pk", "result__completed_at", "period_start"
        )
    }


def programme_places_for(people: Collection[int], programme: Programme, *, at: datetime, source: str) -> dict[int, int]:
    """A place on the programme for each of these people, by the person's id; nobody new while it is not offered.

    A programme is followed once. Call it in a transaction. Four statements, and the batches of the new rows.
    """
    if not people:
        return {}
    places = ProgrammeEnrolment.objects.filter(programme=programme, person_id__in=people)
    had = dict(places.values_list("person_id", "pk"))
    offered = Programme.objects.values_list("current_id", flat=True).get(pk=programme.pk)
    wanting = [person for person in people if person not in had]
    if offered is not None and wanting:
        ProgrammeEnrolment.objects.bulk_create(
            [
                ProgrammeEnrolment(
                    person_id=person, programme=programme, version_id=offered, source=source, enrolled_at=at
                )
                for person in wanting
            ],
            batch_size=BATCH,
            ignore_conflicts=True,
        )
        had = dict(places.all().values_list("person_id", "pk"))
    return had
