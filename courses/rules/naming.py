"""Titles in a sentence. Pure."""

from collections.abc import Sequence

_NAMED = 3  # so many are named; of more, how many they are


def listed(titles: Sequence[str]) -> str:
    """ "“A”", "“A” and “B”", "“A”, “B”, “C” and 2 more"."""
    quoted = [f"“{title}”" for title in titles[:_NAMED]]
    if len(titles) > _NAMED:
        quoted.append(f"{len(titles) - _NAMED} more")
    return " and ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)
