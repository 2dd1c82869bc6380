"""What stands beside a list to narrow it: every choice a link with its count, as plain values for a template."""

from dataclasses import dataclass, field

from django.http import QueryDict

from .finding import Found
from .items import Kind, head_of

_ORDER = {kind.value: place for place, kind in enumerate(Kind)}


@dataclass(frozen=True)
class Choice:
    """A value of a facet: a link that chooses it, or takes it back where it is chosen."""

    code: str
    label: str
    count: int
    chosen: bool
    address: str
    is_kind: bool = False
    children: list["Choice"] = field(default_factory=list)


@dataclass(frozen=True)
class Facets:
    """Every choice of a page of results. `chosen` are those that narrow it now."""

    kinds: list[Choice]
    topics: list[Choice]
    chosen: list[Choice]
    without: str


def facets_of(found: Found, labels: dict[str, str]) -> Facets:
    """The choices beside these results; `labels` are the words of the topics' codes."""
    kinds = [
        Choice(
            code=code,
            label=code,
            count=found.facets["kind"].get(code, 0),
            chosen=code in found.kinds,
            address=_address(found, kind=_toggled(found.kinds, code)),
            is_kind=True,
        )
        for code in sorted({*found.kinds, *found.facets["kind"]}, key=lambda code: (_ORDER.get(code, 99), code))
    ]
    topics = {code: _topic(found, code, labels) for code in {*found.topics, *found.facets["topic"]}}
    for code in sorted(topics, key=lambda code: (-topics[code].count, topics[code].label)):
        head = head_of(code)
        # The parts of a subject show once it, or one of them, is chosen; before that the list stays short.
        if head != code and head in topics and any(head_of(chosen) == head for chosen in found.topics):
            topics[head].children.append(topics[code])
    tops = [choice for code, choice in topics.items() if head_of(code) == code or head_of(code) not in topics]
    return Facets(
        kinds=kinds,
        topics=sorted(tops, key=lambda choice: (-choice.count, choice.label)),
        chosen=[choice for choice in (*kinds, *topics.values()) if choice.chosen],
        without=_address(found, kind=(), topic=()),
    )


def _topic(found: Found, code: str, labels: dict[str, str]) -> Choice:
    chosen = code in found.topics
    # A subject and its parts are one choice: choosing a part lets go of the whole, and the other way round.
    kept = tuple(other for other in found.topics if head_of(other) != head_of(code) or _siblings(other, code))
    return Choice(
        code=code,
        label=labels.get(code, code),
        count=found.facets["topic"].get(code, 0),
        chosen=chosen,
        address=_address(found, topic=_toggled(found.topics if chosen else kept, code)),
    )


def _siblings(one: str, other: str) -> bool:
    return one != head_of(one) and other != head_of(other)


def _toggled(chosen: tuple[str, ...], code: str) -> tuple[str, ...]:
    return tuple(other for other in chosen if other != code) if code in chosen else (*chosen, code)


def _address(found: Found, **filters: tuple[str, ...]) -> str:
    """The address of the same search with other filters, from its first page."""
    query = QueryDict(mutable=True)
    query["q"] = found.query
    for name, values in ({"kind": found.kinds, "topic": found.topics} | filters).items():
        query.setlist(name, list(values))
    return f"?{query.urlencode()}"
