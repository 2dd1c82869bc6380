"""Front matter, key by key: what each kind of file must and may say. FORMAT.md says it to the people who write."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from .markdown import LibraryError, Lines, typographic

REFERENCE = {"title": str, "publisher": str, "url": str, "says": str, "checked_on": date}
CHANGE = {"date": date, "text": str}
CHAPTER = {"at": int, "title": str}
PASSAGE = {"at": int, "speaker": str, "text": str}

_ALWAYS: dict[str, type] = {
    "kind": str,
    "title": str,
    "slug": str,
    "summary": str,
    "topics": list,
    "acronyms": list,
    "audiences": list,
    "nations": list,
    "cpd_minutes": int,
    "gdc_outcomes": list,
    "gmp_domains": list,
    "members_only": bool,
    "authors": list,
    "published": date,
    "reviewed": date,
    "next_review": date,
}
_PAGE = _ALWAYS | {"reading_minutes": int, "reviewer": str}
_PUBLICATION = _PAGE | {"number": int}
_WEBINAR = _PUBLICATION | {"starts": datetime, "duration_minutes": int, "state": str, "presenters": list}
_COURSE = _ALWAYS | {
    "number": int,
    "code": str,
    "minutes": int,
    "pass_mark": int,
    "aims": str,
    "objectives": list,
    "quality_assurer": str,
}

REQUIRED: dict[str, dict[str, type]] = {
    "guide": _PUBLICATION,
    "case-history": _PUBLICATION,
    "webinar": _WEBINAR,
    "page": _PAGE,
    "course": _COURSE,
}
# What may be said and need not: how long a completion is good for, in months, and the courses to complete first.
OPTIONAL: dict[str, dict[str, type]] = {"course": {"valid_months": int, "prerequisites": list}}
TABLES: dict[str, dict[str, dict[str, type]]] = {
    kind: {"references": REFERENCE, "changes": CHANGE}
    | ({"chapters": CHAPTER, "transcript": PASSAGE} if kind == "webinar" else {})
    for kind in REQUIRED
}
GDC_OUTCOMES = ("A", "B", "C", "D")
GMP_DOMAINS = (1, 2, 3, 4)
MOST_TOPICS = 3
WEBINAR_STATES = ("announced", "open", "live", "processing", "recording", "retired", "cancelled")
_IN_WORDS = {
    str: "text",
    int: "whole number",
    bool: "true or a false",
    list: "list",
    date: "date such as 2026-11-22",
    datetime: "date with a time, such as 2026-10-08T12:30:00",
}
_AS_WRITTEN = {"slug", "url", "kind", "state", "code"}  # for the machine: no typographic quotes in these


@dataclass(frozen=True)
class Words:
    """The controlled words and people that front matter may name."""

    topics: frozenset[str]
    audiences: frozenset[str]
    nations: frozenset[str]
    people: frozenset[str]


def checked(front: Mapping[str, Any], lines: Lines) -> dict[str, Any]:
    """The front matter with typographic quotes in what readers see. Raises LibraryError for an unknown or missing key,
    a value of the wrong type, or a value outside its list."""
    kind = front.get("kind")
    if kind not in REQUIRED:
        raise LibraryError(lines.path, lines.line_of("kind"), f"kind is one of {', '.join(REQUIRED)}, not {kind!r}.")
    required, optional, tables = REQUIRED[kind], OPTIONAL.get(kind, {}), TABLES[kind]
    for key in front:
        if key not in required and key not in optional and key not in tables:
            raise LibraryError(lines.path, lines.line_of(rf"(\[\[)?{key}\b"), f"A {kind} has no key {key!r}.")
    known: dict[str, Any] = {key: _value(front, key, wanted, lines) for key, wanted in required.items()}
    known |= {key: _value(front, key, wanted, lines) for key, wanted in optional.items() if key in front}
    for name, columns in tables.items():
        known[name] = [_row(row, name, columns, lines) for row in front.get(name, [])]
    _check_lists(known, lines)
    return known


def check_words(front: Mapping[str, Any], words: Words, lines: Lines) -> None:
    """Raises LibraryError where the front matter names a topic, an audience, a nation or a person that nobody knows."""
    named = {
        "topics": ("topic", words.topics),
        "audiences": ("audience", words.audiences),
        "nations": ("nation", words.nations),
        "authors": ("person", words.people),
        "presenters": ("person", words.people),
        "reviewer": ("person", words.people),
        "quality_assurer": ("person", words.people),
    }
    for key, (noun, known) in named.items():
        values = front.get(key, [])
        for value in [values] if isinstance(values, str) else values:
            if value not in known:
                raise LibraryError(lines.path, lines.line_of(key), f"Nobody knows the {noun} {value!r}.")


def _value(front: Mapping[str, Any], key: str, wanted: type, lines: Lines) -> Any:
    if key not in front:
        raise LibraryError(lines.path, lines.first, f"The key {key!r} is missing.")
    value = front[key]
    if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
        raise LibraryError(lines.path, lines.line_of(rf"{key}\b"), f"{key} must be a {_IN_WORDS[wanted]}.")
    return _set(key, value)


def _row(row: Mapping[str, Any], name: str, columns: Mapping[str, type], lines: Lines) -> dict[str, Any]:
    line = lines.line_of(rf"\[\[{name}")
    if set(row) != set(columns):
        odd = ", ".join(sorted(set(row) ^ set(columns)))
        raise LibraryError(lines.path, line, f"Every [[{name}]] has {', '.join(columns)}; look at {odd}.")
    for key, wanted in columns.items():
        if not isinstance(row[key], wanted):
            raise LibraryError(lines.path, line, f"{name}.{key} must be a {_IN_WORDS[wanted]}.")
    return {key: _set(key, row[key]) for key in columns}


def _set(key: str, value: Any) -> Any:
    if key in _AS_WRITTEN:
        return value
    if isinstance(value, str):
        return typographic(value)
    if key == "objectives":
        return [typographic(one) for one in value]
    return value


def _check_lists(front: Mapping[str, Any], lines: Lines) -> None:
    for key, allowed in (("gdc_outcomes", GDC_OUTCOMES), ("gmp_domains", GMP_DOMAINS)):
        for value in front[key]:
            if value not in allowed:
                raise LibraryError(lines.path, lines.line_of(key), f"{key} are among {allowed}, not {value!r}.")
    if len(front["topics"]) > MOST_TOPICS:
        raise LibraryError(lines.path, lines.line_of("topics"), f"At most {MOST_TOPICS} topics, the main one first.")
    if front["kind"] != "page" and not (
        front["topics"] and front["audiences"] and front["nations"] and front["authors"]
    ):
        raise LibraryError(lines.path, lines.first, "Name at least one topic, audience, nation and author.")
    if front["reviewed"] < front["published"] or front["next_review"] <= front["reviewed"]:
        raise LibraryError(lines.path, lines.line_of("reviewed"), "Published, reviewed, next review: in that order.")
    if front.get("valid_months", 1) < 1:
        raise LibraryError(
            lines.path, lines.line_of("valid_months"), "valid_months is 1 or more; without it, for ever."
        )
    if front["kind"] == "webinar" and front["state"] not in WEBINAR_STATES:
        raise LibraryError(lines.path, lines.line_of("state"), f"state is one of {', '.join(WEBINAR_STATES)}.")
    _check_name(front, lines)


def _check_name(front: Mapping[str, Any], lines: Lines) -> None:
    path: Path = lines.path
    if front.get("valid_months", 1) < 1:
        raise LibraryError(path, lines.line_of("valid_months"), "valid_months is 1 or more; left out, for ever.")
    if front["kind"] == "course" and path.parent.name != front["slug"]:
        raise LibraryError(path, lines.line_of("slug"), f"The folder is called {path.parent.name}, the slug is not.")
    if front["kind"] != "course" and path.stem != front["slug"]:
        raise LibraryError(path, lines.line_of("slug"), f"The file is called {path.stem}, the slug is not.")
