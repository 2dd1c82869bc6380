"""Whose words may decide what a reader is shown. Every engine keeps its text on these shelves.

    open      everyone's: public documents in full, members' documents by title, summary and acronyms
    members   public and members' documents in full
    staff     what only the society's staff may read

A reader is answered from the shelves they may read and from nothing else: not their hits, counts, order, snippets,
repairs and completions can depend on text that is closed to them. Searching one big index and filtering afterwards
would let a guessing reader probe closed text word by word.
"""

from members.api import Access

OPEN, MEMBERS, STAFF = "open", "members", "staff"
SHELVES = (OPEN, MEMBERS, STAFF)


def shelves_for(reads: frozenset[str]) -> tuple[str, ...]:
    """The shelves of a reader who may read these values of Access."""
    first = MEMBERS if Access.MEMBERS in reads else OPEN
    return (first, STAFF) if Access.STAFF in reads else (first,)


def fields_on(shelf: str, access: str, fields: dict[str, str]) -> dict[str, str] | None:
    """What of a document of that access stands on the shelf; None where it has no place there."""
    if (shelf == STAFF) != (access == Access.STAFF):
        return None
    return fields | {"body": ""} if shelf == OPEN and access != Access.PUBLIC else fields
