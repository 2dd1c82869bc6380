"""The admin's rooms of quizzes: answers that wait for a person, who is given more time, and what questions say.

Marking is blind: the marker reads an answer and no name.
"""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone

from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.viewsets.base import ViewSet
from wagtail.snippets.views.snippets import SnippetViewSet

from . import question_statistics
from .errors import CourseError
from .models import Allowance, Attempt, Course, CourseItem, RunState, Success
from .rules import drawing, item_statistics, lessons, marking
from .services import quizzing

# The right to add a mark is the right to mark.
MAY_MARK = "courses.add_freetextmark"
MAY_READ_FIGURES = "courses.view_questionversion"
_SHOWN = 100


def quiz_permissions() -> QuerySet[Permission]:
    """The rights to mark and to read figures, so that a group can be given them in the admin."""
    names = ["add_freetextmark", "view_questionversion"]
    return Permission.objects.filter(content_type__app_label="courses", codename__in=names)


def waiting(marker: Any) -> QuerySet[RunState]:
    """Ended attempts with answers that nobody has marked, the oldest first; not the marker's own."""
    rows = RunState.objects.filter(
        attempt__item__kind=CourseItem.Kind.QUIZ,
        attempt__state=Attempt.State.ENDED,
        completion="completed",
        success=Success.UNKNOWN,
    )
    others = rows.exclude(attempt__enrolment__person=marker)
    return others.select_related("attempt__item__version").order_by("attempt__ended")


class _GuardedItem(MenuItem):
    permission = ""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(self.permission)


class _MarkingItem(_GuardedItem):
    permission = MAY_MARK


class _FiguresItem(_GuardedItem):
    permission = MAY_READ_FIGURES


class MarkingViewSet(ViewSet):
    """/admin/marking/: the answers that wait, and one attempt's to mark."""

    icon = "edit"
    menu_label = "Answers to mark"
    add_to_admin_menu = True
    menu_order = 262

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", self.index, name="index"), path("<uuid:uuid>/", self.attempt, name="attempt")]

    def get_menu_item(self, order: int | None = None) -> MenuItem:
        return _MarkingItem(self.menu_label, self.menu_url, icon_name=self.icon, order=order or self.menu_order)

    def index(self, request: HttpRequest) -> HttpResponse:
        """What waits, the oldest first."""
        _demand(request, MAY_MARK)
        found = list(waiting(request.user).defer("data")[: _SHOWN + 1])
        context = {
            "found": found[:_SHOWN],
            "more": len(found) > _SHOWN,
            "page_title": "Answers to mark",
            "header_icon": self.icon,
        }
        return render(request, "courses/admin/quiz_marking.html", context)

    def attempt(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        """Read the answers of one attempt, and mark them one by one."""
        _demand(request, MAY_MARK)
        rows = RunState.objects.select_related("attempt__item__version", "attempt__enrolment")
        state = rows.filter(attempt__uuid=uuid, attempt__item__kind=CourseItem.Kind.QUIZ).first()
        if state is None or state.attempt.state != Attempt.State.ENDED:
            raise Http404
        if request.method == "POST" and self._marked(request, state):
            return redirect(f"{self.url_namespace}:attempt", uuid)
        context = {
            "state": state,
            "answers": _answers(state),
            "page_title": state.attempt.item.title,
            "page_subtitle": state.attempt.item.version.title,
            "header_icon": self.icon,
        }
        return render(request, "courses/admin/quiz_marking_attempt.html", context)

    def _marked(self, request: HttpRequest, state: RunState) -> bool:
        decision = request.POST.get("decision")
        if decision not in {"right", "wrong"}:
            messages.error(request, "Say first whether the answer is good enough.")
            return False
        try:
            after = quizzing.decide(
                state,
                request.POST.get("question", ""),
                right=decision == "right",
                comment=request.POST.get("comment", ""),
                by=request.user,
                at=timezone.now(),
            )
        except CourseError as error:
            messages.error(request, error.words)
            return False
        done = after.success != Success.UNKNOWN
        messages.success(request, "Marked. The attempt has its result." if done else "Marked. More answers wait below.")
        return True


class QuestionStatisticsViewSet(ViewSet):
    """/admin/question-statistics/: what the answers say about the questions."""

    icon = "table"
    menu_label = "Question statistics"
    add_to_admin_menu = True
    menu_order = 264

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", self.index, name="index"), path("<uuid:uuid>/", self.course, name="course")]

    def get_menu_item(self, order: int | None = None) -> MenuItem:
        return _FiguresItem(self.menu_label, self.menu_url, icon_name=self.icon, order=order or self.menu_order)

    def index(self, request: HttpRequest) -> HttpResponse:
        """Courses that have a quiz."""
        _demand(request, MAY_READ_FIGURES)
        found = question_statistics.courses_with_quizzes()
        context = {"courses": found, "page_title": "Question statistics", "header_icon": self.icon}
        return render(request, "courses/admin/quiz_statistics_index.html", context)

    def course(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        """The questions of one course."""
        _demand(request, MAY_READ_FIGURES)
        course = get_object_or_404(Course, uuid=uuid)
        context = {
            "rows": question_statistics.statistics_of(course),
            "fewest": item_statistics.FEWEST,
            "page_title": "Question statistics",
            "page_subtitle": course.title,
            "header_icon": self.icon,
        }
        return render(request, "courses/admin/quiz_statistics.html", context)


class AllowanceForm(WagtailAdminModelForm):
    """An allowance, for a person named by their e-mail address."""

    email = forms.EmailField(label="Person", help_text="The e-mail address that they sign in with.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["email"].initial = self.instance.person.email

    def clean_email(self) -> str:
        """The person, by their address."""
        email = str(self.cleaned_data["email"])
        person = get_user_model().objects.filter(email__iexact=email).first()
        if person is None:
            raise forms.ValidationError("Nobody has an account with this address.")
        self.instance.person = person
        return email

    def save(self, commit: bool = True) -> Allowance:
        """Whoever grants it is written beside it."""
        if not self.instance.pk:
            self.instance.granted_by, self.instance.granted_at = self.for_user, timezone.now()
        saved: Allowance = super().save(commit)
        return saved


class AllowanceViewSet(SnippetViewSet):
    """More time or more attempts for a person. Shown to nobody but those who may grant it."""

    model = Allowance
    icon = "time"
    menu_label = "Quiz allowances"
    menu_order = 263
    add_to_admin_menu = True
    list_display = ["person", "course", "extra_time", "extra_attempts", "starts_on", "ends_on"]
    search_fields = ["person__email"]
    edit_handler = ObjectList(
        [
            FieldPanel("email"),
            FieldPanel("course"),
            FieldRowPanel([FieldPanel("extra_time"), FieldPanel("extra_attempts")]),
            FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
        ],
        base_form_class=AllowanceForm,
    )


def _answers(state: RunState) -> list[dict[str, Any]]:
    decisions = quizzing.decisions_of(state.attempt)
    questions = drawing.drawn(state.attempt.item.content, str(state.attempt.uuid))
    kept = lessons.answers_in(questions, state.data)
    return [
        {"question": one, "text": marking.given(kept[one["key"]]), "mark": decisions.get(one["key"])}
        for one in questions
        if one["kind"] == marking.FREE_TEXT and one["key"] in kept
    ]


def _demand(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied
