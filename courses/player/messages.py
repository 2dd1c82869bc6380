"""What the player sends, read with distrust: bytes to plain values, or a refusal in words."""

import json
import re
from math import isfinite
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from courses.errors import BadMessage, ForeignOrigin, NotJson, TooLarge
from courses.services.saving import Sent

LARGEST_BODY = 256 * 1024
_TYPES = frozenset({"application/json", "text/plain"})  # a closing beacon can send no other than text/plain
_LARGEST_NUMBER = 2**31 - 1
_LONGEST_SECRET = 200
_DEEPEST = 20
_TIME = re.compile(r"[0-9TZ:.+-]{1,40}", re.ASCII)


def read_object(request: HttpRequest) -> dict[str, Any]:
    """The JSON object of a request's body.

    Raises:
        ForeignOrigin: another page's script sends it. TooLarge, NotJson, BadMessage.
    """
    # Browsers say where a request comes from; a token is needed in any case, so other clients need not.
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        raise ForeignOrigin
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError as error:
        raise BadMessage from error
    if length > LARGEST_BODY:
        raise TooLarge
    if request.content_type not in _TYPES:
        raise NotJson
    try:
        found = json.loads(request.body, parse_constant=_no_constant, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        raise NotJson from error
    if not isinstance(found, dict):
        raise NotJson
    return found


def secret_of(message: dict[str, Any], name: str, *, longest: int = _LONGEST_SECRET) -> str:
    """A code or a token."""
    value = message.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= longest:
        raise BadMessage(f"The message needs “{name}”, as text.")
    return value


def uuid_of(message: dict[str, Any], name: str) -> UUID:
    """A uuid, written in the usual way."""
    try:
        return UUID(message.get(name))
    except (TypeError, ValueError, AttributeError) as error:
        raise BadMessage(f"The message needs “{name}”, as a uuid.") from error


def number_of(message: dict[str, Any], name: str, *, least: int, default: int | None = None) -> int:
    """A whole number that a database holds."""
    value = message.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= _LARGEST_NUMBER:
        raise BadMessage(f"The message needs “{name}”, as a whole number from {least}.")
    return value


def flag_of(message: dict[str, Any], name: str) -> bool:
    """True or false; absent is false."""
    value = message.get(name, False)
    if not isinstance(value, bool):
        raise BadMessage(f"“{name}” is true or false.")
    return value


def read_commit(message: dict[str, Any]) -> Sent:
    """A commit. It has a delta or a state, flat objects of elements, and never both."""
    kinds = [kind for kind in ("delta", "state") if message.get(kind) is not None]
    if len(kinds) != 1:
        raise BadMessage("A commit has either a “delta” or a “state”.")
    elements = message[kinds[0]]
    if not isinstance(elements, dict) or _depth(elements) > _DEEPEST:
        raise BadMessage(f"“{kinds[0]}” is an object of elements and their values.")
    seq = number_of(message, "seq", least=1)
    base = number_of(message, "base", least=0, default=seq - 1)
    if base >= seq:
        raise BadMessage("“base” is a commit before this one.")
    return Sent(
        session=uuid_of(message, "session"),
        epoch=number_of(message, "epoch", least=1),
        seq=seq,
        base=base,
        elements=elements,
        whole=kinds[0] == "state",
        final=flag_of(message, "final"),
        leaving=flag_of(message, "leaving"),
        device_time=_device_time(message),
    )


def _device_time(message: dict[str, Any]) -> str:
    """What the device's clock said; nonsense is left out, and is no reason to refuse a save."""
    said = message.get("device_time")
    return said if isinstance(said, str) and _TIME.fullmatch(said) else ""


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _finite(number: str) -> float:
    # "1e999" is a number in JSON and infinite in Python, and no database's JSON takes it back.
    if not isfinite(read := float(number)):
        raise ValueError(f"{number[:20]} is too large")
    return read


def _depth(value: Any) -> int:
    """How deep objects and lists lie in each other; the JSON reader has bounded it already."""
    deepest, waiting = 0, [(value, 1)]
    while waiting:
        found, level = waiting.pop()
        if isinstance(found, dict | list):
            deepest = max(deepest, level)
            waiting.extend((part, level + 1) for part in (found.values() if isinstance(found, dict) else found))
    return deepest
