"""The courses of the demo that are one package each: built from library/packages/, imported and published.

The package of several parts and the sequenced one are for members. The awkward one is for the society's staff: its
page says what it is, and no member meets it.
"""

import json
import tempfile
import uuid
from datetime import datetime, time
from pathlib import Path

from django.utils import timezone

from wagtail.models import Page

from courses.api import CoursePage, CoursesIndexPage, CourseTopic, ImportReport, import_package, package_block
from editing.api import plan_review, record_review
from foundation.vocabulary.api import Audience, Nation, Topic

from .packaging import Kind, PackageText, build_text
from .reading import Library

_NAMESPACE = uuid.UUID("7f1b7a54-9a0c-4c39-8b0e-2b6b5f0a4f3e")
_NOTES = {
    Kind.SEVERAL: (
        "<p>Three lessons, a page to keep, and an assessment that opens when the lessons are done. "
        "Leave after any of them; you come back to the next one.</p>"
    ),
    Kind.SEQUENCED: (
        "<p>It begins with questions on what you know. What you know counts: only the other modules follow.</p>"
    ),
    Kind.AWKWARD: "<p><b>A demonstration.</b> This package misbehaves on purpose. Nobody learns anything from it.</p>",
}
_NINE = time(9, 0)


def plant_packaged_courses(library: Library, *, at: datetime) -> int:
    """Publish every packaged course that is not there yet; returns how many pages were added.

    The people of the library have been planted. The caller opens the transaction.
    """
    return sum(_planted(text, kind, library, at=at) for text, kind in library.packages)


def _planted(text: PackageText, kind: Kind, library: Library, *, at: datetime) -> int:
    if CoursePage.objects.filter(slug=text.slug).exists():
        return 0
    front = text.front
    people = library.people
    page = CoursePage(
        title=front["title"],
        slug=text.slug,
        live=False,
        first_published_at=min(timezone.make_aware(datetime.combine(front["published"], _NINE)), at),
        access="staff" if kind == Kind.AWKWARD else "members" if front["members_only"] else "public",
        quality_assurer=people[front["quality_assurer"]]["name"],
        authors=[people[slug]["name"] for slug in front["authors"]],
        outline=json.dumps(_outline(text, kind, _imported(text, kind, at=at))),
        references=json.dumps(
            [
                {"type": "reference", "id": _key(text, f"reference-{n}"), "value": value}
                for n, value in enumerate(front["references"])
            ],
            default=str,
        ),
        **{name: front[name] for name in ("summary", "acronyms", "minutes", "cpd_minutes", "pass_mark", "aims")},
        **{name: front[name] for name in ("objectives", "gdc_outcomes", "gmp_domains")},
    )
    CoursesIndexPage.objects.get().add_child(instance=page)
    topics = {topic.code: topic for topic in Topic.objects.filter(code__in=front["topics"])}
    page.course_topics = [CourseTopic(topic=topics[code], sort_order=n) for n, code in enumerate(front["topics"])]
    page.audiences = list(Audience.objects.filter(code__in=front["audiences"]))
    page.nations = list(Nation.objects.filter(code__in=front["nations"]))
    page.save_revision().publish()
    Page.objects.filter(pk=page.pk).update(last_published_at=page.first_published_at)  # publishing has moved it
    reviewer = people[front["quality_assurer"]]
    record_review(
        page,
        reviewer_name=reviewer["name"],
        reviewer_role=reviewer["role"],
        reviewed_on=min(front["reviewed"], timezone.localdate(at)),
        at=at,
    )
    plan_review(page, due=front["next_review"])
    return 1


def _imported(text: PackageText, kind: Kind, *, at: datetime) -> ImportReport:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{text.slug}.zip"
        file.write_bytes(build_text(text, kind))
        report = import_package(file, at=at)
    if not report.accepted:
        raise ValueError(f"The project's own package was refused: {report.sentence}")
    return report


def _outline(text: PackageText, kind: Kind, report: ImportReport) -> list[dict[str, object]]:
    title, minutes = str(text.front["title"]), int(text.front["minutes"])
    item = package_block(report, title=title, minutes=minutes, note=_NOTES[kind], key=_key(text, "package"))
    return [{"type": "module", "id": _key(text, "module"), "value": {"title": "", "items": [item]}}]


def _key(text: PackageText, name: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, f"{text.slug}/{name}"))
