"""How many unknown codes one network may try. Known codes are never counted: a practice is one address.

Counters live in the cache that all processes share. A slip of the typing finger costs nothing at all: the first few
codes with a wrong check character are remembered in this process only, and counted with the rest once they become many.
"""

import logging
import threading
from datetime import datetime
from ipaddress import ip_address, ip_network

from django.core.cache import cache

from .errors import TooManyUnknownCodes

log = logging.getLogger(__name__)

# Seconds -> how many unknown codes in a window of that length.
LIMITS = {60: 30, 3600: 300}
SLIPS_A_MINUTE = 5
_MOST_REMEMBERED = 10_000

_slips: dict[str, int] = {}
_slips_lock = threading.Lock()


def demand_patience(address: str, *, at: datetime) -> None:
    """Raise TooManyUnknownCodes when the network of this address has tried too many. One read of the cache."""
    windows = {_key(address, window, at): window for window in LIMITS}
    for key, count in cache.get_many(list(windows)).items():
        window = windows[key]
        if count >= LIMITS[window]:
            raise TooManyUnknownCodes(window - int(at.timestamp()) % window)


def count_unknown(address: str, *, at: datetime, times: int = 1) -> None:
    """Note that this network asked for a code that does not exist."""
    for window in LIMITS:
        key = _key(address, window, at)
        cache.add(key, 0, timeout=window)
        try:
            cache.incr(key, times)
        except ValueError:  # it ran out between the two lines
            cache.set(key, times, timeout=window)


def is_slip(address: str, *, at: datetime) -> bool:
    """Whether a code with a wrong check character still looks like a slip of the finger, to be answered for nothing."""
    key = _key(address, 60, at)
    with _slips_lock:
        if len(_slips) >= _MOST_REMEMBERED:
            _slips.clear()
        _slips[key] = _slips.get(key, 0) + 1
        return _slips[key] <= SLIPS_A_MINUTE


def network_of(address: str) -> str:
    """The /24 or /64 that an address lies in, so that changing the last digits does not help."""
    try:
        version = ip_address(address).version
    except ValueError:
        return "unknown"
    return str(ip_network(f"{address}/{24 if version == 4 else 64}", strict=False))  # noqa: PLR2004 - IP versions


def _key(address: str, window: int, at: datetime) -> str:
    return f"verify-unknown:{window}:{int(at.timestamp()) // window}:{network_of(address)}"
