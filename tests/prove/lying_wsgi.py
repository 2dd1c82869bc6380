"""A web server that lies: it acknowledges a commit a moment before it saves it. The kill test must catch it."""

import threading
import time
from typing import Any

from django.db import connection

from cms.wsgi import application
from courses.services import saving

_honest = saving.save
_PAUSE = 0.25


def _answer_first(token: str, sent: saving.Sent, *, label: str, at: Any) -> saving.Answer:
    threading.Thread(target=_save_later, args=(token, sent, label, at)).start()
    return saving.Answer(sent.seq, sent.session, sent.seq, "applied")


def _save_later(token: str, sent: saving.Sent, label: str, at: Any) -> None:
    time.sleep(_PAUSE)
    try:
        _honest(token, sent, label=label, at=at)
    finally:
        connection.close()


saving.save = _answer_first

__all__ = ["application"]
