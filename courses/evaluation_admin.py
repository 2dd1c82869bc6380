"""/admin/evaluations/: what learners thought of each course, once enough of them have said so. It changes nothing."""

import hashlib
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path

from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from .models import Course, Evaluation
from .rules.evaluating import FEWEST, tallies

ICON = "form"


class EvaluationsMenuItem(MenuItem):
    """Shown to whoever may work in the admin on pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_read(request)


def may_read(request: HttpRequest) -> bool:
    """Authors and editors: whoever has a right on pages, as the page tree counts them."""
    user: Any = request.user
    return user.is_superuser or user.has_perm("wagtailadmin.access_admin")


class EvaluationsViewSet(ViewSet):
    """Every course with its number of forms, and one course with its tallies and remarks."""

    icon = ICON
    menu_label = "Evaluations"
    add_to_admin_menu = True
    menu_order = 270

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", self.index, name="index"), path("<uuid:course>/", self.course, name="course")]

    def get_menu_item(self, order: int | None = None) -> MenuItem:
        return EvaluationsMenuItem(self.menu_label, self.menu_url, icon_name=self.icon, order=order or self.menu_order)

    def index(self, request: HttpRequest) -> HttpResponse:
        """The courses that somebody evaluated. Below five forms the number is not told either."""
        _demand(request)
        courses = Course.objects.annotate(forms=Count("versions__evaluations")).filter(forms__gt=0).order_by("title")
        context = {"courses": courses, "fewest": FEWEST, "page_title": "Evaluations", "header_icon": ICON}
        return render(request, "courses/admin/evaluations.html", context)

    def course(self, request: HttpRequest, course: UUID) -> HttpResponse:
        """One course over all its versions: tallies, and remarks in an order that says nothing of when they came."""
        _demand(request)
        found = get_object_or_404(Course, uuid=course)
        forms = list(Evaluation.objects.filter(version__course=found).values_list("answers", "remarks"))
        told = tallies(answers for answers, _ in forms)
        context = {
            "course": found,
            "tallies": told,
            "forms": len(forms),
            "fewest": FEWEST,
            "remarks": sorted((words for _, words in forms if words), key=_shuffled) if told else [],
            "page_title": found.title,
            "header_icon": ICON,
        }
        return render(request, "courses/admin/evaluation.html", context)


def _shuffled(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


def _demand(request: HttpRequest) -> None:
    if not may_read(request):
        raise PermissionDenied
