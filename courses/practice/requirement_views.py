"""/practice/<organisation>/training/requirements/: what the practice asks, from the template or in its own words."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.errors import CourseError
from courses.models import Requirement
from courses.services import requirements as writes

from . import matrix_words as words
from . import starting
from .doors import managed
from .matrix_forms import RequirementForm
from .matrix_views import private


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@private
def matrix_start(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """Choose lines of the template; those that are in the matrix already are not offered again."""
    own = managed(request, organisation)
    there = set(Requirement.objects.filter(organisation=own, retired_on=None).values_list("template_key", flat=True))
    lines = [line for line in starting.lines_for(own.provider_type) if line.key not in there]
    if request.method == "POST":
        chosen = set(request.POST.getlist("line"))
        wanted = [line for line in lines if line.key in chosen]
        if wanted:
            added = writes.start_from(own, _as_wanted(wanted), at=timezone.now())
            messages.success(request, f"{added} line{'' if added == 1 else 's'} added. Change whatever you like.")
            return redirect("courses:requirements", own.uuid)
        messages.error(request, "Tick at least one line, or write one of your own.")
    context = {
        "organisation": own,
        "lines": [(line, words.who_in_words(line.who)) for line in lines],
        "is_first": not Requirement.objects.filter(organisation=own).exists(),
    }
    return render(request, "courses/practice/matrix_start.html", context)


def _as_wanted(lines: list[starting.Line]) -> list[writes.Wanted]:
    topics, offered = starting.topics_by_code(lines), starting.current_topics()
    return [
        writes.Wanted(
            title=line.title,
            level=line.level,
            topic_id=topics.get(line.topics[0]) if line.topics else None,
            who=line.who,
            months=line.months,
            proof=line.proof,
            courses=tuple(starting.suggested(line.topics, offered)),
            template_key=line.key,
        )
        for line in lines
    ]


@login_required
@require_safe
@private
def requirements(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """The list in its order, with what was retired below."""
    own = managed(request, organisation)
    rows = list(Requirement.objects.filter(organisation=own).prefetch_related("courses").order_by("order", "title"))
    in_force = [one for one in rows if one.retired_on is None]
    context = {
        "organisation": own,
        "rows": [(one, words.who_in_words(one.who), words.interval(one.months)) for one in in_force],
        "retired": [one for one in rows if one.retired_on is not None],
    }
    return render(request, "courses/practice/matrix_requirements.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@private
def requirement_new(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """A line in the practice's own words."""
    own = managed(request, organisation)
    form = RequirementForm(request.POST or None, initial={"everyone": "yes"})
    if form.is_valid():
        try:
            made = writes.add(own, form.wanted(), at=timezone.now())
        except CourseError as error:
            form.add_error("title", error.words)
        else:
            messages.success(request, f"“{made.title}” is in your matrix.")
            return redirect("courses:requirements", own.uuid)
    return _form_page(request, own, form, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@private
def requirement_edit(request: HttpRequest, organisation: UUID, requirement: UUID) -> HttpResponse:
    """Word a line anew."""
    own = managed(request, organisation)
    found = get_object_or_404(Requirement, organisation=own, uuid=requirement)
    form = RequirementForm(request.POST or None, requirement=found)
    if form.is_valid():
        try:
            writes.change(found, form.wanted())
        except CourseError as error:
            form.add_error("title", error.words)
        else:
            messages.success(request, f"“{found.title}” is changed.")
            return redirect("courses:requirements", own.uuid)
    return _form_page(request, own, form, found)


@login_required
@require_POST
def requirement_move(request: HttpRequest, organisation: UUID, requirement: UUID) -> HttpResponse:
    """One place up or down."""
    own = managed(request, organisation)
    found = get_object_or_404(Requirement, organisation=own, uuid=requirement, retired_on=None)
    writes.move(found, up=request.POST.get("to") == "up")
    answer = redirect("courses:requirements", own.uuid)
    answer["Location"] += f"#r-{found.uuid}"
    return answer


@login_required
@require_POST
def requirement_retire(request: HttpRequest, organisation: UUID, requirement: UUID) -> HttpResponse:
    """Take a line out of the matrix from today on, or put it back."""
    own = managed(request, organisation)
    found = get_object_or_404(Requirement, organisation=own, uuid=requirement)
    try:
        if request.POST.get("back"):
            writes.bring_back(found)
            messages.success(request, f"“{found.title}” is in your matrix again.")
        else:
            writes.retire(found, at=timezone.now())
            messages.success(request, f"“{found.title}” is no longer asked. What was done for it is kept.")
    except CourseError as error:
        messages.error(request, error.words)
    return redirect("courses:requirements", own.uuid)


def _form_page(request: HttpRequest, own: Any, form: RequirementForm, found: Requirement | None) -> HttpResponse:
    context = {"organisation": own, "form": form, "requirement": found}
    return render(request, "courses/practice/matrix_requirement.html", context, status=422 if form.errors else 200)
