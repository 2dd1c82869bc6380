"""An installation of any size, for benchmarks: the same for the same numbers, and nothing twice."""

import itertools
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction

from wagtail.models import Page, PageViewRestriction, Site

from courses.api import Course, CoursePage, CoursesIndexPage, CourseTopic, enrol_in_all, offer, open_courses
from foundation.vocabulary.api import Audience, Nation, Topic
from members.api import seed_learners
from publications.api import GuidePage, Person, PublicationAuthor, PublicationIndexPage, PublicationTopic
from search import api as search

from . import prose
from .bulk_pages import BATCH, add_pages, link

Say = Callable[[str], object]
UNITS = 31  # of a course: as large as they get, and as those that others' course pages were measured with
_NAMESPACE = uuid.UUID("b6cf3a55-2f0f-4b6e-8a3d-7a1c8f0d9e21")


@dataclass(frozen=True)
class Scaled:
    """How many of each were added; what was there already is not counted."""

    pages: int
    courses: int
    learners: int
    enrolments: int


def seed_scale(*, pages: int, courses: int, learners: int, at: datetime, say: Say) -> Scaled:
    """Add guides, courses and learners up to these numbers, and fill the search once if anything is new.

    Learners sign in as learner<N>@scale.invalid with the demo's password; each has a place on the first course that is
    offered. Works on an empty installation and beside the demo library.
    """
    with transaction.atomic():
        guides = _guides(pages, at=at)
        say(f"{guides} guides added.")
        made = _courses(courses, at=at)
        say(f"{made} courses added.")
        added = len(seed_learners(learners, at=at))
        enrolled = _enrolled(learners, at=at)
        say(f"{added} learners added, {enrolled} enrolled.")
    if guides or made:
        say("Filling the search ...")
        search.rebuild()
    return Scaled(guides, made, added, enrolled)


def _enrolled(learners: int, *, at: datetime) -> int:
    first = min(open_courses(), key=lambda course: course.pk, default=None)
    if first is None or not learners:
        return 0
    emails = [f"learner{number}@scale.invalid" for number in range(1, learners + 1)]
    people: list[int] = []
    for start in range(0, len(emails), BATCH):
        found = get_user_model().objects.filter(email__in=emails[start : start + BATCH])
        people += found.order_by("pk").values_list("pk", flat=True)
    return enrol_in_all(people, first, at=at)


# --- Guides -----------------------------------------------------------------------------------------------------------


def _guides(count: int, *, at: datetime) -> int:
    if not count:
        return 0
    parent = _index(PublicationIndexPage, "Guides", "guides", at, lists="guide")
    made = add_pages(parent, [_guide(number) for number in range(1, count + 1)], at=at)
    keys = [page.pk for page in made]
    topics, author = list(Topic.objects.order_by("pk")), _author()
    PublicationTopic.objects.bulk_create(
        [
            PublicationTopic(page_id=key, topic=topic, sort_order=0)
            for key, topic in zip(keys, _round(topics), strict=False)
        ],
        batch_size=1000,
    )
    PublicationAuthor.objects.bulk_create(
        [PublicationAuthor(page_id=key, person=author, sort_order=0) for key in keys], batch_size=1000
    )
    _file(GuidePage, made)
    # Two of three are for members, as in the library.
    PageViewRestriction.objects.bulk_create(
        [
            PageViewRestriction(page_id=key, restriction_type=PageViewRestriction.LOGIN)
            for number, key in enumerate(keys)
            if number % 3
        ],
        batch_size=1000,
    )
    return len(made)


def _guide(number: int) -> GuidePage:
    return GuidePage(
        title=prose.title_of(number),
        slug=f"scale-guide-{number}",
        summary=prose.sentences(f"summary {number}", 2),
        body=json.dumps(prose.body_of(number)),
        reading_minutes=4,
        cpd_minutes=5,
        gdc_outcomes=["B"],
        gmp_domains=[4],
    )


def _author() -> Person:
    found = Person.objects.order_by("pk").first()
    return found or Person.objects.create(name="The editors", slug="the-editors", role="Editors")


# --- Courses ----------------------------------------------------------------------------------------------------------


def _courses(count: int, *, at: datetime) -> int:
    if not count:
        return 0
    parent = _index(CoursesIndexPage, "Courses", "courses", at)
    made = add_pages(parent, [_course(number) for number in range(1, count + 1)], at=at)
    topics = _round(list(Topic.objects.order_by("pk")))
    CourseTopic.objects.bulk_create(
        [CourseTopic(page_id=page.pk, topic=topic, sort_order=0) for page, topic in zip(made, topics, strict=False)]
    )
    _file(CoursePage, made)
    offered: list[Course] = [offer(CoursePage.objects.get(pk=page.pk), at=at) for page in made]
    return len(offered)


def _course(number: int) -> CoursePage:
    items = [_lesson(number, lesson) for lesson in range(1, UNITS + 1)]
    return CoursePage(
        title=f"{prose.title_of(number)}: the course",
        slug=f"scale-course-{number}",
        summary=prose.sentences(f"course {number}", 2),
        minutes=6 * UNITS,
        cpd_minutes=60,
        aims=prose.sentences(f"aims {number}", 1),
        objectives=[prose.sentences(f"objective {number} {one}", 1) for one in range(3)],
        gdc_outcomes=["B"],
        gmp_domains=[4],
        quality_assurer="Dr Lena Ode",
        authors=["The editors"],
        outline=json.dumps([_block(f"{number}", "module", {"title": "", "items": items})]),
    )


def _lesson(number: int, lesson: int) -> dict[str, Any]:
    name = f"{number}/{lesson}"
    choices = [
        _block(f"{name}/{one}", "item", {"text": f"Answer {one}", "right": one == 1, "rationale": f"Reason {one}."})
        for one in range(1, 4)
    ]
    blocks = enumerate(prose.body_of(1000 * number + lesson, sections=3))
    body = [block | {"id": _key(f"{name}/text{place}")} for place, block in blocks]
    body.append(_block(f"{name}/check", "knowledge_check", {"question": "Which one is it?", "choices": choices}))
    return _block(name, "lesson", {"title": f"Lesson {lesson}", "minutes": 6, "body": body})


def _block(name: str, kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value, "id": _key(name)}


def _key(name: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, name))


# --- Both -------------------------------------------------------------------------------------------------------------


def _index(model: Any, title: str, slug: str, at: datetime, **facts: Any) -> Page:
    """The listing of the library, or one made for the purpose."""
    found = model.objects.filter(**facts).first()
    if found is not None:
        return Page.objects.get(pk=found.pk)
    home = Page.objects.get(pk=Site.objects.get(is_default_site=True).root_page_id)
    return Page.objects.get(pk=add_pages(home, [model(title=title, slug=slug, **facts)], at=at)[0].pk)


def _file(model: Any, pages: list[Any]) -> None:
    """For everyone, in the whole kingdom."""
    for name, term in (("audiences", Audience.objects.get(code="all")), ("nations", Nation.objects.get(code="uk"))):
        field = model._meta.get_field(name)  # noqa: SLF001 - Django's documented API
        near, far = field.m2m_column_name(), field.m2m_reverse_name()
        link(field.remote_field.through, near, far, [(page.pk, term.pk) for page in pages])


def _round(topics: list[Topic]) -> Any:
    return itertools.cycle(topics)
