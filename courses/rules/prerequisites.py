"""The prerequisites of SCORM 1.2: what a learner must have done before a part opens.

A manifest writes them in the language "aicc_script" (SCORM 1.2 CAM 2.3.2.5.1, AICC CMI001 guidelines). The language is
parsed here into a small tree; nothing of it is ever executed. Operators, the tightest first: `=` and `<>`, then `~`,
then `&`, then `|`. A name alone is true when its part is passed or completed; `2*{A,B,C}` when two of the three are.
"""

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

LENGTH = 4_000
DEPTH = 32
_FINISHED = ("passed", "completed")
_STATUSES = {
    word[0]: word for word in ("passed", "completed", "browsed", "failed", "not attempted", "incomplete")
}  # the first letter of each says it too
_TOKEN = re.compile(
    r"""\s*(?:(?P<mark><>|[&|~={}(),*])|"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<word>[^\s&|~=<>{}(),*"']+))"""
)
_NAME = "name"


class Unreadable(ValueError):
    """The text is no prerequisite of this language; the message says what is wrong with it, for a human."""


@dataclass(frozen=True)
class _Named:
    """True when the part is finished; with `status`, when its status is (not) that one."""

    identifier: str
    status: str = ""
    equal: bool = True


@dataclass(frozen=True)
class _Not:
    inner: "_Rule"


@dataclass(frozen=True)
class _AtLeast:
    """So many of them: all for `&`, one for `|`, and any number for a set."""

    number: int
    of: tuple["_Rule", ...]


_Rule = _Named | _Not | _AtLeast


def met(script: str, statuses: Mapping[str, str]) -> bool:
    """Whether the prerequisite allows the part to open.

    Args:
        script: the manifest's text. A blank one asks for nothing.
        statuses: the lesson status of each part by identifier; a part that is absent is "not attempted".

    Raises:
        Unreadable: the text is not of the language.
    """
    return not script.strip() or _holds(_parse(script), statuses)


def blockers(script: str, statuses: Mapping[str, str]) -> tuple[str, ...]:
    """The parts to finish so that the prerequisite is met, by identifier, in the script's order.

    Of several ways the one with the fewest parts. Empty where it is met already, and where finishing more parts cannot
    help (`~A`, when A is finished). Raises Unreadable.
    """
    if not script.strip():
        return ()
    return tuple(dict.fromkeys(_wanting(_parse(script), statuses, True) or ()))


def names_in(script: str) -> tuple[str, ...]:
    """The identifiers of the parts that the script speaks of, each once. Raises Unreadable."""
    return tuple(dict.fromkeys(_names(_parse(script)))) if script.strip() else ()


def may_open(script: str, finished: AbstractSet[str]) -> bool:
    """Whether a learner who has finished the parts `finished` could meet the prerequisite. Raises Unreadable.

    What the script asks besides (not passed, browsed only) is taken to be possible: false is certain, true is not.
    """
    return not script.strip() or _possible(_parse(script), finished)


def _holds(rule: _Rule, statuses: Mapping[str, str]) -> bool:
    match rule:
        case _Named(identifier, "", _):
            return statuses.get(identifier) in _FINISHED
        case _Named(identifier, status, equal):
            return (statuses.get(identifier, "not attempted") == status) == equal
        case _Not(inner):
            return not _holds(inner, statuses)
        case _AtLeast(number, of):
            return sum(_holds(one, statuses) for one in of) >= number


def _wanting(rule: _Rule, statuses: Mapping[str, str], want: bool) -> tuple[str, ...] | None:
    """The parts to finish so that the rule comes out as wanted; None where finishing parts does not do it."""
    if _holds(rule, statuses) == want:
        return ()
    match rule:
        case _Named(identifier, status, equal):
            asks_for_it = (status in ("", *_FINISHED)) == equal
            return (identifier,) if asks_for_it == want else None
        case _Not(inner):
            return _wanting(inner, statuses, not want)
        case _AtLeast(number, of):
            # At least n are true; or, when that is to be false, at least (all - n + 1) are false.
            number = number if want else len(of) - number + 1
            ways = [way for one in of if (way := _wanting(one, statuses, want)) is not None]
            if len(ways) < number:
                return None
            chosen = sorted(range(len(ways)), key=lambda at: (len(ways[at]), at))[:number]
            return tuple(name for at in sorted(chosen) for name in ways[at])


