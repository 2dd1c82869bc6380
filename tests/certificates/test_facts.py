"""What is frozen into a certificate, and which facts none may state."""

from datetime import UTC, date, datetime

import pytest

from certificates.errors import BadFacts
from certificates.facts import canonical, clean, digest, snapshot
from certificates.words import minutes_in_words

from .conftest import make_facts

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
PROVIDER = {"name": "Wrenmoor Defence Society", "address": "1 Moorgate Yard", "contact": "membership@wrenmoor.example"}


def _snapshot(name="Dr Asha Venn", **changes):
    return snapshot(
        make_facts(**changes), name=name, code="CODE", provider=PROVIDER, verify_address="http://x/verify/CODE/", at=AT
    )


def test_every_field_a_dental_and_a_nursing_regulator_asks_for_is_in_words():
    frozen = _snapshot()
    assert frozen["name"] == "Dr Asha Venn"
    assert frozen["outcomes"] == ["B"]
    assert frozen["outcomes_in_words"][0].startswith("B: Managing yourself")
    assert frozen["completed_in_words"] == "20 November 2026"
    assert frozen["minutes_in_words"] == "45 minutes"
    assert "Not participatory" in frozen["participatory_in_words"]
    assert frozen["basis"] == "The learning time set by the authors for this version, without breaks."
    assert frozen["evidence_in_words"] == "Answers were marked on the provider's server."
    assert "full and accurate" in frozen["statement"]
    assert "quality assured by Dr Lena Ode" in frozen["statement"]
    assert frozen["provider"] == PROVIDER


def test_without_a_named_assurer_the_statement_names_nobody():
    assert "does not claim" in _snapshot(quality_assurer="")["statement"]


def test_a_name_is_frozen_composed_and_without_hidden_characters():
    assert _snapshot(name="  Sia\u0302n\u0000\n  Wyn ")["name"] == "Siân Wyn"
    assert clean("a\tb\u2028c") == "a b c"


@pytest.mark.parametrize(("given", "printed"), [("3", "3"), ("Version 3", "3"), ("2026.1", "2026.1")])
def test_the_version_is_printed_without_the_word_its_label_says(given, printed):
    assert _snapshot(version=given)["version"] == printed


def test_the_day_of_issue_is_the_day_in_london():
    late = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    frozen = snapshot(
        make_facts(completed_on=date(2026, 7, 1)), name="A", code="C", provider=PROVIDER, verify_address="x", at=late
    )
    assert frozen["issued_in_words"] == "1 July 2026"


def test_the_canonical_form_ignores_the_order_of_keys_and_the_way_a_letter_was_typed():
    assert canonical({"b": 1, "a": "â"}) == canonical({"a": "a\u0302", "b": 1})
    assert digest({"a": 1}) != digest({"a": 2})


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"minutes": 0}, "between 1 and 6,000 minutes"),
        ({"minutes": 10_000}, "these facts say 10000"),
        ({"minutes": -5}, "between 1 and"),
        ({"title": "   "}, "needs a title"),
        ({"title": "x" * 301}, "at most 300"),
        ({"evidence": "Z"}, "A, B, C or D"),
        ({"gdc_outcomes": ("B", "E")}, "these facts say E"),
        ({"gmp_domains": (5,)}, "domains 1 to 4"),
        ({"completed_on": date(2026, 11, 21)}, "in the future"),
    ],
)
def test_impossible_facts_are_refused_in_a_sentence(changes, sentence):
    with pytest.raises(BadFacts, match=sentence):
        make_facts(**changes).demand_sound(at=AT)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(1, "1 minute"), (45, "45 minutes"), (60, "1 hour"), (61, "1 hour 1 minute"), (120, "2 hours"), (0, "0 minutes")],
)
def test_minutes_are_said_and_never_rounded(minutes, words):
    assert minutes_in_words(minutes) == words
