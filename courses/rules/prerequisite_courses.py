"""Which course comes before which, and that none comes before itself. Pure: names in, names out."""

from collections.abc import Mapping, Sequence


def circle(course: str, asks_for: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The shortest way from a course through its prerequisites back to itself, both ends named; empty for none.

    Args:
        course: where to begin.
        asks_for: the prerequisites of each course; one that is absent asks for none. Circles that do not lead through
            `course` are not its business and end the search no later.
    """
    ways: list[tuple[str, ...]] = [(course,)]
    seen: set[str] = set()
    while ways:
        way = ways.pop(0)
        for wanted in asks_for.get(way[-1], ()):
            if wanted == course:
                return (*way, wanted)
            if wanted not in seen:
                seen.add(wanted)
                ways.append((*way, wanted))
    return ()


def circle_in_words(titles: Sequence[str]) -> str:
    """ "“A” needs “B”, which needs “A”": the circle as the editor reads it."""
    first, *rest = (f"“{title}”" for title in titles)
    return f"{first} needs " + ", which needs ".join(rest)
