"""From the search into a course: to the part, and the moment of its film, that was found."""

import re
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from . import outlines, selectors
from .models import Course, CourseItem
from .pages import CoursePage

_MOMENT = re.compile(r"t-(?:[0-9a-f]{8}-)?\d{1,6}")


@require_safe
def part(request: HttpRequest, course: UUID, key: str) -> HttpResponse:
    """/learn/courses/<course>/parts/<key>/?moment=t-12: whoever has a place goes to the part itself, anybody else to
    where the course's page lists it.
    """
    found = Course.objects.filter(uuid=course).first()
    if found is None:
        raise Http404
    moment = request.GET.get("moment", "")
    place = selectors.newest_enrolment(request.viewer.user_id, found.pk)  # type: ignore[attr-defined]
    item = place and CourseItem.objects.filter(version_id=place.version_id, key=key).values_list("uuid", flat=True)
    if place and item:
        here = reverse("courses:item-detail", args=[place.uuid, item[0]])
        return redirect(f"{here}#{moment}" if _MOMENT.fullmatch(moment) else here)
    page = CoursePage.objects.live().filter(course=found).first()
    if page is None:
        return redirect("courses:course-detail", course=found.uuid)
    return redirect(f"{page.url}#{outlines.anchor_of_item(key)}")
