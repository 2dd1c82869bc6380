"""Packages in the editors' admin: what there is, what the import found, and the upload.

Whoever may add package versions may upload; everybody in the admin may look.
"""

import tempfile
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone

from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from .models import Package, PackageVersion
from .packages.importing import ImportReport, import_package

MAY_UPLOAD = "courses.add_packageversion"


class UploadForm(forms.Form):
    """A file, and the package that it is a new version of."""

    file = forms.FileField(
        label="SCORM package", help_text="A zip of SCORM 1.2 or 2004 with imsmanifest.xml at its top level."
    )
    package = forms.ModelChoiceField(
        Package.objects.order_by("title"),
        required=False,
        empty_label="A new package",
        label="It is a version of",
        help_text="A new version never changes what learners have begun; course pages choose when to offer it.",
    )


class PackagesViewSet(ViewSet):
    """/admin/packages/: the list with its upload form."""

    icon = "media"
    menu_label = "Packages"
    add_to_admin_menu = True
    menu_order = 250

    def index(self, request: HttpRequest) -> HttpResponse:
        """The list; a posted file is imported and its report shown."""
        form, report = UploadForm(request.POST or None, request.FILES or None), None
        if request.method == "POST":
            if not request.user.has_perm(MAY_UPLOAD):
                raise PermissionDenied
            if form.is_valid():
                report = _import(form.cleaned_data["file"], form.cleaned_data["package"])
                if report.accepted:
                    messages.success(request, _accepted(report))
                    return redirect(self.get_url_name("index"))
        return render(request, "courses/admin/packages.html", self._context(request, form, report))

    def _context(self, request: HttpRequest, form: UploadForm, report: ImportReport | None) -> dict[str, Any]:
        return {
            "form": form,
            "report": report,
            "versions": _versions(),
            "may_upload": request.user.has_perm(MAY_UPLOAD),
            "page_title": "Packages",
            "header_icon": self.icon,
        }

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", self.index, name="index")]

    def get_menu_item(self, order: int | None = None) -> MenuItem:
        return MenuItem(self.menu_label, self.menu_url, icon_name=self.icon, order=order or self.menu_order)


def _versions() -> QuerySet[PackageVersion]:
    """Every version, the newest first, with how many places in frozen courses it has."""
    return (
        PackageVersion.objects.defer("organisations")
        .annotate(places=Count("course_items", distinct=True))
        .order_by("-imported_at", "-pk")
    )


def _import(upload: UploadedFile, package: Package | None) -> ImportReport:
    """The importer reads from a file on disk; a small upload is in memory and is written to one first."""
    with tempfile.NamedTemporaryFile(suffix=".zip") as copy:
        for chunk in upload.chunks():
            copy.write(chunk)
        copy.flush()
        return import_package(Path(copy.name), at=timezone.now(), package=package)


def _accepted(report: ImportReport) -> str:
    if report.already:
        return f"“{report.title}” was here already: the same file is the same version."
    found = len(report.warnings)
    remarks = f" The import has {found} remark{'' if found == 1 else 's'}, listed below." if found else ""
    return f"“{report.title}” is imported and can be put into a course.{remarks}"
