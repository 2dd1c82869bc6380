"""What a manager writes into a square: seen at work, excused, a certificate from elsewhere and the look at one."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.errors import CourseError
from courses.models import OutsideCertificate
from courses.services import outside_files, proofs
from members.api import Organisation

from .doors import managed
from .matrix_forms import AcceptForm, ExcuseForm, ManagerCertificateForm, RefuseForm, SeenForm
from .matrix_views import cell_page, private, requirement_or_404, row_or_404


@login_required
@require_POST
def matrix_competence(request: HttpRequest, organisation: UUID, requirement: UUID, person: UUID) -> HttpResponse:
    """Somebody was seen to do it well."""
    own = managed(request, organisation)
    asked, row = requirement_or_404(own, requirement), row_or_404(own, person)
    form = SeenForm(request.POST)
    if not form.is_valid():
        return cell_page(request, own, asked, row, seen=form)
    proofs.see_competence(asked, row.person.person_id, by=request.user, at=timezone.now(), **form.cleaned_data)
    messages.success(request, f"Noted: {row.person.name} was seen to do it.")
    return _cell(own, requirement, person)


@login_required
@require_POST
def matrix_exemption(request: HttpRequest, organisation: UUID, requirement: UUID, person: UUID) -> HttpResponse:
    """Excuse somebody until a day."""
    own = managed(request, organisation)
    asked, row = requirement_or_404(own, requirement), row_or_404(own, person)
    form = ExcuseForm(request.POST)
    if not form.is_valid():
        return cell_page(request, own, asked, row, excuse=form)
    proofs.excuse(asked, row.person.person_id, by=request.user, at=timezone.now(), **form.cleaned_data)
    messages.success(request, f"{row.person.name} is excused. Nothing is asked until that day.")
    return _cell(own, requirement, person)


@login_required
@require_POST
def matrix_exemption_end(request: HttpRequest, organisation: UUID, requirement: UUID, person: UUID) -> HttpResponse:
    """Ask it of them again."""
    own = managed(request, organisation)
    asked, row = requirement_or_404(own, requirement), row_or_404(own, person)
    if proofs.end_exemption(asked, row.person.person_id, at=timezone.now()):
        messages.success(request, f"It is asked of {row.person.name} again.")
    return _cell(own, requirement, person)


@login_required
@require_POST
def matrix_certificate(request: HttpRequest, organisation: UUID, requirement: UUID, person: UUID) -> HttpResponse:
    """A certificate from elsewhere, brought by the manager."""
    own = managed(request, organisation)
    asked, row = requirement_or_404(own, requirement), row_or_404(own, person)
    form = ManagerCertificateForm(request.POST, request.FILES, auto_id="certificate_%s")
    at = timezone.now()
    if form.is_valid():
        data = form.cleaned_data
        try:
            kept = proofs.upload(
                asked,
                row.person.person_id,
                form.cleaned_data["file"].read(),
                by=request.user,
                at=at,
                **form.typed(),
            )
            if data["looked"]:
                proofs.accept(kept, by=request.user, valid_until=kept.valid_until, at=at)
        except proofs.OwnCertificate as error:
            messages.warning(request, f"Kept, and it waits. {error.words}")
            return _cell(own, requirement, person)
        except CourseError as error:
            form.add_error("file", error.words)
        else:
            messages.success(request, "Kept. It counts." if data["looked"] else "Kept. It counts once it is looked at.")
            return _cell(own, requirement, person)
    return cell_page(request, own, asked, row, certificate=form)


@login_required
@require_safe
@private
def matrix_waiting(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """The certificates from elsewhere that nobody has looked at, the oldest first."""
    own = managed(request, organisation)
    waiting = OutsideCertificate.objects.filter(organisation=own, state=OutsideCertificate.State.WAITING)
    context = {
        "organisation": own,
        "waiting": waiting.select_related("person", "requirement", "uploaded_by").order_by("uploaded_at")[:200],
    }
    return render(request, "courses/practice/matrix_waiting.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@private
def matrix_look(request: HttpRequest, organisation: UUID, certificate: UUID) -> HttpResponse:
    """One of them: the file, what the person typed, and yes or no."""
    own = managed(request, organisation)
    found = get_object_or_404(
        OutsideCertificate.objects.select_related("person", "requirement", "uploaded_by", "checked_by"),
        organisation=own,
        uuid=certificate,
    )
    others = proofs.has_other_manager(own.pk, request.user.pk, at=timezone.now())
    refusing = request.method == "POST" and "refuse" in request.POST
    accept = AcceptForm(
        request.POST if request.method == "POST" and not refusing else None, initial={"valid_until": found.valid_until}
    )
    refuse = RefuseForm(request.POST if refusing else None)
    form = refuse if refusing else accept
    if form.is_valid():
        try:
            if refusing:
                proofs.refuse(found, by=request.user, reason=refuse.cleaned_data["reason"], at=timezone.now())
            else:
                until = accept.cleaned_data["valid_until"]
                proofs.accept(found, by=request.user, valid_until=until, at=timezone.now())
        except CourseError as error:
            messages.error(request, error.words)
        else:
            messages.success(request, "It does not count, and they can read why." if refusing else "It counts.")
        return redirect("courses:matrix-waiting", own.uuid)
    context = {
        "organisation": own,
        "certificate": found,
        "accept": accept,
        "refuse": refuse,
        "own_one": proofs.is_own(found, request.user.pk),
        "own_check": proofs.is_own(found, found.checked_by_id) if found.checked_by_id else False,
        "others": others,
        "waits": found.state == OutsideCertificate.State.WAITING,
    }
    return render(request, "courses/practice/matrix_look.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
@private
def matrix_file(request: HttpRequest, organisation: UUID, certificate: UUID) -> HttpResponseBase:
    """The file itself, for a manager of the practice that it was given to."""
    own = managed(request, organisation)
    return as_download(get_object_or_404(OutsideCertificate, organisation=own, uuid=certificate))


def as_download(certificate: OutsideCertificate) -> FileResponse:
    """The file as a download that no browser opens in a page of ours, whatever it holds."""
    path = outside_files.path_of(certificate.storage_key)
    if not path.is_file():
        raise Http404
    name = f"certificate-{certificate.completed_on.isoformat()}{path.suffix}"
    answer = FileResponse(path.open("rb"), content_type=certificate.media_type, as_attachment=True, filename=name)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def _cell(own: Organisation, requirement: UUID, person: UUID) -> HttpResponse:
    return redirect("courses:matrix-cell", own.uuid, requirement, person)
