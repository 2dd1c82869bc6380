"""What a thing of the library is to the search: a reference, and the document its own app makes of it."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Self


class Kind(StrEnum):
    """Kinds that a reader can tell apart and filter by; the value stands in addresses."""

    GUIDE = "guide"
    CASE_HISTORY = "case-history"
    ARTICLE = "article"
    JOURNAL = "journal"
    WEBINAR = "webinar"
    COURSE = "course"
    LEARNING_PATH = "learning-path"
    LESSON = "lesson"
    TEMPLATE = "template"
    GLOSSARY = "glossary"
    HELPLINE = "helpline"
    DOCUMENT = "document"

    @property
    def label(self) -> str:
        """The kind in a word, as a reader meets it."""
        return self.value.replace("-", " ").capitalize()


@dataclass(frozen=True, order=True)
class LibraryRef:
    """Names a thing of the library across apps: its kind and a uuid that outlives copies and renames.

    For a page the uuid is its translation_key, for a course or a learning path its own.
    """

    kind: str
    uuid: uuid.UUID

    def __str__(self) -> str:
        return f"{self.kind}:{self.uuid}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The reference that `str()` wrote. Raises ValueError."""
        kind, separator, rest = text.partition(":")
        if not separator:
            raise ValueError(f"{text!r} is not a library reference such as guide:<uuid>.")
        return cls(Kind(kind), uuid.UUID(rest))


@dataclass(frozen=True)
class Part:
    """A place inside a document that a reader can be sent to: a heading, a lesson, a minute of a transcript.

    `url` is its address where that is another than the document's with the anchor.
    """

    anchor: str
    title: str
    text: str
    url: str = ""


@dataclass(frozen=True)
class Doc:
    """A thing of the library as it stands today.

    `title`, `summary` and `acronyms` are public; `body` and `parts` are readable by those whom `access` names.
    """

    ref: LibraryRef
    title: str
    summary: str
    url: str
    access: str  # a value of members.api.Access
    body: str = ""
    acronyms: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()  # codes, the primary one first
    audiences: tuple[str, ...] = ()
    nations: tuple[str, ...] = ()
    published: date | None = None
    reviewed: date | None = None
    minutes: int = 0
    cpd_minutes: int = 0
    parts: tuple[Part, ...] = field(default=())

    @property
    def kind(self) -> str:
        return self.ref.kind


def head_of(topic: str) -> str:
    """The subject that a topic is a part of, itself for a subject: DATA of DATA.sar."""
    return topic.partition(".")[0]


def with_heads(topics: Iterable[str]) -> tuple[str, ...]:
    """The topics in their order, and after them the subjects they are parts of: who asks for complaints finds all."""
    topics = list(topics)
    return tuple(dict.fromkeys([*topics, *map(head_of, topics)]))
