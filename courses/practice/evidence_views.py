"""Evidence packs: for a practice's managers, and by a link for whoever holds it."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from certificates.api import TooManyUnknownCodes, count_unknown, demand_patience
from courses.errors import CourseError
from courses.models import EvidencePack, PackLink
from courses.player.devices import in_words
from courses.rules.packing import digest
from courses.services.evidence import freeze_pack, give_link, new_secret, note_opening, open_by_link, take_back
from foundation.stored_files.api import path_of
from foundation.vocabulary.api import read_framework
from members.api import Organisation, network_address

from .doors import managed
from .evidence_forms import LinkForm, PackForm
from .form_once import sealed, unsealed
from .pack_reads import Wanted, preview_of, snapshot_of

View = Callable[..., HttpResponseBase]


def never_kept(view: View) -> View:
    """Not stored, not indexed, not told to another site: the address of a guest's page is a secret.

    A form needs its own site to be told: under "no-referrer" a browser sends "Origin: null", and Django refuses it.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        response = view(request, *args, **named)
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    return answer


@login_required
@never_kept
def evidence(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """Choose, hear what is weak, and make it. Nothing is kept before the button that says so."""
    found, at = managed(request, organisation), timezone.now()
    today = timezone.localdate(at)
    read = read_framework(today)
    if read is None:
        raise Http404
    sent = request.POST or (request.GET if "starts" in request.GET else None)
    questions = [node.code for node in read.key_questions]
    usual = {"starts": today.replace(year=today.year - 1, day=1), "ends": today, "questions": questions}
    form = PackForm(sent, read=read, today=today, initial=usual)
    snapshot = None
    if sent is not None and form.is_valid():
        chosen = form.cleaned_data
        wanted = Wanted(chosen["starts"], chosen["ends"], read, tuple(chosen["questions"]))
        if request.method == "POST":
            return _make(request, found, wanted, at=at)
        snapshot = preview_of(found, wanted, made_by=request.user.name, at=at)  # type: ignore[union-attr]
    context = {
        "organisation": found,
        "form": form,
        "framework": read.framework,
        "snapshot": snapshot,
        "once": sealed(str(uuid4()), purpose=f"pack {found.pk}", person=request.user.pk),
        "packs": [] if snapshot else _packs(found),
    }
    return render(request, "courses/practice/evidence.html", context, status=422 if form.errors else 200)


def _make(request: HttpRequest, found: Organisation, wanted: Wanted, *, at: datetime) -> HttpResponse:
    """Make the pack and go to it; pressed twice, go to the one that is made."""
    key = unsealed(request.POST.get("once", ""), purpose=f"pack {found.pk}", person=request.user.pk)
    there = EvidencePack.objects.filter(organisation=found, uuid=key).first() if key else None
    if there is None:
        snapshot = snapshot_of(found, wanted, made_by=request.user.name, at=at)  # type: ignore[union-attr]
        there = freeze_pack(
            found, wanted.framework, snapshot, made_by=request.user, at=at, key=UUID(key) if key else None
        )
        messages.success(request, "The pack is made. Its PDF follows in a moment.")
    return redirect("courses:evidence-pack", found.uuid, there.uuid)


def _packs(found: Organisation) -> QuerySet[EvidencePack]:
    packs = EvidencePack.objects.filter(organisation=found).select_related("made_by").defer("snapshot")
    return packs.order_by("-made_at")[:30]


def _pack(request: HttpRequest, organisation: UUID, pack: UUID) -> EvidencePack:
    found = managed(request, organisation)
    packs = EvidencePack.objects.select_related("organisation", "made_by")
    return get_object_or_404(packs, organisation=found, uuid=pack)


@login_required
@never_kept
def evidence_pack(request: HttpRequest, organisation: UUID, pack: UUID) -> HttpResponse:
    """A pack with its links and its openings; a POST gives a link, whose address is shown this once."""
    found, at, address = _pack(request, organisation, pack), timezone.now(), ""
    form = LinkForm(request.POST or None)
    purpose = f"link {found.pk}"
    if form.is_valid():
        secret = unsealed(request.POST.get("once", ""), purpose=purpose, person=request.user.pk)
        _, token = give_link(found, label=form.cleaned_data["label"], made_by=request.user, at=at, secret=secret)
        address, form = settings.BASE_URL + reverse("courses:evidence-guest", args=[token]), LinkForm()
    elif request.method != "POST":
        note_opening(found, person=request.user, what="page", device=_device(request), at=at)
    context = _shown(found) | {
        "organisation": found.organisation,
        "form": form,
        "address": address,
        "once": sealed(new_secret(), purpose=purpose, person=request.user.pk),
        "links": [(link, link.revoked_at is None and link.until > at) for link in found.links.order_by("-made_at")],
        "openings": found.openings.select_related("link", "person").order_by("-opened_at")[:50],
    }
    return render(request, "courses/practice/evidence_pack.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def evidence_link_end(request: HttpRequest, organisation: UUID, pack: UUID, link: UUID) -> HttpResponse:
    """Take a link back."""
    found = _pack(request, organisation, pack)
    take_back(get_object_or_404(PackLink, pack=found, uuid=link), at=timezone.now())
    messages.success(request, "The link opens nothing any more.")
    return redirect("courses:evidence-pack", organisation, pack)


@login_required
@require_safe
@never_kept
def evidence_pdf(request: HttpRequest, organisation: UUID, pack: UUID) -> HttpResponseBase:
    """The file, for a manager."""
    found = _pack(request, organisation, pack)
    note_opening(found, person=request.user, what="pdf", device=_device(request), at=timezone.now())
    return _file(found)


@require_safe
@never_kept
def guest_page(request: HttpRequest, token: str) -> HttpResponse:
    """/evidence/<token>/: the pack for whoever holds the link, without an account."""
    try:
        pack = _opened(request, token, what="page")
    except (CourseError, TooManyUnknownCodes) as closed:
        return _closed(request, closed)
    return render(request, "courses/practice/evidence_guest.html", _shown(pack) | {"token": token})


@require_safe
@never_kept
def guest_pdf(request: HttpRequest, token: str) -> HttpResponseBase:
    """The file, by a link."""
    try:
        pack = _opened(request, token, what="pdf")
    except (CourseError, TooManyUnknownCodes) as closed:
        return _closed(request, closed)
    return _file(pack)


def _opened(request: HttpRequest, token: str, *, what: str) -> EvidencePack:
    """The pack behind a link. Links that open nothing are counted by network with unknown codes of certificates."""
    address, at = network_address(request), timezone.now()
    demand_patience(address, at=at)
    try:
        return open_by_link(token, what=what, device=_device(request), at=at)
    except CourseError:
        count_unknown(address, at=at)
        raise


def _closed(request: HttpRequest, why: CourseError | TooManyUnknownCodes) -> HttpResponse:
    if isinstance(why, TooManyUnknownCodes):
        sentence = f"Too many links that open nothing were tried from your network. Wait {why.seconds} seconds."
        answer = render(request, "courses/practice/evidence_closed.html", {"sentence": sentence}, status=429)
        answer.headers["Retry-After"] = str(why.seconds)
        return answer
    return render(request, "courses/practice/evidence_closed.html", {"sentence": why.words}, status=why.status)


def _shown(pack: EvidencePack) -> dict[str, Any]:
    return {"pack": pack, "facts": pack.snapshot, "unchanged": digest(pack.snapshot) == pack.snapshot_sha256}


def _file(pack: EvidencePack) -> HttpResponseBase:
    path = path_of(pack.storage_key) if pack.storage_key else None
    if path is None or not path.is_file():
        raise Http404
    name = f"evidence-{pack.starts_on:%Y-%m-%d}-to-{pack.ends_on:%Y-%m-%d}.pdf"
    headers = {"X-Content-Type-Options": "nosniff"}
    return FileResponse(
        path.open("rb"), content_type="application/pdf", as_attachment=True, filename=name, headers=headers
    )


def _device(request: HttpRequest) -> str:
    return in_words(request.headers.get("User-Agent", ""))
