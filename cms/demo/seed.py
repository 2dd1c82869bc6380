"""Filling an installation with the demo library. What is missing is added; what an editor changed is left alone."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from wagtail.models import Page, Site

from foundation.vocabulary.api import Audience, Nation, Topic
from members.api import DEMO_PASSWORD, seed_cast, seed_helplines
from search import api as search

from .assigned import plant_assigned
from .films.building import plant_films
from .front import Words
from .matrices import plant_matrix
from .packaged_courses import plant_packaged_courses
from .packaged_edition import plant_packaged_edition
from .planting import Garden
from .reading import Library, check_words, digest, read_library

Say = Callable[[str], object]


@dataclass(frozen=True)
class Account:
    """Somebody who can sign in, as the demo prints them."""

    email: str
    name: str
    role: str


@dataclass(frozen=True)
class SeedReport:
    """What there is now: how to sign in, and how many items were added or already there."""

    password: str
    accounts: list[Account]
    added: int
    unchanged: int


def seed(*, say: Say) -> SeedReport:
    """Make the site, the cast and the library, in one transaction: all of it is there, or none.

    A second call costs a few milliseconds: a marker beside the data names what was planted, and the home page's own key
    proves that the marker belongs to this database. Deleting the marker makes the seed look for what is missing.
    """
    wanted = digest()
    known = _Marker.read()
    if known is not None and known.digest == wanted and Page.objects.filter(translation_key=known.home).exists():
        _point_site_at(None)
        accounts = [Account(**account) for account in known.accounts]
        return SeedReport(DEMO_PASSWORD, accounts, added=0, unchanged=known.items)
    say("Reading the demo library ...")
    library = read_library()
    check_words(library, words_of(library))
    say("Making films, once ...")
    films = plant_films()
    with transaction.atomic():
        at = timezone.now()
        cast = seed_cast(at=at)
        helplines = seed_helplines(library.helplines)
        say("Planting people, pages and courses ...")
        garden = Garden(library, at=at, films=films)
        garden.plant()
        garden.added += plant_packaged_edition(library, at=at)
        garden.added += plant_packaged_courses(library, at=at)
        plant_assigned(at=at)
        plant_matrix(at=at)
        _point_site_at(garden.home)
    say("Filling the search ...")
    search.rebuild()
    accounts = [Account(one.email, one.name, one.words) for one in cast]
    report = SeedReport(
        DEMO_PASSWORD, accounts, garden.added + helplines, garden.unchanged + len(library.helplines) - helplines
    )
    _Marker(
        wanted, str(garden.home.translation_key), [asdict(one) for one in accounts], report.added + report.unchanged
    ).write()
    return report


def words_of(library: Library) -> Words:
    """What front matter may name today."""
    return Words(
        topics=frozenset(Topic.objects.values_list("code", flat=True)),
        audiences=frozenset(Audience.objects.values_list("code", flat=True)),
        nations=frozenset(Nation.objects.values_list("code", flat=True)),
        people=frozenset(library.people),
    )


def _point_site_at(home: Page | None) -> None:
    # The port may be another one today. The root is set once, when the home page is made.
    address = urlsplit(settings.BASE_URL)
    facts = {"hostname": address.hostname or "localhost", "port": address.port or 80}
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        if home is not None:
            Site.objects.create(is_default_site=True, root_page=home, site_name="Wrenmoor Defence Society", **facts)
        return
    if (site.hostname, site.port) != tuple(facts.values()):
        site.hostname, site.port = facts["hostname"], facts["port"]
        site.save()


@dataclass(frozen=True)
class _Marker:
    """What was planted last, in a file beside the data."""

    digest: str
    home: str
    accounts: list[dict[str, str]]
    items: int

    @staticmethod
    def _path() -> Path:
        return Path(settings.MEDIA_ROOT).parent / "demo-library.json"

    @classmethod
    def read(cls) -> "_Marker | None":
        try:
            return cls(**json.loads(cls._path().read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def write(self) -> None:
        path = self._path()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(asdict(self)), encoding="utf-8")
