"""The packaged edition: a course of the library once more, as the SCORM package that the project builds from the same
text, with a page of its own in the catalogue. It shows how content from elsewhere plays here.
"""

import json
import tempfile
import uuid
from datetime import datetime
from pathlib import Path

from django.utils import timezone

from courses.api import CoursePage, CourseTopic, ImportReport, import_package, package_block
from editing.api import plan_review, record_review, review_of

from .packaging import build_package
from .reading import Library

SOURCE = "a-copy-of-everything"
SLUG = "a-copy-of-everything-package"
TITLE = "A copy of everything: the packaged edition"
SUMMARY = (
    "The same course as one SCORM package, as an authoring tool would deliver it. It plays in the package player. "
    "Take this one or the lessons; the learning counts once."
)
NOTE = "<p>Everything is in the package: six chapters with their checks, and the final quiz.</p>"
_NAMESPACE = uuid.UUID("0a2c7a0e-3a6e-4f3d-8d38-6f0e1d5f2b90")


def plant_packaged_edition(library: Library, *, at: datetime) -> int:
    """Import the package and publish its page, unless it is there; returns how many pages were added.

    The course that it is made from has been planted. The caller opens the transaction.
    """
    native = CoursePage.objects.get(slug=SOURCE)
    if CoursePage.objects.filter(slug=SLUG).exists():
        return 0
    page = CoursePage(
        title=TITLE,
        slug=SLUG,
        live=False,
        first_published_at=native.first_published_at,
        summary=SUMMARY,
        outline=json.dumps(_outline(_imported(library, at=at), native.minutes)),
        **{name: getattr(native, name) for name in ("access", "minutes", "cpd_minutes", "pass_mark", "aims")},
        **{name: getattr(native, name) for name in ("objectives", "gdc_outcomes", "gmp_domains")},
        **{name: getattr(native, name) for name in ("quality_assurer", "authors", "acronyms")},
    )
    native.get_parent().add_child(instance=page)
    page.references = native.references
    page.course_topics = [CourseTopic(topic=row.topic, sort_order=row.sort_order) for row in native.course_topics.all()]
    page.audiences, page.nations = native.audiences.all(), native.nations.all()
    page.save_revision().publish()
    _reviewed_like(native, page, at=at)
    return 1


def _imported(library: Library, *, at: datetime) -> ImportReport:
    course = next(one for one in library.courses if one.slug == SOURCE)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{SOURCE}.zip"
        file.write_bytes(build_package(course, library.people))
        report = import_package(file, at=at)
    if not report.accepted:
        raise ValueError(f"The project's own package was refused: {report.sentence}")
    return report


def _outline(report: ImportReport, minutes: int) -> list[dict[str, object]]:
    item = package_block(report, title="A copy of everything", minutes=minutes, note=NOTE, key=_key("package"))
    return [{"type": "module", "id": _key("module"), "value": {"title": "", "items": [item]}}]


def _key(name: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, name))


def _reviewed_like(native: CoursePage, page: CoursePage, *, at: datetime) -> None:
    review = review_of(native, on=timezone.localdate(at))
    if review is None or review.reviewed_on is None or review.due is None:
        return
    record_review(
        page,
        reviewer_name=review.reviewer_name,
        reviewer_role=review.reviewer_role,
        reviewed_on=review.reviewed_on,
        at=at,
    )
    plan_review(page, due=review.due)
