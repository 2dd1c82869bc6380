"""Asking people of a practice to learn something: the list, the form with its preview, one assignment."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses.errors import CourseError
from courses.models import Assignment
from courses.rules import targets
from courses.services import assigning
from courses.services.planning import plan
from courses.views import private
from members.api import Organisation, Staff, coming_to, day_of, staff_on

from . import assignment_reads as reads
from .assigning_forms import AssignForm, ChangeDueForm, RepeatForm
from .doors import managed

PER_PAGE = 50


@require_GET
@login_required
@private
def assignments(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """What the practice asks, and how far it is."""
    found = managed(request, organisation)
    lines = reads.assignments_of(found, today=day_of(timezone.now()))
    context = {
        "organisation": found,
        "open_ones": [line for line in lines if line.assignment.ended_at is None],
        "ended": [line for line in lines if line.assignment.ended_at is not None],
    }
    return render(request, "courses/practice/assignments.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@private
def assignment_create(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """The form; then who is reached, who not and why; then it is asked. ?course=&person=&requirement= fill it in."""
    found, at = managed(request, organisation), timezone.now()
    staff = staff_on(found.pk, at=at)
    initial = None if request.method == "POST" else _prefilled(request, staff)
    form = AssignForm(request.POST or None, initial=initial, organisation=found, staff=staff, today=day_of(at))
    if initial and initial.get("target") == targets.PERSON and not initial["person"]:
        messages.warning(request, "They do not work here today, so they are not in the list. Choose whom you ask.")
    if not form.is_valid() or request.POST.get("step") == "back":
        status = 422 if form.is_bound and form.errors and request.POST.get("step") != "back" else 200
        context = {"organisation": found, "form": form}
        return render(request, "courses/practice/assignment_form.html", context, status=status)
    assignment = form.assignment(made_by=request.user, made_at=at)
    if request.POST.get("step") != "ask":
        return _preview(request, found, staff, form, assignment)
    try:
        done = assigning.assign(assignment, at=at)
    except CourseError as refused:
        _say_refusal(form, found, refused)
        context = {"organisation": found, "form": form}
        return render(request, "courses/practice/assignment_form.html", context, status=refused.status)
    messages.success(request, f"Asked. It has reached {done.reached} {'person' if done.reached == 1 else 'people'}.")
    return redirect("courses:assignment", found.uuid, assignment.uuid)


def _prefilled(request: HttpRequest, staff: list[Staff]) -> dict[str, Any]:
    # Lists for the form, as a link from the matrix fills it in; what is no choice is shown as nothing chosen.
    given = {name: request.GET.get(name, "") for name in ("course", "programme", "person", "requirement")}
    initial: dict[str, Any] = {"requirement": given["requirement"]}
    for kind in ("course", "programme"):
        if given[kind]:
            initial["what"] = f"{kind}:{given[kind]}"
    if given["person"]:
        initial |= {"target": targets.PERSON, "person": _person_of(given["person"], staff)}
    return initial


def _person_of(given: str, staff: list[Staff]) -> int | None:
    try:
        wanted = UUID(given)
    except ValueError:
        return None
    here = get_user_model().objects.filter(uuid=wanted, pk__in=[one.person_id for one in staff])
    return here.values_list("pk", flat=True).first()


def _preview(
    request: HttpRequest, found: Organisation, staff: list[Staff], form: AssignForm, assignment: Assignment
) -> HttpResponse:
    at = timezone.now()
    same = assigning.same_as(assignment)
    if same is not None:
        _say_refusal(form, found, assigning.AskedAlready(assignment=str(same.uuid)))
        context = {"organisation": found, "form": form}
        return render(request, "courses/practice/assignment_form.html", context, status=409)
    planned = plan(assignment, at=at, staff=staff)
    coming = [
        one
        for one in coming_to(found.pk, at=at)
        if assignment.target == targets.EVERYONE
        or (assignment.target == targets.POSTS and one.post in assignment.wanted)
    ]
    names = reads.names_of(found, [assignment])[assignment.target]
    context = {
        "organisation": found,
        "form": form,
        "assignment": assignment,
        "title": reads.title_of(assignment),
        "who": targets.in_words(assignment.target, assignment.wanted, names),
        "due": reads.due_in_words(assignment),
        "reminders": reads.reminders_in_words(assignment),
        "plan": planned,
        "coming": coming,
        "fields": [(name, value) for name in form.fields for value in request.POST.getlist(name)],
    }
    return render(request, "courses/practice/assignment_preview.html", context)


def _say_refusal(form: AssignForm, found: Organisation, refused: CourseError) -> None:
    words: Any = refused.words
    if "assignment" in refused.facts:
        where = reverse("courses:assignment", args=[found.uuid, refused.facts["assignment"]])
        words = format_html('{} <a href="{}">Open what is asked</a> to change its day or to end it.', words, where)
    form.add_error(None, words)


@require_GET
@login_required
@private
def assignment_detail(request: HttpRequest, organisation: UUID, assignment: UUID) -> HttpResponse:
    """One assignment: everybody whom it has reached, and what can be done about it."""
    found, asked = _assignment(request, organisation, assignment)
    return _detail(request, found, asked, ChangeDueForm(assignment=asked, today=day_of(timezone.now())))


def _assignment(request: HttpRequest, organisation: UUID, assignment: UUID) -> tuple[Organisation, Assignment]:
    found = managed(request, organisation)
    rows = Assignment.objects.select_related("course", "programme", "made_by").filter(organisation=found)
    return found, get_object_or_404(rows, uuid=assignment)


def _detail(
    request: HttpRequest,
    found: Organisation,
    asked: Assignment,
    form: ChangeDueForm,
    repeat_form: RepeatForm | None = None,
) -> HttpResponse:
    at = timezone.now()
    staff = staff_on(found.pk, at=at)
    once = reads.is_once(asked)
    planned = plan(asked, at=at, staff=staff) if asked.ended_at is None else None
    until = {one.somebody.person_id: one.valid_until for one in planned.lines} if planned and once else {}
    people = reads.people_of(asked, staff, today=day_of(at), until=until)
    names = reads.names_of(found, [asked])[asked.target]
    context = {
        "organisation": found,
        "assignment": asked,
        "title": reads.title_of(asked),
        "who": targets.in_words(asked.target, asked.wanted, names),
        "due": reads.due_in_words(asked),
        "reminders": reads.reminders_in_words(asked),
        "page_of_list": Paginator(people, PER_PAGE).get_page(request.GET.get("page")),
        "total": len(people),
        "left_out": planned.left_out if planned else [],
        "form": form,
        "once": once,
        "ran_out": sum(line.ran_out is not None for line in people),
        "repeat_form": repeat_form or RepeatForm(auto_id="repeat_%s"),
    }
    status = 422 if any(one is not None and one.errors for one in (form, repeat_form)) else 200
    return render(request, "courses/practice/assignment.html", context, status=status)


@require_POST
@login_required
def assignment_change(request: HttpRequest, organisation: UUID, assignment: UUID) -> HttpResponse:
    """Move its due day."""
    found, asked = _assignment(request, organisation, assignment)
    at = timezone.now()
    form = ChangeDueForm(request.POST, assignment=asked, today=day_of(at))
    if not form.is_valid():
        return _detail(request, found, asked, form)
    day, days = form.cleaned_data.get("due_on"), form.cleaned_data.get("due_days")
    try:
        moved = assigning.change_due(asked, due_on=day, due_days=days, at=at)
    except CourseError as refused:
        messages.error(request, refused.words)
    else:
        messages.success(request, f"Moved, for {moved} {'person' if moved == 1 else 'people'}.")
    return redirect("courses:assignment", found.uuid, asked.uuid)


@require_POST
@login_required
def assignment_repeat(request: HttpRequest, organisation: UUID, assignment: UUID) -> HttpResponse:
    """Ask again and again what was asked once."""
    found, asked = _assignment(request, organisation, assignment)
    at = timezone.now()
    form = RepeatForm(request.POST, auto_id="repeat_%s")
    if not form.is_valid():
        return _detail(request, found, asked, ChangeDueForm(assignment=asked, today=day_of(at)), form)
    try:
        done = assigning.repeat(asked, at=at, **form.cleaned_data)
    except CourseError as refused:
        messages.error(request, refused.words)
    else:
        again = f" {done.reached} {'person is' if done.reached == 1 else 'people are'} asked again now."
        messages.success(request, "From now on it is asked again and again." + (again if done.reached else ""))
    return redirect("courses:assignment", found.uuid, asked.uuid)


@require_POST
@login_required
def assignment_end(request: HttpRequest, organisation: UUID, assignment: UUID) -> HttpResponse:
    """Ask it of nobody any more."""
    found, asked = _assignment(request, organisation, assignment)
    assigning.end(asked, at=timezone.now())
    messages.success(request, "Ended. Nobody is asked any more; what was done stays done.")
    return redirect("courses:assignments", found.uuid)
