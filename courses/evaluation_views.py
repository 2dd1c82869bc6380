"""/learn/<enrolment>/evaluation/: five statements and a remark, without a name, after completion."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from .errors import CourseError
from .models import Enrolment
from .rules.evaluating import MARKS, STATEMENTS, NotMarked
from .services import evaluating
from .views import own_enrolment, private


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@private
def evaluation(request: HttpRequest, enrolment: UUID) -> HttpResponse:
    """Show the form, or take it."""
    own = own_enrolment(request, enrolment)
    home = redirect("courses:enrolment-detail", enrolment=own.uuid)
    result = getattr(own, "result", None)
    if result is None or result.completed_at is None:
        messages.info(request, evaluating.NotComplete.sentence)
        return home
    context = {"enrolment": own, "version": own.version, "longest": evaluating.LONGEST_REMARK}
    if request.method != "POST":
        if evaluating.is_given(own):
            messages.info(request, evaluating.GivenAlready.sentence)
            return home
        return render(request, "courses/evaluation.html", context | {"statements": _statements({}, ())})
    return _taken(request, own, context) or home


def _taken(request: HttpRequest, own: Enrolment, context: dict[str, Any]) -> HttpResponse | None:
    """Take the form; the page again where something is to be mended, else None."""
    remarks = request.POST.get("remarks", "")
    refused: dict[str, Any] = {}
    try:
        evaluating.evaluate(own, request.POST, remarks, at=timezone.now())
    except NotMarked as error:
        refused = {"statements": _statements(request.POST, error.missing), "missing": error}
    except evaluating.RemarkTooLong as error:
        refused = {"statements": _statements(request.POST, ()), "too_long": error.words}
    except CourseError as error:
        messages.info(request, error.words)
        return None
    if refused:
        return render(request, "courses/evaluation.html", context | refused | {"remarks": remarks}, status=400)
    messages.success(request, "Thank you. Your view went to the authors without your name.")
    return None


def _statements(sent: Any, missing: tuple[str, ...]) -> list[dict[str, Any]]:
    """Each statement with its choices, as the form shows them."""
    return [
        {
            "name": name,
            "words": words,
            "missing": name in missing,
            "choices": [(mark, word, sent.get(name, "") == str(mark)) for mark, word in MARKS.items()],
        }
        for name, words in STATEMENTS.items()
    ]
