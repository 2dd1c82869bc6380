"""A small course of our own for tests: two lessons with everything that can be done in one, and a quiz of three.

Every key text carries the word CANARY: a page that shows it too early has leaked a key.
"""

import json
import re
import uuid
from datetime import UTC, datetime

from django.urls import reverse

from wagtail.models import Locale, Page, Site

from courses.models import CoursePage, CoursesIndexPage, CourseTopic
from courses.services.enrolment import enrol
from foundation.vocabulary.api import Audience, Topic

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
_NAMES = uuid.UUID("0b0c5d0e-3a5c-4f0e-9a1b-2f6f5f1f6a77")


def key(name: str) -> str:
    """The id of the block of that name: always the same."""
    return str(uuid.uuid5(_NAMES, name))


def block(name: str, kind: str, value):
    return {"type": kind, "value": value, "id": key(name)}


def answers(name: str, *pairs):
    return [
        block(f"{name}/{number}", "item", {"text": text, "right": right, "rationale": f"CANARY why {name} {number}"})
        for number, (text, right) in enumerate(pairs)
    ]


def check(name: str, question: str, *pairs):
    return block(name, "knowledge_check", {"question": question, "choices": answers(name, *pairs)})


def question(name: str, stem: str, *pairs, kind="single", points_to="The month"):
    value = {"kind": kind, "stem": stem, "points_to": points_to, "choices": answers(name, *pairs)}
    return block(name, "choice", value)


def lesson(name: str, title: str, *body, minutes=6):
    return block(name, "lesson", {"title": title, "minutes": minutes, "body": list(body)})


def words(name: str, text: str):
    return block(name, "paragraph", f"<p>{text}</p>")


QUESTIONS = (
    question("q1", "May it be spoken?", ("Yes, it may", True), ("No, it may not", False)),
    question("q2", "Which two count?", ("Letters", True), ("Calls", True), ("Rumours", False), kind="multiple"),
    question("q3", "A form is needed.", ("True", False), ("False", True), kind="true-false"),
)


def outline(*, first="Spotting one", pass_mark=None, questions=QUESTIONS):
    paths = [
        block("branch/0", "item", {"text": "Give him the form", "consequence": "CANARY he leaves annoyed"}),
        block("branch/1", "item", {"text": "Log it now", "consequence": "CANARY the date is safe"}),
    ]
    return [
        block(
            "module",
            "module",
            {
                "title": "",
                "items": [
                    lesson(
                        "lesson1",
                        first,
                        block("heading", "heading", {"text": "Thursday, ten to nine", "level": "2"}),
                        words("para", "Mr Hale leans over the desk with a zebrafinch."),
                        check("check1", "Is this a request?", ("Yes, it is", True), ("No, it is not", False)),
                        block("branch", "branch", {"scene": "You are at the desk.", "paths": paths}),
                        block("prompt", "reflection", {"prompt": "What would you change?"}),
                        check("check2", "Must he say why?", ("He must", False), ("He need not", True)),
                    ),
                    lesson("lesson2", "The month", words("para2", "A month is a month.")),
                    block(
                        "quiz",
                        "quiz",
                        {
                            "title": "Final quiz",
                            "minutes": 5,
                            "pass_mark": pass_mark,
                            "intro": "<p>Three questions.</p>",
                            "questions": list(questions),
                        },
                    ),
                ],
            },
        )
    ]


def make_index() -> CoursesIndexPage:
    """The catalogue's page below the site's root, made once a test."""
    found = CoursesIndexPage.objects.first()
    if found is not None:
        return found
    index = _home().add_child(instance=CoursesIndexPage(title="Courses", slug="courses"))
    index.save_revision().publish()
    return index


def _home() -> Page:
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:  # a test with real transactions has emptied the tables
        Locale.objects.get_or_create(language_code="en-gb")
        home = Page.add_root(instance=Page(title="Root", slug="root")).add_child(
            instance=Page(title="Home", slug="home")
        )
        site = Site.objects.create(is_default_site=True, root_page=home, hostname="localhost", port=80)
    return Page.objects.get(pk=site.root_page_id)


def make_page(
    *, title="A copy of everything", slug="a-copy", publish=True, topics=("DATA.sar",), **facts
) -> CoursePage:
    """A course page with the small outline, published unless told otherwise."""
    values = {
        "summary": "How to spot a request.",
        "minutes": 20,
        "cpd_minutes": 15,
        "aims": "To recognise a request on the day.",
        "objectives": ["Recognise a request", "Count the month"],
        "gdc_outcomes": ["B"],
        "gmp_domains": [4],
        "quality_assurer": "Dr Lena Ode",
        "authors": ["Dr Ruth Calloway"],
        "acronyms": ["SAR"],
        "outline": json.dumps(outline()),
    } | facts
    page = make_index().add_child(instance=CoursePage(title=title, slug=slug, live=False, **values))
    page.course_topics = [CourseTopic(topic=Topic.objects.get(code=code)) for code in topics]
    page.audiences = list(Audience.objects.filter(code="reception"))
    page.save()
    if publish:
        page.save_revision().publish()
        page.refresh_from_db()
    return page


def place_on(person, page: CoursePage):
    """The person's enrolment on a page's course."""
    return enrol(person, page.course, at=AT)


def item_of(place, name: str):
    return place.version.items.get(key=key(name))


def url_of(place, name: str) -> str:
    return reverse("courses:item-detail", kwargs={"enrolment": place.uuid, "item": item_of(place, name).uuid})


def ticket_in(response) -> str:
    """The visit that a page carries."""
    return re.search(r'name="visit" value="([^"]+)"', response.content.decode())[1]


class Tab:
    """A page of an item, open in somebody's browser: it posts as its forms do."""

    def __init__(self, client, place, name: str, *, query: str = "") -> None:
        self.client, self.url = client, url_of(place, name)
        self.page = client.get(self.url + query)
        self.visit = ticket_in(self.page) if b'name="visit"' in self.page.content else ""
        self.seq = 1

    def post(self, act: str, *, json=False, seq=None, **fields):
        number = self.seq if seq is None else seq
        accept = {"accept": "application/json"} if json else {}
        response = self.client.post(
            self.url, {"act": act, "visit": self.visit, "seq": number, **fields}, headers=accept
        )
        if json and response.status_code == 200:
            self.seq = response.json()["ack"] + 1
        return response

    def answer(self, block_name: str, *choices, act="check", **more):
        return self.post(act, block=key(block_name), choice=[key(choice) for choice in choices], **more)


def finish_lessons(client, place) -> None:
    """Both lessons, as a hurried learner does them."""
    tab = Tab(client, place, "lesson1")
    tab.answer("check1", "check1/0", json=True)
    tab.answer("check2", "check2/1", json=True)
    tab.post("done")
    Tab(client, place, "lesson2").post("done")


RIGHT = {"q1": ["q1/0"], "q2": ["q2/0", "q2/1"], "q3": ["q3/1"]}


def sit_quiz(client, place, chosen=None):
    """The whole quiz with these answers (right ones by default); the last answer's response."""
    client.post(url_of(place, "quiz"), {"act": "begin"})
    response = None
    for name, choices in (RIGHT | (chosen or {})).items():
        response = Tab(client, place, "quiz").answer(name, *choices, act="answer")
    return response
