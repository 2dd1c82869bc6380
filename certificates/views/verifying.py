"""Checking a certificate: open to everybody, without an account, and kept by no cache and no search engine."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from certificates import limits
from certificates.codes import fold
from certificates.errors import MalformedCode, TooManyUnknownCodes
from certificates.verification import Verification, look_up
from members.api import network_address

LONGEST_ASKED = 60
View = Callable[..., HttpResponse]


def never_kept(view: View) -> View:
    """The answer is of this moment and of this asker: not stored, not indexed, not told to the next site."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        response = view(request, *args, **named)
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    return answer


@require_safe
@never_kept
def form(request: HttpRequest) -> HttpResponse:
    """/verify/: where a code is typed in, or the address of a certificate pasted."""
    if "code" not in request.GET:
        return render(request, "certificates/verify_form.html")
    typed = request.GET["code"].rpartition("/verify/")[2].strip(" /")[:LONGEST_ASKED]
    if not typed:
        return render(
            request, "certificates/verify_form.html", {"error": "Type the code that stands on the certificate."}
        )
    try:
        return redirect("certificates:verify-page", code=fold(typed))
    except MalformedCode as error:
        return render(request, "certificates/verify_form.html", {"typed": typed, "error": error.sentence})


@require_safe
@never_kept
def page(request: HttpRequest, code: str) -> HttpResponse:
    """/verify/<code>/: what the register says, for a person."""
    try:
        found, why = _asked(request, code)
    except TooManyUnknownCodes as error:
        return _refused(render(request, "certificates/verify_refused.html", {"error": error}, status=429), error)
    if found is None:
        typed = code[:LONGEST_ASKED]
        return render(request, "certificates/verify_unknown.html", {"typed": typed, "error": why}, status=404)
    return render(request, "certificates/verify.html", {"found": found, "facts": found.facts})


@require_safe
@never_kept
def facts(request: HttpRequest, code: str) -> HttpResponse:
    """/verify/<code>.json: the same, for a program."""
    try:
        found, _ = _asked(request, code)
    except TooManyUnknownCodes as error:
        return _refused(JsonResponse({"code": error.code, "sentence": error.sentence}, status=429), error)
    return JsonResponse(found.as_json()) if found else JsonResponse({"status": "unknown"}, status=404)


def _asked(request: HttpRequest, typed: str) -> tuple[Verification | None, str]:
    address, at = network_address(request), timezone.now()
    try:
        code = fold(typed[:LONGEST_ASKED])
    except MalformedCode as error:
        if not limits.is_slip(address, at=at):
            limits.demand_patience(address, at=at)
            limits.count_unknown(address, at=at)
        return None, error.sentence
    limits.demand_patience(address, at=at)
    found = look_up(code)
    if found is None:
        limits.count_unknown(address, at=at)
    return found, ""


def _refused(response: HttpResponse, error: TooManyUnknownCodes) -> HttpResponse:
    response.headers["Retry-After"] = str(error.seconds)
    return response
