"""The demo's mailbox. Outside the demo none of these pages exists."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace

from members.models import DemoMail

View = Callable[..., HttpResponse]


def demo_only(view: View) -> View:
    """404 outside the demo: a mailbox that anybody may read must not exist anywhere else."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return asked


@demo_only
@never_cache
def mailbox(request: HttpRequest) -> HttpResponse:
    """/demo/mail/: every mail of the demo, the newest first."""
    page = Paginator(DemoMail.objects.defer("html"), 30).get_page(request.GET.get("page"))
    return render(request, "members/mailbox.html", {"page_of_mails": page})


@demo_only
@never_cache
def mailbox_message(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One mail, as text with its links, and as a mail program shows it."""
    return render(request, "members/mailbox_message.html", {"mail": get_object_or_404(DemoMail, uuid=uuid)})


@demo_only
@never_cache
@xframe_options_sameorigin
@csp_replace(
    {
        "default-src": [NONE],
        "script-src": [NONE],
        "connect-src": [NONE],
        "form-action": [NONE],
        "style-src": [UNSAFE_INLINE],
        "img-src": [SELF],
        "frame-ancestors": [SELF],
        "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox", "allow-top-navigation-by-user-activation"],
    }
)
def mailbox_html(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The HTML part of a mail, alone and without script. Mails carry their own style, so it is allowed here."""
    mail = get_object_or_404(DemoMail, uuid=uuid)
    # A link of the mail leaves the frame, as it leaves a mail program.
    return HttpResponse(mail.html.replace("<head>", '<head><base target="_top">', 1))
