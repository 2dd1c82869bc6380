"""Typing errors: which words of the library a word that nobody uses was meant to be.

It looks at whole words, never at stems: "complant" is one letter from "complaint", but two from the stem "complain".
"""

from collections import defaultdict
from collections.abc import Mapping

from search.weights import REPAIRS_A_WORD, edits_allowed


class WordIndex:
    """The words of a library, ready to be asked for neighbours. Built once for a state of the index, then shared."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._by_length: dict[int, list[tuple[int, str, int]]] = defaultdict(list)
        for word, count in counts.items():
            if word.isalpha():
                self._by_length[len(word)].append((_letters(word), word, count))

    def nearest(self, word: str) -> list[str]:
        """The closest words within the errors that a word of this length may hold, the commonest of them first."""
        allowed = edits_allowed(word)
        if not allowed or not word.isalpha():
            return []
        letters, found = _letters(word), []
        for length in range(len(word) - allowed, len(word) + allowed + 1):
            for mask, candidate, count in self._by_length.get(length, ()):
                # One error changes at most two letters of the set, so most words are told apart without comparing.
                if (mask ^ letters).bit_count() <= 2 * allowed:
                    edits = distance(word, candidate, allowed)
                    if edits <= allowed:
                        # A reader rarely mistypes the first letter.
                        found.append((edits, candidate[0] != word[0], -count, candidate))
        found.sort()
        best = found[0][0] if found else 0
        return [candidate for edits, _, _, candidate in found if edits == best][:REPAIRS_A_WORD]


def distance(one: str, other: str, limit: int) -> int:
    """Errors between two words: a letter more, less, other, or two neighbours swapped; at most `limit` + 1."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        earlier, before, row = before, row, [i, *[0] * len(other)]
        for j, against in enumerate(other, start=1):
            row[j] = min(row[j - 1] + 1, before[j] + 1, before[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                row[j] = min(row[j], earlier[j - 2] + 1)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)


def _letters(word: str) -> int:
    mask = 0
    for letter in word:
        mask |= 1 << (ord(letter) % 32)
    return mask
