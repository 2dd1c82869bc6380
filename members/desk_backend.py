"""The backend that a shared-desk session is signed in by, and the limits of such a session."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import login
from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from .models import DeskCard, User
from .services.desk import still_opens

BACKEND = "members.desk_backend.DeskBackend"
KEY = "desk"  # in the session: which card, since when, last seen
IDLE, LONGEST = timedelta(minutes=30), timedelta(hours=4)
NOTED_EVERY = timedelta(minutes=1)  # a session is not written at each request


class DeskBackend(BaseBackend):
    """Finds the account of a session. It checks no credentials: a wrong password is hashed once, by the other one."""

    def get_user(self, user_id: int) -> User | None:
        return User.objects.filter(pk=user_id, is_active=True).first()


def open_session(request: HttpRequest, card: DeskCard, *, at: datetime) -> None:
    """Sign the person of a card in, for a short time."""
    login(request, card.person, backend=BACKEND)
    request.session[KEY] = {"card": str(card.uuid), "since": at.isoformat(), "seen": at.isoformat()}
    request.session.set_expiry(int(LONGEST.total_seconds()))


def session_card(session: Any, *, at: datetime) -> DeskCard | None:
    """The card of a shared-desk session that still holds; None where it has run out or the card was withdrawn."""
    held = session[KEY]
    since, seen = datetime.fromisoformat(held["since"]), datetime.fromisoformat(held["seen"])
    if at - seen > IDLE or at - since > LONGEST:
        return None
    rows = DeskCard.objects.select_related("person", "organisation")
    card = rows.filter(uuid=held["card"], withdrawn_at=None).first()
    if card is None or (at - seen >= NOTED_EVERY and not still_opens(card, at=at)):
        return None
    if at - seen >= NOTED_EVERY:
        session[KEY] = {**held, "seen": at.isoformat()}
    return card
