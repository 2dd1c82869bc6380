"""/practice/mine/: what my practices ask of me to keep up, and my certificates from elsewhere. The person's alone."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from courses.errors import CourseError
from courses.models import Course, OutsideCertificate, Requirement
from courses.rules.covering import State
from courses.services import proofs
from members.api import Organisation

from . import matrix_words as words
from .matrix import Row, row_of
from .matrix_forms import CertificateForm
from .matrix_pages import shown
from .matrix_views import private
from .proof_views import as_download


def _rows(request: HttpRequest) -> list[tuple[Organisation, Row]]:
    """The viewer's own row of each practice that they belong to today."""
    viewer = request.viewer  # type: ignore[attr-defined]
    own = Organisation.objects.filter(pk__in=viewer.organisations).order_by("name", "pk")
    found = [(one, row_of(one, viewer.user_id, at=timezone.now())) for one in own]
    return [(one, row) for one, row in found if row is not None]


@login_required
@require_safe
@private
def my_training(request: HttpRequest) -> HttpResponse:
    """Everything that is asked, what is open first, with the courses that fulfil it."""
    rows, viewer = _rows(request), request.viewer  # type: ignore[attr-defined]
    wanted = {course for _, row in rows for square in row.squares for course in square.column.courses}
    titles = {course.pk: course for course in Course.objects.filter(pk__in=wanted).order_by("title")}
    order = list(State)
    practices = []
    for organisation, row in rows:
        lines = [
            {
                "shown": shown(square),
                "why": words.why(square, "you"),
                "courses": [course for pk, course in titles.items() if pk in square.column.courses],
                "proof": square.cell.proof,
            }
            for square in sorted(row.squares, key=lambda one: order.index(one.cell.state))
            if square.cell.state != State.NOT_NEEDED
        ]
        may_look = organisation.pk in viewer.manages | viewer.looks_into
        practices.append({"organisation": organisation, "lines": lines, "open": len(row.open), "may_look": may_look})
    uploaded = OutsideCertificate.objects.filter(person=request.user.pk).select_related("requirement", "organisation")
    context = {"practices": practices, "uploaded": uploaded.order_by("-uploaded_at")}
    return render(request, "courses/practice/matrix_mine.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@private
def my_certificate(request: HttpRequest, requirement: UUID) -> HttpResponse:
    """Bring a certificate from elsewhere; it counts once a manager has looked at it."""
    asked = get_object_or_404(
        Requirement.objects.select_related("organisation"),
        uuid=requirement,
        retired_on=None,
        organisation__in=request.viewer.organisations,  # type: ignore[attr-defined]
    )
    form = CertificateForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            proofs.upload(
                asked,
                request.viewer.user_id,  # type: ignore[attr-defined]
                form.cleaned_data["file"].read(),
                by=request.user,
                at=timezone.now(),
                **form.typed(),
            )
        except CourseError as error:
            form.add_error("file", error.words)
        else:
            messages.success(request, "Kept. Your manager looks at it, then it counts.")
            return redirect("courses:my-training")
    context = {"form": form, "requirement": asked}
    return render(request, "courses/practice/matrix_my_certificate.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
@private
def my_certificate_file(request: HttpRequest, certificate: UUID) -> HttpResponseBase:
    """My own file back."""
    found = OutsideCertificate.objects.filter(person=request.user.pk, uuid=certificate).first()
    if found is None:
        raise Http404
    return as_download(found)
