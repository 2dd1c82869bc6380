"""Uploading a package: the list with its form, and the page that follows an upload until it is judged."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET

from courses.models import PackageUpload
from courses.packages.importing import limits
from courses.services import uploads

from . import reading
from .receiving import QuarantineHandler, UploadForm, announced_too_big
from .rights import MAY_UPLOAD, demand, rights_of

_RUNNING = (PackageUpload.State.RECEIVED, PackageUpload.State.IMPORTING, PackageUpload.State.TRYING)


# The body may be read only after it is known who sends it and where it goes, so the check of the CSRF token, which
# reads it, comes inside.
@method_decorator(csrf_exempt, name="dispatch")
class UploadPage(View):
    """/admin/packages/: what there is; a file posted here waits for its import."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The list."""
        return _page(request, UploadForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Receive a file. Scripts are answered {url}, or {sentence} where it is refused."""
        demand(request, MAY_UPLOAD)
        refused = announced_too_big(request)
        if refused:
            return _refused(request, UploadForm(), refused, status=413)
        handler = QuarantineHandler(request)
        request.upload_handlers = [handler]
        response: HttpResponse = _receive(request, handler)
        return response


@csrf_protect
def _receive(request: HttpRequest, handler: QuarantineHandler) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES)
    if handler.refused:
        return _refused(request, form, handler.refused, status=413)
    if not form.is_valid():
        sentence = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return _refused(request, form, sentence, status=400)
    upload = uploads.receive(
        form.cleaned_data["file"].arriving,
        file_name=form.cleaned_data["file"].name,
        package=form.cleaned_data["package"],
        by=request.user,
        at=timezone.now(),
    )
    address = reverse("packages:upload", args=[upload.uuid])
    return JsonResponse({"url": address}) if _is_script(request) else redirect(address)


@require_GET
def upload_report(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """How far an upload is; once it is accepted, the report on its version."""
    upload = get_object_or_404(PackageUpload.objects.select_related("version"), uuid=uuid)
    if upload.version is not None and upload.state == PackageUpload.State.ACCEPTED:
        address = reverse("packages:version", args=[upload.version.uuid])
        return redirect(f"{address}?already=1" if upload.report.get("already") else address)
    context = {
        "upload": upload,
        "running": upload.state in _RUNNING,
        "page_title": upload.file_name,
        "header_icon": "media",
    }
    return render(request, "courses/admin/package_upload.html", context)


@require_GET
def upload_state(request: HttpRequest, uuid: UUID) -> JsonResponse:
    """The same for a script: {state, step, percent, running}."""
    upload = get_object_or_404(PackageUpload.objects.only("state", "step", "percent"), uuid=uuid)
    told = {
        "state": upload.state,
        "step": upload.step or upload.get_state_display(),
        "percent": upload.percent,
        "running": upload.state in _RUNNING,
    }
    return JsonResponse(told, headers={"Cache-Control": "no-store"})


def _page(request: HttpRequest, form: UploadForm, *, refused: str = "", status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "refused": refused,
        "versions": reading.versions(),
        "uploads": reading.open_uploads(),
        "most": limits().upload,
        "page_title": "Packages",
        "header_icon": "media",
        **rights_of(request),
    }
    return render(request, "courses/admin/packages.html", context, status=status)


def _refused(request: HttpRequest, form: UploadForm, sentence: str, *, status: int) -> HttpResponse:
    if _is_script(request):
        return JsonResponse({"sentence": sentence}, status=status)
    return _page(request, form, refused=sentence, status=status)


def _is_script(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")
