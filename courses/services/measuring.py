"""How long parts of courses take, from those who did them: read once a day, so that "18 min to certificate" is true."""

from collections import defaultdict
from datetime import datetime

from django.db import transaction

from courses.models import Completion, CourseItem, MeasuredTime, RunState
from courses.rules.measured import median_of

HUNDREDTHS = 100
NATIVE = (CourseItem.Kind.LESSON, CourseItem.Kind.QUIZ)


def measure(*, at: datetime) -> int:
    """Rebuild every measured time; returns how many parts have one. Twice is the same as once. Three statements.

    A person counts once a part, with the first attempt that they completed: who looks something up later or sits a quiz
    again, is no longer new to it. Time is what the server saw in sessions that have ended.
    """
    seen: dict[tuple[int, str], dict[int, int]] = defaultdict(dict)
    rows = RunState.objects.filter(
        package_item__isnull=True, completion=Completion.COMPLETED, attempt__item__kind__in=NATIVE
    ).order_by("-attempt__number")
    fields = ("attempt__enrolment__course_id", "attempt__item__key", "attempt__enrolment__person_id", "seen_cs")
    for course, key, person, seen_cs in rows.values_list(*fields).iterator():
        seen[course, key][person] = seen_cs
    found = [
        MeasuredTime(course_id=course, key=key, median_seconds=median, people=len(by_person), measured_at=at)
        for (course, key), by_person in seen.items()
        if (median := median_of(value / HUNDREDTHS for value in by_person.values())) is not None
    ]
    with transaction.atomic():
        MeasuredTime.objects.all().delete()
        MeasuredTime.objects.bulk_create(found, batch_size=500)
    return len(found)
