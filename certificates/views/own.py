"""A certificate as its holder has it: the page that is valid at once, and the file that follows."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from certificates.codes import fold
from certificates.documents.storing import path_of
from certificates.errors import MalformedCode
from certificates.models import Artifact, Certificate

# How often the waiting page looks again by itself before it leaves that to the reader: two minutes in all.
MOST_LOOKS = 24


def own_certificate_or_404(request: HttpRequest, code: str) -> Certificate:
    """The signed-in person's own certificate; of anybody else's not even the existence is told here."""
    try:
        folded = fold(code)
    except MalformedCode:
        raise Http404 from None
    certificates = Certificate.objects.of(request.user).select_related("superseded_by")
    return get_object_or_404(certificates, code=folded)


@login_required
@never_cache
@require_safe
def page(request: HttpRequest, code: str) -> HttpResponse:
    """The certificate as a page."""
    certificate = own_certificate_or_404(request, code)
    context = {
        "certificate": certificate,
        "facts": certificate.snapshot,
        "file": _file_of(certificate),
        "entry": certificate.cpd_entries.first(),
    }
    return render(request, "certificates/certificate.html", context)


@login_required
@never_cache
@require_safe
def pdf(request: HttpRequest, code: str) -> HttpResponseBase:
    """The stored file; until a worker has made it, a page that says so and looks again."""
    certificate = own_certificate_or_404(request, code)
    if certificate.code != code:
        return redirect("certificates:certificate-pdf", code=certificate.code)
    file = _file_of(certificate)
    path = path_of(file.storage_key) if file else None
    if path is None or not path.is_file():
        looks = _looks(request)
        context = {
            "certificate": certificate,
            "facts": certificate.snapshot,
            "looks": looks,
            "waits": looks <= MOST_LOOKS,
        }
        return render(request, "certificates/certificate_waits.html", context, status=202)
    return FileResponse(
        path.open("rb"),
        content_type="application/pdf",
        as_attachment="view" not in request.GET,
        filename=f"certificate-{certificate.code}.pdf",
    )


def _file_of(certificate: Certificate) -> Artifact | None:
    return certificate.artifacts.filter(kind=Artifact.Kind.PDF).order_by("-generation").first()


def _looks(request: HttpRequest) -> int:
    asked = request.GET.get("look", "")
    return int(asked) + 1 if asked.isdecimal() and len(asked) <= 3 else 1  # noqa: PLR2004 - three digits
