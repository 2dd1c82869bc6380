"""A library of its own for the search's tests: things that no app wrote."""

import uuid
from collections.abc import Iterator
from datetime import date

import pytest

from search import registry
from search.engines.choosing import engine
from search.indexing import index
from search.items import Doc, Kind, LibraryRef

CANARY = "quetzalcoatl"


def ref(kind: str, name: str) -> LibraryRef:
    """The same reference for the same name, so that a test can name a thing twice."""
    return LibraryRef(kind, uuid.uuid5(uuid.NAMESPACE_URL, name))


def doc(kind: str, title: str, body: str = "", *, summary: str = "", access: str = "public", **facts) -> Doc:
    return Doc(ref(kind, title), title, summary, f"/{kind}/{title.lower().replace(' ', '-')}/", access, body, **facts)


class Shelf:
    """A source of every kind that serves what a test puts on it."""

    kinds = frozenset(kind.value for kind in Kind)

    def __init__(self) -> None:
        self.docs: dict[LibraryRef, Doc] = {}

    def put(self, *docs: Doc) -> None:
        """Publish, and index as a duty would."""
        for one in docs:
            self.docs[one.ref] = one
            index(one.ref)

    def take(self, what: LibraryRef) -> None:
        self.docs.pop(what, None)
        index(what)

    def doc(self, what: LibraryRef) -> Doc | None:
        return self.docs.get(what)

    def refs(self) -> Iterator[LibraryRef]:
        yield from list(self.docs)


@pytest.fixture
def shelf(db, monkeypatch, settings, tmp_path) -> Shelf:
    """The only source there is, and an index with nothing in it."""
    settings.SEARCH_FILE = (
        tmp_path / "search.sqlite3"
    )  # an index beside a PostgreSQL site is a file, which no rollback empties
    own = Shelf()
    monkeypatch.setattr(registry, "_sources", dict.fromkeys(own.kinds, own))
    engine().swap(engine().begin())
    return own


SAR_GUIDE = doc(
    "guide",
    "Subject access requests while a complaint is open",
    "A patient who complains often asks for everything at once: the notes, the letters, the emails about them. "
    "Treat the request as a subject access request even when nobody uses those words. You have one month. "
    "Send a copy of the health record, and check each page for what another person told you in confidence.",
    summary="A patient has complained and now wants a copy of everything. What to send and what to hold back.",
    access="members",
    acronyms=("SAR", "DSAR"),
    topics=("DATA.sar", "COMP"),
    audiences=("practice-manager",),
    reviewed=date(2026, 11, 2),
    minutes=15,
    cpd_minutes=15,
)
LIBRARY = (
    SAR_GUIDE,
    doc(
        "guide",
        "Chaperones",
        "Offer a chaperone for every intimate examination. Write in the notes that the patient was offered one, and "
        "keep a copy of the policy where the patient can see it. A patient may want a friend there too.",
        summary="Who may be a chaperone, what to write down, and what to do when the patient declines.",
        topics=("CHAP",),
        reviewed=date(2026, 10, 5),
        minutes=10,
    ),
    doc(
        "guide",
        "Is it candour? Deciding and telling",
        "The statutory duty of candour begins with a notifiable safety incident. Say sorry in person first; an apology "
        "is no admission of liability. Then write, and keep a copy of the letter.",
        summary="How to decide whether the duty applies, and how to tell the patient.",
        acronyms=("DoC",),
        topics=("CAND",),
        reviewed=date(2026, 9, 1),
        minutes=12,
    ),
    doc(
        "article",
        "After a safeguarding adults review",
        "A safeguarding adults review asks what agencies may learn when an adult in care dies. You may be asked "
        "for a chronology. It does not apportion blame.",
        summary="What happens when a board reviews a death, and what it will ask of a practice.",
        acronyms=("SAR",),
        topics=("SAFE",),
        reviewed=date(2026, 3, 1),
        minutes=8,
    ),
    doc(
        "case-history",
        "The result nobody owned",
        "A potassium result came back on a Friday evening. Everyone saw it; nobody rang the patient. The team wrote "
        "an apology and organised a named owner for every result.",
        summary="A missed blood result, and the system that let it fall.",
        topics=("DIAG.res",),
        reviewed=date(2026, 8, 1),
        minutes=9,
    ),
    doc(
        "course",
        "A copy of everything",
        "Recognise a request for access to records, check identity, gather, redact and send it in time.",
        summary="Forty-five minutes on subject access for the whole practice team.",
        access="members",
        topics=("DATA.sar",),
        reviewed=date(2026, 7, 1),
        minutes=45,
        cpd_minutes=45,
    ),
    doc(
        "webinar",
        "When the press rings",
        "Say nothing about a patient to a journalist. Anaesthetic mishaps make headlines; counselling does not.",
        summary="An hour with our press office.",
        access="members",
        topics=("MEDIA",),
        reviewed=date(2026, 6, 1),
        minutes=60,
        cpd_minutes=60,
    ),
)


@pytest.fixture
def library(shelf) -> Shelf:
    """A small realistic library."""
    shelf.put(*LIBRARY)
    return shelf
