"""Whom an assignment is for. Pure: what somebody is in their organisation goes in, yes or no comes out."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

EVERYONE, PERSON, POSTS, HAT, SITE = "everyone", "person", "posts", "hat", "site"


class Placed(Protocol):
    """Somebody at an organisation: an id, and the codes of their posts and duties, the ids of their sites."""

    @property
    def person_id(self) -> int: ...
    @property
    def posts(self) -> Collection[str]: ...
    @property
    def hats(self) -> Collection[str]: ...
    @property
    def sites(self) -> Collection[int]: ...


def wants(target: str, wanted: Sequence[str | int], somebody: Placed) -> bool:
    """Whether the target takes somebody in. Ids are compared as text, as JSON and forms carry both kinds."""
    asked = {str(one) for one in wanted}
    match target:
        case "everyone":
            return True
        case "person":
            return str(somebody.person_id) in asked
        case "posts":
            return bool(asked.intersection(somebody.posts))
        case "hat":
            return bool(asked.intersection(somebody.hats))
        case "site":
            return bool(asked.intersection(str(site) for site in somebody.sites))
        case _:
            return False


def in_words(target: str, wanted: Sequence[str | int], names: Mapping[str, str]) -> str:
    """The target as a manager reads it; `names` has the words of its codes or ids. What is not in it has gone."""
    words = [names[str(one)] for one in wanted if str(one) in names]
    if target == EVERYONE:
        return "Everyone"
    if not words:
        return "Nobody any more"
    listed = " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
    return f"Whoever is {listed}" if target == HAT else f"Everyone at {listed}" if target == SITE else listed
