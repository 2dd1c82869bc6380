"""The rooms of a practice, for the navigation that its managers see on each of them."""

from dataclasses import dataclass

from django import template
from django.urls import NoReverseMatch, reverse

from members.api import Organisation

register = template.Library()

ROOMS = (
    ("people", "members:organisation", "People"),
    ("matrix", "courses:matrix", "Training matrix"),
    ("assignments", "courses:assignments", "Assignments"),
    ("evidence", "courses:evidence", "Evidence packs"),
)


@dataclass(frozen=True)
class Room:
    """A page of a practice."""

    key: str
    address: str
    words: str


@register.simple_tag
def practice_rooms(organisation: Organisation) -> list[Room]:
    """The rooms of the practice, in the order of the navigation."""
    found = []
    for key, name, words in ROOMS:
        try:
            found.append(Room(key, reverse(name, args=[organisation.uuid]), words))
        except NoReverseMatch:
            continue
    return found
