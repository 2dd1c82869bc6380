"""Which function answers to which handler name. Apps register theirs in `AppConfig.ready`."""

from collections.abc import Callable
from datetime import timedelta

Handler = Callable[[str], None]

# Longer than an ordinary handler may take; a dead worker's duty is taken again after it.
LEASE = timedelta(minutes=1)

_handlers: dict[str, Handler] = {}
_leases: dict[str, timedelta] = {}


class UnknownHandler(LookupError):
    """A duty names a handler that no installed app registered."""


def register(name: str, handler: Handler, *, lease: timedelta = LEASE) -> None:
    """Let `handler(reference)` answer duties of this name.

    A handler is idempotent, reads today's rows, opens its own transactions, and raises to be called again later.
    One that may take long says so by its `lease`: until it has passed, no second worker takes the same duty.
    """
    if _handlers.get(name, handler) is not handler:
        raise ValueError(f"Two handlers are registered as {name!r}.")
    _handlers[name] = handler
    _leases[name] = lease


def handler_for(name: str) -> Handler:
    """The registered function. Raises UnknownHandler."""
    try:
        return _handlers[name]
    except KeyError:
        raise UnknownHandler(f"No app registered the handler {name!r}.") from None


def lease_of(name: str) -> timedelta:
    """How long a worker may be at such a duty before it is taken for dead."""
    return _leases.get(name, LEASE)
