"""The template of a training matrix (data/matrix.toml): lines that a practice may start from, and what fulfils them."""

import tomllib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from courses.models import Course
from courses.rules.covering import HAT
from foundation.vocabulary.api import Topic

DATA = Path(__file__).parent / "data" / "matrix.toml"
DENTAL = frozenset({"nhs-dental", "private-dental", "mixed-dental", "orthodontic"})


@dataclass(frozen=True)
class Line:
    """A line of the template. `topics` has the primary one first."""

    key: str
    title: str
    level: str
    topics: tuple[str, ...]
    who: tuple[str, ...]  # empty for everyone
    months: int
    proof: str
    offered_to: str  # all, medical or dental

    @property
    def every(self) -> str:
        """The interval in words."""
        return every(self.months)


@cache
def template() -> tuple[Line, ...]:
    """All lines, in order."""
    data = tomllib.loads(DATA.read_text(encoding="utf-8"))
    return tuple(
        Line(
            key=line["key"],
            title=line["title"],
            level=line.get("level", ""),
            topics=tuple(code for code in (line.get("topic"), *line.get("also", ())) if code),
            who=(
                *dict.fromkeys(post for group in line.get("groups", ()) for post in data["groups"][group]),
                *(HAT + hat for hat in line.get("hats", ())),
            ),
            months=line["months"],
            proof=line.get("proof", ""),
            offered_to=line["for"],
        )
        for line in data["lines"]
    )


def lines_for(provider_type: str) -> list[Line]:
    """The lines that are offered to a provider of that type: the dental ones to dentists only, and the medical not."""
    kind = "dental" if provider_type in DENTAL else "medical"
    return [line for line in template() if line.offered_to in {"all", kind}]


def current_topics() -> dict[int, list[str]]:
    """The topics of every course that is offered now, by its id. One statement."""
    return dict(Course.objects.filter(current__isnull=False).order_by("title").values_list("pk", "current__topics"))


def suggested(topics: Iterable[str], offered: dict[int, list[str]]) -> list[int]:
    """Of the courses that are offered, those under one of these topics or below it."""
    wanted = list(topics)
    return [pk for pk, codes in offered.items() if any(_is_under(code, wanted) for code in codes)]


def topics_by_code(lines: Collection[Line]) -> dict[str, int]:
    """The ids of the lines' primary topics. One statement."""
    codes = {line.topics[0] for line in lines if line.topics}
    return dict(Topic.objects.filter(code__in=codes).values_list("code", "pk"))


def every(months: int | None) -> str:
    """An interval in words."""
    if months is None:
        return "once"
    if months == 12:  # noqa: PLR2004 - a year
        return "every year"
    return f"every {months // 12} years" if months % 12 == 0 else f"every {months} months"


def _is_under(code: str, wanted: Iterable[str]) -> bool:
    return any(code == one or code.startswith(f"{one}.") for one in wanted)
