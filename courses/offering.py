"""From a live page to what the catalogue offers. Publishing does it by a signal (receivers.py), bulk seeding itself."""

from datetime import datetime

from django.db import transaction

from .models import Course, CoursePage
from .services.freezing import NotReady, freeze


def offer(page: CoursePage, *, at: datetime) -> Course:
    """Freeze what a page says. The first time it makes the course's row.

    Raises NotReady where something is missing; nothing has been written then.
    """
    with transaction.atomic():
        if page.course is None:
            page.course = Course.objects.create(title=page.title, created=at, access=page.access)
            CoursePage.objects.filter(pk=page.pk).update(course=page.course)
        spec = page.spec()
        if found := page.problems(spec):
            raise NotReady(found)
        freeze(page.course, spec, at=at)
    return page.course
