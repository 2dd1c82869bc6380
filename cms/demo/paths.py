"""Planting learning paths. Their courses and readings have been published; publishing a path freezes it."""

import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, time

from django.utils import timezone

from wagtail.models import Page

from courses.api import ProgrammePage
from foundation.vocabulary.api import Audience, Topic

from .programmes import ProgrammeText

_NAMESPACE = uuid.UUID("3d1f4d63-0c55-4f0e-8f0c-7c2b5d3a9e44")
_NINE = time(9, 0)


def plant_programmes(
    programmes: Sequence[ProgrammeText], index: Page, pages: Mapping[str, int], *, at: datetime
) -> int:
    """Publish every path that is not there yet under the catalogue `index`; returns how many were added.

    `pages` are the keys of the pages of the library by slug. The caller opens the transaction.
    """
    added = 0
    for text in programmes:
        if ProgrammePage.objects.filter(slug=text.slug).exists():
            continue
        front = text.front
        published = min(timezone.make_aware(datetime.combine(front["published"], _NINE)), at)
        page = ProgrammePage(
            title=front["title"],
            slug=text.slug,
            live=False,
            first_published_at=published,
            summary=front["summary"],
            access="members" if front["members_only"] else "public",
            ordered=front["ordered"],
            steps=json.dumps([_step(text, step, pages) for step in text.steps]),
        )
        index.add_child(instance=page)
        page.audiences = list(Audience.objects.filter(code__in=front["audiences"]))
        page.topics = list(Topic.objects.filter(code__in=front["topics"]))
        page.save_revision().publish()
        Page.objects.filter(pk=page.pk).update(last_published_at=published)
        added += 1
    return added


def _step(text: ProgrammeText, step: Mapping[str, object], pages: Mapping[str, int]) -> dict[str, object]:
    named, kind = pages[str(step["slug"])], str(step["kind"])
    value = {"course": named} if kind == "course" else {"page": named, "minutes": step["minutes"]}
    key = str(uuid.uuid5(_NAMESPACE, f"{text.slug}/{step['slug']}"))
    return {"type": kind, "value": value | {"required": step["required"]}, "id": key}
