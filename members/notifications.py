"""Mail. A transaction promises it (`send_mail`), a worker writes and sends it (`send_promised`).

A template is `templates/emails/<name>.txt`: the first line is the subject, the rest the text. The HTML part is made
of the same text by `templates/emails/frame.html`: one thing to write, and both parts always say the same. A web address
alone on a line becomes a button there.
"""

import logging
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template import TemplateDoesNotExist
from django.template.loader import get_template, render_to_string
from django.utils import timezone

from foundation.outbox import api as outbox

from .errors import TemplateMissing
from .models import MailMessage, User

log = logging.getLogger(__name__)

HANDLER = "members.send-mail"
KEPT = timedelta(days=366)  # how long "did you get our mail?" has an answer

Context = dict[str, Any]
# From the references in a mail's row to what its template shows; None when there is nothing to send any more.
Lookup = Callable[[Context], Context | None]

_lookups: dict[str, Lookup] = {}


def register_mail(template: str, lookup: Lookup) -> None:
    """Let `lookup(references)` read today's rows for mails of this template, when the mail is written.

    Links that hold a secret are made there, so that no secret waits in the database. A lookup that answers None drops
    the mail: what it was about has gone.
    """
    _lookups[template] = lookup


def send_mail(to: User | str, template: str, context: Context, *, at: datetime) -> None:
    """Promise a mail, in the caller's transaction: it goes out after the commit, once, and not at all without one.

    Args:
        to: an account, whose address of the day of sending is used, or an address.
        template: the name of `emails/<template>.txt`.
        context: JSON values: what the template shows, or references for a registered lookup.
        at: now.

    Raises:
        TemplateMissing: at once, and not in the worker.
    """
    try:
        get_template(f"emails/{template}.txt")
    except TemplateDoesNotExist as missing:
        raise TemplateMissing(f"There is no mail template {template!r}.") from missing
    person, address = (None, to) if isinstance(to, str) else (to, "")
    with transaction.atomic():
        message = MailMessage.objects.create(
            template=template, person=person, address=address, context=context, created=at
        )
        outbox.add(HANDLER, str(message.uuid), at=at)


def send_mails(to: Sequence[tuple[str, Context]], template: str, *, at: datetime) -> None:
    """Promise a mail of one template to each of many addresses, as `send_mail` does, in a few statements."""
    messages = [MailMessage(template=template, address=address, context=context, created=at) for address, context in to]
    with transaction.atomic():
        MailMessage.objects.bulk_create(messages)
        outbox.add_many(HANDLER, [str(message.uuid) for message in messages], at=at)


def mailed_since(people: Iterable[int], template: str, *, since: datetime) -> set[int]:
    """Which of these people (their ids) were promised a mail of that template since then. One statement."""
    mails = MailMessage.objects.filter(person_id__in=list(people), template=template, created__gte=since)
    return {person for person in mails.values_list("person_id", flat=True) if person is not None}


def send_promised(reference: str) -> None:
    """Outbox handler: write and send one mail. Doing it again does nothing.

    The mail is sent outside any transaction, because a slow mail server must not hold the database's writers up. Should
    the process die between the server's yes and the note of it, the mail goes out again under the same Message-ID,
    which mailboxes show once.
    """
    message = MailMessage.objects.select_related("person").filter(uuid=reference).first()
    if message is None or message.sent_at or message.dropped:
        return
    address = message.address or (message.person.email if message.person and message.person.is_active else None)
    if not address:
        _settle(message, dropped="no address, or the account is closed")
        return
    context = _lookups[message.template](message.context) if message.template in _lookups else message.context
    if context is None:
        _settle(message, dropped="what it was about has gone")
        return
    written = write(message.template, {"person": message.person, **context})
    mail = EmailMultiAlternatives(
        written.subject,
        written.text,
        to=[address],
        headers={"Message-ID": f"<{message.uuid}@{_mail_domain()}>", "Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(written.html, "text/html")
    mail.send()
    _settle(message, sent_at=timezone.now())


def _settle(message: MailMessage, **fields: Any) -> None:
    if "dropped" in fields:
        log.info("mail %s (%s) dropped: %s", message.uuid, message.template, fields["dropped"])
    MailMessage.objects.filter(pk=message.pk, sent_at=None, dropped="").update(context={}, **fields)
    # Each mail that goes out sweeps those of more than a year ago; there are never many, and no clock is needed.
    MailMessage.objects.filter(created__lt=timezone.now() - KEPT).delete()


def _mail_domain() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"


@dataclass(frozen=True)
class Written:
    """A mail as its reader sees it."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of a mail: a button when it is nothing but a web address."""

    text: str
    is_link: bool


def write(template: str, context: Context) -> Written:
    """The mail of a template: its first line is the subject. No database access of its own."""
    frame = {"site_name": settings.WAGTAIL_SITE_NAME, "base_url": settings.BASE_URL, **context}
    subject, _, text = render_to_string(f"emails/{template}.txt", frame).strip().partition("\n")
    text = re.sub(r"\n{3,}", "\n\n", text.strip())
    paragraphs = [
        Paragraph(part, is_link=bool(re.fullmatch(r"https?://\S+", part))) for part in text.split("\n\n") if part
    ]
    html = render_to_string("emails/frame.html", {**frame, "subject": subject, "paragraphs": paragraphs})
    return Written(subject.strip(), text + "\n", html)
