"""A small library to publish in: a home page, the landing page, three listings, and a maker of publications."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from wagtail.models import Page, PageViewRestriction, Site

import pytest

from cms.models import HomePage, LandingPage
from foundation.vocabulary.api import Audience, Nation, Topic
from publications.models import (
    CaseHistoryPage,
    GuidePage,
    Person,
    PublicationAuthor,
    PublicationIndexPage,
    PublicationPage,
    PublicationTopic,
    WebinarPage,
)

CANARY = "Quaternion heron at the weir"  # words that only the text of a made publication holds
MODELS: dict[str, type[PublicationPage]] = {
    "guide": GuidePage,
    "case-history": CaseHistoryPage,
    "webinar": WebinarPage,
}


@dataclass
class Shelves:
    """The listings of the test's site."""

    home: HomePage
    library: LandingPage
    guides: PublicationIndexPage
    cases: PublicationIndexPage
    webinars: PublicationIndexPage

    def of(self, kind: str) -> PublicationIndexPage:
        return {"guide": self.guides, "case-history": self.cases, "webinar": self.webinars}[kind]


@pytest.fixture
def shelves(db) -> Shelves:
    root = Page.get_first_root_node()
    home = root.add_child(instance=HomePage(title="Home", slug="candour", heading="Start here"))
    Site.objects.filter(is_default_site=True).update(root_page=home)
    Site.clear_site_root_paths_cache()
    library = home.add_child(instance=LandingPage(title="Library", slug="library"))

    def listing(kind: str, slug: str, title: str) -> PublicationIndexPage:
        return library.add_child(instance=PublicationIndexPage(title=title, slug=slug, lists=kind))

    return Shelves(
        home,
        library,
        listing("guide", "guides", "Guides"),
        listing("case-history", "case-histories", "Case histories"),
        listing("webinar", "webinars", "Webinars"),
    )


@pytest.fixture
def author(db) -> Person:
    return Person.objects.create(name="Dr Ruth Calloway", slug="ruth-calloway", role="Medico-legal adviser")


@pytest.fixture
def publish(shelves, author) -> Callable[..., Any]:
    """publish("guide", "The weir", members=True, topics=["DATA.sar"], ...): a live publication."""

    def make(
        kind: str = "guide",
        title: str = "The weir",
        *,
        members: bool = False,
        topics: tuple[str, ...] = ("COMP",),
        audiences: tuple[str, ...] = ("gp",),
        nations: tuple[str, ...] = ("england",),
        text: str = f"<p>{CANARY}.</p>",
        body: list[tuple[str, Any]] | None = None,
        live: bool = True,
        **facts: Any,
    ) -> Any:
        if kind == "webinar":
            facts.setdefault("starts", "2026-10-08T11:30:00+00:00")
        page = MODELS[kind](title=title, summary="What the page is about.", live=False, **facts)
        page.body = body if body is not None else [("paragraph", text)]
        page.publication_authors = [PublicationAuthor(person=author)]
        page.publication_topics = [PublicationTopic(topic=Topic.objects.get(code=code)) for code in topics]
        page.audiences = list(Audience.objects.filter(code__in=audiences))
        page.nations = list(Nation.objects.filter(code__in=nations))
        shelves.of(kind).add_child(instance=page)
        if members:
            PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
        if live:
            page.save_revision().publish()
        return type(page).objects.get(pk=page.pk)

    return make
