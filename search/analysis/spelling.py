"""British and American spellings of one word, by rule. The caller keeps the variants that documents really use."""

import re
from typing import NamedTuple


class _Rule(NamedTuple):
    british: str
    american: str
    before: str = ""  # what must follow, as a regular expression
    shortest: int = 5  # in shorter words the rule hits other words: four and for, filled and filed


# Each rule reads both ways. One that makes nonsense of a word does no harm: a variant nobody uses falls out.
_RULES = (
    _Rule("isation", "ization"),
    _Rule("is", "iz", "e$|ed$|es$|ing$|er$|ers$"),
    _Rule("ys", "yz", "e$|ed$|es$|ing$|er$|ers$"),
    _Rule("our", "or", "$|s$|ed$|ing$|ite|able|al$|less$|ful$"),
    _Rule("tre", "ter", "$|s$|d$"),
    _Rule("aem", "em", "[a-z]"),
    _Rule("aes", "es", "[a-z]"),
    _Rule("aed", "ed", "[a-z]"),
    _Rule("aec", "ec", "[a-z]"),
    _Rule("oed", "ed", "[a-z]"),
    _Rule("oes", "es", "[aeiout]"),
    _Rule("oet", "et", "us|al"),
    _Rule("rrhoe", "rrhe"),
    _Rule("noea", "nea"),
    _Rule("ogue", "og", "$|s$|d$"),
    _Rule("ll", "l", "ed$|ing$|er$|ers$|or$|ors$", shortest=7),
    _Rule("lfil", "lfill", "$|s$|ment"),
    _Rule("rol", "roll", "$|s$|ment"),
    _Rule("ence", "ense", "$|s$"),
    _Rule("ractis", "ractic"),
    _Rule("amme", "am", "$|s$"),
    _Rule("dgement", "dgment"),
    _Rule("ageing", "aging"),
    _Rule("sulph", "sulf"),
    _Rule("mould", "mold"),
)


def _directed(rule: _Rule) -> list[tuple[re.Pattern[str], str, int]]:
    follows = f"(?={rule.before})" if rule.before else ""
    doubled = rule.british[1:] == rule.american
    return [
        (re.compile(rule.british + follows), rule.american, rule.shortest),
        # A vowel or an l that stands there already is not doubled again.
        (
            re.compile(f"(?<![aol]){rule.american}{follows}" if doubled else rule.american + follows),
            rule.british,
            rule.shortest,
        ),
    ]


_PATTERNS = tuple(directed for rule in _RULES for directed in _directed(rule))


def variants(word: str) -> list[str]:
    """Other spellings the word may have, without itself: "apologize" gives "apologise".

    A word may fall under two rules at once ("anesthetized"), so the rules are applied to their own results once more.
    """
    if not word.isalpha():
        return []
    once = _apply(word)
    twice = [further for variant in once for further in _apply(variant)]
    return [variant for variant in dict.fromkeys([*once, *twice]) if variant != word]


def _apply(word: str) -> list[str]:
    return [
        pattern.sub(other, word, count=1)
        for pattern, other, shortest in _PATTERNS
        if len(word) >= shortest and pattern.search(word)
    ]
