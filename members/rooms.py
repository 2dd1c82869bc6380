"""The pages of a practice for its managers. Members has the people; what stands above registers its own rooms here."""

from dataclasses import dataclass

_ROOMS: dict[str, "Room"] = {}


@dataclass(frozen=True)
class Room:
    """A page below a practice: `address` is the name of a URL that takes the organisation's uuid."""

    key: str
    address: str
    words: str
    order: int


def register_room(key: str, address: str, words: str, *, order: int) -> None:
    """Add a room to the navigation of a practice; once a key."""
    _ROOMS[key] = Room(key, address, words, order)


def rooms() -> list[Room]:
    """All of them, in order."""
    return sorted(_ROOMS.values(), key=lambda room: room.order)
