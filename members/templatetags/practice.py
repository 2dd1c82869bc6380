"""The rooms of a practice, for the navigation that its managers see on each of them."""

from django import template
from django.urls import reverse

from members.models import Organisation
from members.rooms import rooms

register = template.Library()


@register.simple_tag
def practice_rooms(organisation: Organisation) -> list[dict[str, str]]:
    """The rooms of the practice with their addresses, in the order of the navigation."""
    return [
        {"key": room.key, "words": room.words, "address": reverse(room.address, args=[organisation.uuid])}
        for room in rooms()
    ]
