"""/learn/<enrolment>/notes/: what a learner wrote for themselves. Owner only; others get 404."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods

from . import selectors
from .errors import CourseError
from .models import CourseItem, Enrolment
from .notes import as_text, notes_of
from .services import noting
from .views import own_enrolment, private

_DIGITS = 19  # a number of so many no database holds


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@private
def notes(request: HttpRequest, enrolment: UUID) -> HttpResponse:
    """Show the notes, keep one, or take one away."""
    own = own_enrolment(request, enrolment)
    context = {"enrolment": own, "version": own.version, "longest": noting.LONGEST}
    if request.method != "POST":
        return render(request, "courses/notes.html", context | {"notes": notes_of(own)})
    try:
        anchor = _written(request, own)
    except CourseError as error:
        # What was typed is not lost: it stands in its field again.
        refused = {"error": error.words, "at": request.POST.get("item", ""), "typed": request.POST.get("text", "")}
        return render(request, "courses/notes.html", context | refused | {"notes": notes_of(own)}, status=error.status)
    return redirect(f"{request.path}#{anchor}")


@require_GET
@login_required
@private
def notes_export(request: HttpRequest, enrolment: UUID) -> HttpResponse:
    """The notes as a text file."""
    own = own_enrolment(request, enrolment)
    name = f"notes-{slugify(own.version.title)[:60] or 'course'}.txt"
    return HttpResponse(
        as_text(own, notes_of(own)),
        content_type="text/plain; charset=utf-8",
        status=HTTPStatus.OK,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"},
    )


def _written(request: HttpRequest, own: Enrolment) -> str:
    """Do what the form asks; returns the anchor of the part."""
    if request.POST.get("act") == "delete":
        number = request.POST.get("note", "")
        is_one = number.isascii() and number.isdigit() and len(number) < _DIGITS
        noting.delete_note(own, int(number) if is_one else 0)
        messages.success(request, "The note is deleted.")
        return "notes"
    item = _item(request, own)
    noting.write_note(own, item, request.POST.get("text", ""), at=timezone.now())
    messages.success(request, "Saved.")
    return f"part-{item.uuid}" if item is not None else "whole"


def _item(request: HttpRequest, own: Enrolment) -> CourseItem | None:
    text = request.POST.get("item", "")
    if not text:
        return None
    try:
        found = selectors.item_of(own, UUID(text))
    except ValueError as error:
        raise Http404 from error
    if found is None:
        raise noting.NoSuchNote
    return found
