"""Making pages of the demo library. Two passes: every page exists before any text links to it."""

import json
import re
import uuid
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.utils import timezone

from wagtail.models import Page, PageViewRestriction, Site

from cms.models import ContactPage, HomePage, LandingPage, SiteSettings, StandardPage
from editing.api import plan_review, record_review
from foundation.vocabulary.api import Audience, Nation, Topic
from publications.api import (
    CaseHistoryPage,
    GuidePage,
    Person,
    PublicationAuthor,
    PublicationIndexPage,
    PublicationTopic,
    WebinarPage,
    WebinarPresenter,
)

from .banks import plant_banks
from .course_pages import outline_of
from .courses import CourseText
from .markdown import Block
from .paths import plant_programmes
from .reading import Item, Library

LISTINGS = (
    ("guide", "guides", "Guides", "What to do: the next hour first, then the rule, the dates and the words."),
    (
        "case-history",
        "case-histories",
        "Case histories",
        "How things go wrong in ordinary places, and what helped. The people in them are invented.",
    ),
    (
        "webinar",
        "webinars",
        "Webinars",
        "An hour with advisers: announced here, held live, kept with a transcript.",
    ),
)
_MODELS = {"guide": GuidePage, "case-history": CaseHistoryPage, "webinar": WebinarPage}
_LIBRARY_LINK = re.compile(r'<a href="library:([^"]+)"')
_INVENTED = "<p><i>The people and places in this history are invented.</i></p>"
_REFLECTION = "Questions for reflection"
_PLACE = re.compile(r"(?P<kind>library|bank|film):(?P<slug>[a-z0-9-]+)")
_LIST_ITEM = re.compile(r"<li>(.*?)</li>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_NINE = time(9, 0)


class Garden:
    """One planting of the library: what is there is left as it is, what is missing is added."""

    home: HomePage

    def __init__(self, library: Library, *, at: datetime, films: Mapping[str, int] | None = None) -> None:
        self.library = library
        self.at = at
        self.added = 0
        self.unchanged = 0
        self._fresh: list[tuple[Page, Item | CourseText]] = []
        self._pages: dict[str, int] = {}
        # What texts name by a slug, by kind: `library:`, `bank:` and `film:` stand for the keys of rows.
        self._places: dict[str, dict[str, int]] = {"library": self._pages, "film": dict(films or {})}

    def plant(self) -> None:
        """Plant everything. The caller opens the transaction."""
        self._people()
        self.home = self._home()
        self._standard_pages()
        self._publications()
        self._courses()
        self._banks()
        self._home_words()
        for page, text in self._fresh:
            self._write(page, text)
        self._programmes()
        self._editors_rights()

    # --- The first pass: pages ---------------------------------------------------------------------------------------

    def _people(self) -> None:
        users = {user.name: user for user in get_user_model().objects.filter(is_active=True)}
        for slug, facts in self.library.people.items():
            _, made = Person.objects.get_or_create(slug=slug, defaults=facts | {"user": users.get(facts["name"])})
            self._count(made)
        self.people = {person.slug: person for person in Person.objects.all()}

    def _home(self) -> HomePage:
        home = HomePage.objects.first()
        if home is None:
            root = Page.get_first_root_node()
            home = root.add_child(
                instance=HomePage(title="Home", slug="wrenmoor", heading=str(self.library.home["heading"]))
            )
            Site.objects.filter(is_default_site=True).update(root_page=home)
            Site.clear_site_root_paths_cache()
            self.fresh_home = True
            # Wagtail's welcome page: a plain page beside ours that nothing points at any more.
            for welcome in root.get_children().exact_type(Page):
                welcome.delete()
            home = HomePage.objects.get(pk=home.pk)
        else:
            self.fresh_home = False
        self._count(self.fresh_home)
        return home

    def _standard_pages(self) -> None:
        for item in self.library.items:
            if item.kind != "page":
                continue
            model = ContactPage if item.slug == "contact" else StandardPage
            self._page(model, self.home, item, summary=item.front["summary"])

    def _publications(self) -> None:
        library = self._index(
            self.home,
            LandingPage,
            "library",
            "Library",
            introduction="<p>Guides, case histories and webinars, each "
            "with its author, its reviewer and the day on which somebody last read all of it again.</p>",
        )
        for kind, slug, title, introduction in LISTINGS:
            index = self._index(library, PublicationIndexPage, slug, title, introduction=introduction, lists=kind)
            for item in self.library.items:
                if item.kind == kind:
                    self._page(_MODELS[kind], index, item, **self._publication_facts(item))

    def _courses(self) -> None:
        index = self._index(
            self.home,
            apps.get_model("courses", "CoursesIndexPage"),
            "courses",
            "Courses",
            introduction="Short lessons that keep your place on every device, and a certificate that can be checked.",
        )
        names = {slug: person.name for slug, person in self.people.items()}
        for course in self.library.courses:
            front = course.front
            facts = {key: front[key] for key in ("summary", "acronyms", "minutes", "cpd_minutes", "pass_mark", "aims")}
            facts |= {key: front[key] for key in ("objectives", "gdc_outcomes", "gmp_domains")}
            facts |= {
                "access": "members" if front["members_only"] else "public",
                "quality_assurer": names[front["quality_assurer"]],
                "authors": [names[slug] for slug in front["authors"]],
            }
            self._page(apps.get_model("courses", "CoursePage"), index, course, **facts)

    def _index(self, parent: Page, model: Any, slug: str, title: str, **facts: Any) -> Page:
        index = model.objects.child_of(parent).filter(slug=slug).first()
        self._count(index is None)
        if index is None:
            index = parent.add_child(instance=model(title=title, slug=slug, show_in_menus=True, **facts))
            index.save_revision().publish()
        return index

    def _page(self, model: Any, parent: Page, text: Item | CourseText, **facts: Any) -> None:
        page = model.objects.filter(slug=text.slug).first()
        self._count(page is None)
        if page is None:
            published = self._moment(text.front["published"])
            page = model(title=text.front["title"], slug=text.slug, live=False, first_published_at=published, **facts)
            parent.add_child(instance=page)
            self._fresh.append((page, text))
        self._pages[text.slug] = page.pk

    def _publication_facts(self, item: Item) -> dict[str, Any]:
        front = item.front
        facts = {key: front[key] for key in ("summary", "acronyms", "cpd_minutes", "gdc_outcomes", "gmp_domains")}
        facts["reading_minutes_set"] = front["reading_minutes"]
        if item.kind == "webinar":
            facts |= {"starts": timezone.make_aware(front["starts"]), "state": front["state"]}
            facts |= {"duration_minutes": front["duration_minutes"]}
        return facts

    def _banks(self) -> None:
        added, self._places["bank"] = plant_banks(self.library.banks)
        self.added += added
        self.unchanged += len(self.library.banks) - added

    def _programmes(self) -> None:
        index = apps.get_model("courses", "CoursesIndexPage").objects.child_of(self.home).get(slug="courses")
        added = plant_programmes(self.library.programmes, index, self._pages, at=self.at)
        self.added += added
        self.unchanged += len(self.library.programmes) - added

    # --- The second pass: texts ---------------------------------------------------------------------------------------

    def _write(self, page: Any, text: Item | CourseText) -> None:
        """Fill a fresh page and publish it, then put back the dates that publishing has moved."""
        front = text.front
        if isinstance(text, CourseText):
            page.outline = json.dumps(self._linked(outline_of(text)))
            page.audiences = list(Audience.objects.filter(code__in=front["audiences"]))
            page.nations = list(Nation.objects.filter(code__in=front["nations"]))
            page.references = _stream("reference", front["references"])
            page.valid_months = front.get("valid_months")
            page.course_prerequisites = self._courses_first(page, front.get("prerequisites", []))
            row = page.course_topics.model
            page.course_topics = [
                row(topic=topic, sort_order=n) for n, topic in enumerate(self._topics(front["topics"]))
            ]
        elif text.kind == "page":
            page.body = self._body(text.blocks)
            page.references = _stream("reference", front["references"])
            page.changes = _stream("change", front["changes"])
        else:
            self._write_publication(page, text)
        page.search_description = ""
        page.save_revision().publish()
        if front["members_only"] and not isinstance(text, CourseText):
            PageViewRestriction.objects.create(page_id=page.pk, restriction_type=PageViewRestriction.LOGIN)
        changed = max([front["published"], *(row["date"] for row in front["changes"])])
        Page.objects.filter(pk=page.pk).update(last_published_at=self._moment(changed))
        self._review(page, text)

    def _courses_first(self, page: Any, slugs: list[str]) -> list[Any]:
        # Courses are written in the order of the library; one to complete first has been published by then.
        row, model = page.course_prerequisites.model, apps.get_model("courses", "CoursePage")
        wanted = {one.slug: one.course for one in model.objects.filter(slug__in=slugs).select_related("course")}
        return [row(wanted=wanted[slug], sort_order=n) for n, slug in enumerate(slugs)]

    def _write_publication(self, page: Any, item: Item) -> None:
        front = item.front
        blocks = list(item.blocks)
        if isinstance(page, CaseHistoryPage):
            blocks, questions, invented = _without_what_is_structured(blocks)
            page.reflection = _stream("question", questions)
            page.fictionalised = invented
        page.body = self._body(blocks)
        page.references = _stream("reference", front["references"])
        page.changes = _stream("change", front["changes"])
        page.audiences = list(Audience.objects.filter(code__in=front["audiences"]))
        page.nations = list(Nation.objects.filter(code__in=front["nations"]))
        # Without a place of its own a row stands anywhere: only one of our databases returns rows as they were written.
        authors, topics = enumerate(front["authors"]), enumerate(self._topics(front["topics"]))
        page.publication_authors = [PublicationAuthor(person=self.people[slug], sort_order=n) for n, slug in authors]
        page.publication_topics = [PublicationTopic(topic=topic, sort_order=n) for n, topic in topics]
        if isinstance(page, WebinarPage):
            presenters = enumerate(front["presenters"])
            page.presenters = [WebinarPresenter(person=self.people[slug], sort_order=n) for n, slug in presenters]
            page.chapters = _stream("chapter", front["chapters"])
            page.transcript = _stream("passage", front["transcript"])

    def _review(self, page: Page, text: Item | CourseText) -> None:
        front = text.front
        reviewer = self.people[front["quality_assurer"] if isinstance(text, CourseText) else front["reviewer"]]
        owner = self.people[front["authors"][0]].user if front["authors"] else None
        reviewed = self._day(front["reviewed"])
        record_review(
            Page.objects.get(pk=page.pk),
            reviewer=reviewer.user,
            reviewer_name=reviewer.name,
            reviewer_role=reviewer.role,
            reviewed_on=reviewed,
            at=self.at,
        )
        months = max(1, round((front["next_review"] - front["reviewed"]).days / 30.44))
        plan_review(page, due=front["next_review"], months=months, owner=owner)

    def _home_words(self) -> None:
        if not self.fresh_home:
            return
        words, home = self.library.home, self.home
        home.introduction = words["introduction"]
        home.entries = _stream("entry", [self._entry(need) for need in words["needs"]])
        ring = words["helpline"]
        home.urgent_title, home.urgent_text = ring["heading"], ring["text"]
        home.urgent_link_text, home.urgent_link = ring["link_text"], self._address(ring["link"])
        home.save_revision().publish()
        site = Site.objects.filter(root_page_id=home.pk).first()
        if site is not None:
            society = SiteSettings.for_site(site)
            society.phone = ring["phone"]
            society.save()

    def _entry(self, need: dict[str, str]) -> dict[str, str]:
        return {"title": need["title"], "text": need["text"], "link": self._address(need["link"])}

    def _address(self, link: str) -> str:
        if not link.startswith("library:"):
            return link
        return Page.objects.get(pk=self._pages[link.removeprefix("library:")]).get_url() or "/"

    def _editors_rights(self) -> None:
        # Wagtail's own groups may write and publish pages; the people who write are a list of ours.
        rights = Permission.objects.filter(content_type__app_label="publications", content_type__model="person")
        upload = Permission.objects.get(content_type__app_label="courses", codename="add_packageversion")
        films = Permission.objects.filter(content_type__app_label="editing", codename__in=["add_video", "change_video"])
        banks = Permission.objects.filter(
            content_type__app_label="courses", codename__in=["add_questionbank", "change_questionbank"]
        )
        for group in Group.objects.filter(name__in=["Editors", "Moderators"]):
            group.permissions.add(*rights.exclude(codename__startswith="delete"), upload, *films, *banks)
        # Whoever publishes also decides how a package is judged, and recalls it.
        decide = Permission.objects.get(content_type__app_label="courses", codename="change_packageversion")
        publish = Permission.objects.get(content_type__app_label="courses", codename="publish_questionbank")
        # They also mark what learners wrote, give allowances, and read what answers say about the questions.
        quizzes = Permission.objects.filter(
            content_type__app_label="courses",
            codename__in=["add_freetextmark", "view_questionversion", "add_allowance", "change_allowance"],
        )
        for group in Group.objects.filter(name="Moderators"):
            group.permissions.add(decide, publish, *quizzes)

    # --- Small things -------------------------------------------------------------------------------------------------

    def _count(self, made: bool) -> None:
        self.added += made
        self.unchanged += not made

    def _topics(self, codes: list[str]) -> list[Topic]:
        topics = {topic.code: topic for topic in Topic.objects.filter(code__in=codes)}
        return [topics[code] for code in codes]

    def _day(self, day: date) -> date:
        # A library that is newer than the machine's clock was not reviewed tomorrow.
        return min(day, timezone.localdate(self.at))

    def _moment(self, day: date) -> datetime:
        return min(timezone.make_aware(datetime.combine(day, _NINE)), self.at)

    def _body(self, blocks: list[Block]) -> str:
        return json.dumps(self._linked([block.raw() for block in blocks]))

    def _linked(self, value: Any) -> Any:
        """The same data with library links as Wagtail keeps links to pages, so that a moved page stays found, and with
        the keys of rows for what is named by a slug."""
        if isinstance(value, str):
            named = _PLACE.fullmatch(value)
            if named:
                return self._places[named["kind"]][named["slug"]]
            return _LIBRARY_LINK.sub(lambda link: f'<a linktype="page" id="{self._pages[link[1]]}"', value)
        if isinstance(value, dict):
            return {key: self._linked(one) for key, one in value.items()}
        if isinstance(value, list):
            return [self._linked(one) for one in value if self._is_there(one)]
        return value

    def _is_there(self, block: Any) -> bool:
        # A machine that cannot make a film shows the lesson without it.
        shown = block["value"] if isinstance(block, dict) and block.get("type") == "video" else None
        return shown is None or shown["video"].removeprefix("film:") in self._places["film"]


def _stream(kind: str, values: list[Any]) -> str:
    return json.dumps([{"type": kind, "value": value, "id": str(uuid.uuid4())} for value in values], default=str)


def _without_what_is_structured(blocks: list[Block]) -> tuple[list[Block], list[str], bool]:
    """A case history's blocks without the questions for reflection and the notice, which its page prints itself.

    Returns the blocks that stay, the questions as plain text, and whether the notice was there.
    """
    kept: list[Block] = []
    questions: list[str] = []
    invented = False
    asking = False
    for block in blocks:
        if block.type == "heading":
            asking = block.value["text"] == _REFLECTION
            if not asking:
                kept.append(block)
            continue
        if block.type != "paragraph":
            kept.append(block)
            continue
        text: str = block.value
        if text.endswith(_INVENTED):
            invented, text = True, text.removesuffix(_INVENTED)
        if asking:
            first, closing, rest = text.partition("</ul>")
            questions += [_TAG.sub("", item).strip() for item in _LIST_ITEM.findall(first + closing)]
            text, asking = rest, False
        if text:
            kept.append(Block("paragraph", text, block.line))
    for number, block in enumerate(kept):
        if block.type == "key_points":
            kept[number] = Block("key_points", block.value | {"title": "Learning points"}, block.line)
    return kept, questions, invented
