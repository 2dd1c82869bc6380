"""Which function answers to which handler name. Apps register theirs in `AppConfig.ready`."""

from collections.abc import Callable

Handler = Callable[[str], None]

_handlers: dict[str, Handler] = {}


class UnknownHandler(LookupError):
    """A duty names a handler that no installed app registered."""


def register(name: str, handler: Handler) -> None:
    """Let `handler(reference)` answer duties of this name.

    A handler is idempotent, reads today's rows, opens its own transactions, and raises to be called again later.
    """
    if _handlers.get(name, handler) is not handler:
        raise ValueError(f"Two handlers are registered as {name!r}.")
    _handlers[name] = handler


def handler_for(name: str) -> Handler:
    """The registered function. Raises UnknownHandler."""
    try:
        return _handlers[name]
    except KeyError:
        raise UnknownHandler(f"No app registered the handler {name!r}.") from None
