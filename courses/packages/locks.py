"""The prerequisites of an outline, checked before a learner meets them: what could lock a part for ever goes. Pure.

The language is that of courses.rules.prerequisites; here the names in it are compared with the outline's items.
"""

from collections.abc import Callable
from dataclasses import replace

from courses.rules import prerequisites

from .items import Item
from .refusals import Notice, shown

ALL = 200_000  # characters of all prerequisites of an outline together
_WORK = 10 * ALL  # characters looked through in the search for parts that nobody can reach

_LEFT_OUT = "they are left out, and the item is open from the start"


def with_sound_prerequisites(items: tuple[Item, ...], file: str, notice: Callable[[Notice], None]) -> tuple[Item, ...]:
    """The items with those prerequisites only that can be read, name items of this outline, and can be met.

    Every other is left out and told to `notice` with its line: a learner is never stopped by a slip of the author.
    """
    if not any(item.prerequisites for item in _every(items)):
        return items
    bad = _unsound(items)
    bad |= _unreachable(_without(items, frozenset(bad)))
    for item in _every(items):
        if item.identifier in bad:
            found = item.node.first("prerequisites") or item.node
            said = f"The prerequisites of the item “{shown(item.title, 60)}” {bad[item.identifier]}; {_LEFT_OUT}."
            notice(Notice("prerequisites-unsound", said, file, found.line))
    return _without(items, frozenset(bad))


def _unsound(items: tuple[Item, ...]) -> dict[str, str]:
    """Why a prerequisite cannot be used, by the item's identifier: it cannot be read, or names what is not there."""
    known = {item.identifier for item in _every(items)}
    found: dict[str, str] = {}
    read = 0
    for item in _every(items):
        read += len(item.prerequisites)
        if read > ALL:
            found[item.identifier] = f"are too many: all together may have {ALL:,} characters"
            read -= len(item.prerequisites)
            continue
        try:
            strangers = [name for name in prerequisites.names_in(item.prerequisites) if name not in known]
        except prerequisites.Unreadable as unreadable:
            found[item.identifier] = f"cannot be read: {shown(str(unreadable), 80)}"
            continue
        if strangers:
            found[item.identifier] = f"name “{shown(strangers[0], 60)}”, which is no item of this outline"
    return found


def _unreachable(items: tuple[Item, ...]) -> dict[str, str]:
    """Items that wait for themselves, alone or in a circle, even for a learner who finishes all that is open."""
    finished: set[str] = set()
    work = 0
    while work < _WORK:
        before = len(finished)
        work += _finish(items, finished)
        if len(finished) == before:
            return {
                item.identifier: "can never be met, because items wait for each other"
                for item in _every(items)
                if item.prerequisites and not prerequisites.may_open(item.prerequisites, finished)
            }
    return {}


def _finish(items: tuple[Item, ...], finished: set[str]) -> int:
    """One walk of a learner through the outline who finishes whatever is open; returns the characters looked through.

    A heading is finished with all that lies below it, and what lies below a locked item is locked with it.
    """
    work = 0
    for item in items:
        work += len(item.prerequisites) + 1
        if not prerequisites.may_open(item.prerequisites, finished):
            continue
        if item.url:
            finished.add(item.identifier)
        work += _finish(item.children, finished)
        if item.children and all(child.identifier in finished for child in item.children):
            finished.add(item.identifier)
    return work


def _every(items: tuple[Item, ...]) -> list[Item]:
    found: list[Item] = []
    waiting = list(reversed(items))
    while waiting:
        found.append(waiting.pop())
        waiting.extend(reversed(found[-1].children))
    return found


def _without(items: tuple[Item, ...], bad: frozenset[str]) -> tuple[Item, ...]:
    return tuple(
        replace(
            item,
            prerequisites="" if item.identifier in bad else item.prerequisites,
            children=_without(item.children, bad),
        )
        for item in items
    )
