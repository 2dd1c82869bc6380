"""/admin/attempts/: support finds a learner's attempt and reads what happened, commit by commit. It changes nothing."""

import json
from typing import Any
from uuid import UUID

from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone

from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from foundation.spreadsheets.api import csv_lines

from . import tracing
from .models import Attempt
from .rules.explaining import Reader, explain

MAY_READ = "courses.view_attempt"
ICON = "history"


def reading_permission() -> QuerySet[Permission]:
    """The right to read attempts, so that a group can be given it in the admin."""
    return Permission.objects.filter(content_type__app_label="courses", codename="view_attempt")


class AttemptsMenuItem(MenuItem):
    """Shown to whoever may read attempts."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(MAY_READ)


class AttemptsViewSet(ViewSet):
    """Search, one attempt with its trace, and the trace as files."""

    icon = ICON
    menu_label = "Attempts"
    add_to_admin_menu = True
    menu_order = 260

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index, name="index"),
            path("<uuid:uuid>/", self.attempt, name="attempt"),
            path("<uuid:uuid>/trace.csv", self.export, name="export"),
            path("<uuid:uuid>/<uuid:session>/<int:seq>.json", self.commit, name="commit"),
        ]

    def get_menu_item(self, order: int | None = None) -> MenuItem:
        return AttemptsMenuItem(self.menu_label, self.menu_url, icon_name=self.icon, order=order or self.menu_order)

    def index(self, request: HttpRequest) -> HttpResponse:
        """Find enrolments and their attempts."""
        _demand(request)
        text = request.GET.get("q", "").replace("\x00", "").strip()[:200]
        found, before = tracing.find(text, before=_key(request))
        context = {"text": text, "found": found, "before": before, "page_title": "Attempts", "header_icon": ICON}
        return render(request, "courses/admin/attempts.html", context)

    def attempt(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        """One attempt: why it is as it is, its sessions, what it has stored, and its commits."""
        at, attempt = timezone.now(), _attempt(request, uuid)
        history = tracing.history_for_support(attempt, at=at)
        context = {
            "attempt": attempt,
            "enrolment": attempt.enrolment,
            "item": attempt.item,
            "history": history,
            "why": explain(history.facts, Reader.SUPPORT, at=at),
            "sessions": tracing.sessions_in(history),
            "moves": tracing.moves_of(attempt.enrolment),
            "stored": tracing.stored(attempt),
            "trace": tracing.trace(attempt, before=_key(request)),
            "page_title": attempt.item.title,
            "page_subtitle": attempt.enrolment.person.name,
            "header_icon": ICON,
        }
        return render(request, "courses/admin/attempt.html", context)

    def export(self, request: HttpRequest, uuid: UUID) -> StreamingHttpResponse:
        """The whole trace as CSV."""
        attempt = _attempt(request, uuid)
        return StreamingHttpResponse(
            csv_lines(tracing.COLUMNS, tracing.rows_of(attempt)),
            content_type="text/csv; charset=utf-8",
            headers=_as_file(f"attempt-{attempt.uuid}.csv"),
        )

    def commit(self, request: HttpRequest, uuid: UUID, session: UUID, seq: int) -> HttpResponse:
        """One commit's body, whole, exactly as it is stored."""
        _demand(request)
        found = tracing.commit_of(uuid, session, seq)
        if found is None:
            raise Http404
        body = json.dumps(found.body, indent=2, sort_keys=True)
        return HttpResponse(body, content_type="application/json", headers=_as_file(f"commit-{session}-{seq}.json"))


def _demand(request: HttpRequest) -> None:
    if not request.user.has_perm(MAY_READ):
        raise PermissionDenied


def _attempt(request: HttpRequest, uuid: UUID) -> Attempt:
    _demand(request)
    found = tracing.attempt_of(uuid)
    if found is None:
        raise Http404
    return found


def _key(request: HttpRequest) -> int | None:
    text = request.GET.get("before", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None  # noqa: PLR2004 - 63 bits


def _as_file(name: str) -> dict[str, Any]:
    return {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