def _possible(rule: _Rule, finished: AbstractSet[str]) -> bool:
    match rule:
        case _Named(identifier, status, equal):
            return identifier in finished if equal and status in ("", *_FINISHED) else True
        case _Not():
            return True
        case _AtLeast(number, of):
            return sum(_possible(one, finished) for one in of) >= number


def _names(rule: _Rule) -> list[str]:
    match rule:
        case _Named(identifier):
            return [identifier]
        case _Not(inner):
            return _names(inner)
        case _AtLeast(_, of):
            return [name for one in of for name in _names(one)]


def _parse(script: str) -> _Rule:
    if len(script) > LENGTH:
        raise Unreadable(f"it has more than {LENGTH:,} characters")
    parser = _Parser(_tokens(script))
    rule = parser.either(0)
    parser.end()
    return rule


def _tokens(script: str) -> list[tuple[str, str]]:
    """(mark, mark) for operators, ("name", text) for the rest. Tools that escape twice write `&amp;` for `&`."""
    script = script.replace("&amp;", "&").replace("&lt;&gt;", "<>").rstrip()
    found, at = [], 0
    while at < len(script):
        token = _TOKEN.match(script, at)
        if token is None:
            raise Unreadable(f"“{script[at : at + 10].strip()}” makes no sense there")
        at = token.end()
        mark = token["mark"]
        text = next((token[kind] for kind in ("double", "single", "word") if token[kind] is not None), "")
        found.append((mark, mark) if mark else (_NAME, text.strip()))
    return found


class _Parser:
    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._at = 0

    def either(self, depth: int) -> _Rule:
        return self._joined("|", depth)

    def end(self) -> None:
        if self._at < len(self._tokens):
            raise Unreadable(f"“{self._tokens[self._at][1]}” makes no sense there")

    def _joined(self, mark: str, depth: int) -> _Rule:
        parts = [self._one(mark, depth)]
        while self._take(mark):
            parts.append(self._one(mark, depth))
        return parts[0] if len(parts) == 1 else _AtLeast(1 if mark == "|" else len(parts), tuple(parts))

    def _one(self, mark: str, depth: int) -> _Rule:
        return self._joined("&", depth) if mark == "|" else self._unary(depth)

    def _unary(self, depth: int) -> _Rule:
        negative = False
        while self._take("~"):
            negative = not negative
        rule = self._primary(depth)
        return _Not(rule) if negative else rule

    def _primary(self, depth: int) -> _Rule:
        if depth > DEPTH:
            raise Unreadable(f"its brackets are nested more than {DEPTH} deep")
        if self._take("("):
            rule = self.either(depth + 1)
            self._need(")")
            return rule
        if self._next() == "{":
            members = self._set(depth + 1)
            return _AtLeast(len(members), members)
        name = self._text("the name of a part")
        if self._take("*"):
            if not re.fullmatch("[0-9]{1,4}", name):
                raise Unreadable(f"“{name}” is not a number of parts")
            return _AtLeast(int(name), self._set(depth + 1))
        for mark in ("=", "<>"):
            if self._take(mark):
                return _Named(name, self._status(), mark == "=")
        return _Named(name)

    def _set(self, depth: int) -> tuple[_Rule, ...]:
        self._need("{")
        members = [self.either(depth)]
        while self._take(","):
            members.append(self.either(depth))
        self._need("}")
        return tuple(members)

    def _status(self) -> str:
        word = self._text("a status").lower().replace("_", " ")
        if word == "not" and self._next() == _NAME:
            word = f"not {self._text('a status').lower()}"
        word = "not attempted" if word == "notattempted" else word
        if word not in _STATUSES.values() and word not in _STATUSES:
            raise Unreadable(f"“{word}” is not a status")
        return _STATUSES[word[0]]

    def _next(self) -> str:
        return self._tokens[self._at][0] if self._at < len(self._tokens) else ""

    def _take(self, kind: str) -> bool:
        if self._next() != kind:
            return False
        self._at += 1
        return True

    def _need(self, mark: str) -> None:
        if not self._take(mark):
            raise Unreadable(f"a “{mark}” is missing")

    def _text(self, what: str) -> str:
        if self._next() != _NAME or not self._tokens[self._at][1]:
            raise Unreadable(f"{what} is missing")
        self._at += 1
        return self._tokens[self._at - 1][1]
