"""From a live page to what the catalogue offers. Publishing does it by a signal (receivers.py), bulk seeding itself."""

from datetime import datetime

from django.db import transaction

from .models import Course, CoursePage
from .services.freezing import freeze


def offer(page: CoursePage, *, at: datetime) -> Course:
    """Freeze what a page says. The first time it makes the course's row.

    Raises NotReady where something is missing; nothing has been written then.
    """
    with transaction.atomic():
        if page.course is None:
            page.course = Course.objects.create(title=page.title, created=at, access=page.access)
            CoursePage.objects.filter(pk=page.pk).update(course=page.course)
        freeze(page.course, page.spec(), at=at)
    return page.course
