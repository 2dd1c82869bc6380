"""The prerequisites of SCORM 1.2: read, judged and explained, and never a crash."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.rules import prerequisites
from courses.rules.prerequisites import Unreadable, blockers, may_open, met, names_in

STATUSES = {"A": "passed", "B": "completed", "C": "failed", "D": "incomplete", "E": "browsed", "unit-1.2_x": "passed"}


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("", True),
        ("A", True),
        ("B", True),
        ("C", False),
        ("E", False),
        ("nobody", False),
        ("unit-1.2_x", True),
        ('"A"', True),
        ("A&B", True),
        ("A & C", False),
        ("C | B", True),
        ("C|D", False),
        ("~C", True),
        ("~ A", False),
        ("~~A", True),
        ("A = passed", True),
        ('B="passed"', False),
        ("B = c", True),
        ("C='F'", True),
        ("E = Browsed", True),
        ("D = i", True),
        ("nobody = not attempted", True),
        ('nobody = "not attempted"', True),
        ("nobody=n", True),
        ("nobody = notattempted", True),
        ("A <> passed", False),
        ("C<>passed", True),
        # Comparison binds before "and", "and" before "or", "not" before all but a comparison.
        ("A<>passed & A<>completed", False),
        ("A | C & D", True),
        ("(A | C) & D", False),
        ("~C & A", True),
        ("~C = passed", True),
        ("~(C | D)", True),
        ("2*{A, B, C}", True),
        ("3*{A,B,C}", False),
        ("0*{C}", True),
        ("9*{A}", False),
        ("1*{C, A=failed, (A & B)}", True),
        ("{A,B}", True),
        ("{A,C}", False),
        ("A &amp; B", True),
        ("A &lt;&gt; failed", True),
        ("3", False),  # a part may be called by a number
    ],
)
def test_a_prerequisite_is_judged_as_the_language_says(script, expected):
    assert met(script, STATUSES) is expected


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        ("A &", "the name of a part is missing"),
        ("& A", "the name of a part is missing"),
        ("A B", "“B” makes no sense there"),
        ("(A", "a “)” is missing"),
        ("A)", "“)” makes no sense there"),
        ("A = ", "a status is missing"),
        ("A = mastered", "“mastered” is not a status"),
        ("A < passed", "“< passed” makes no sense there"),
        ('"A', "makes no sense there"),
        ('""', "the name of a part is missing"),
        ("2*A", "a “{” is missing"),
        ("x*{A}", "“x” is not a number of parts"),
        ("٣*{A}", "is not a number of parts"),
        ("2*{}", "the name of a part is missing"),
        ("2*{A,}", "the name of a part is missing"),
        ("(" * 100 + "A" + ")" * 100, "more than 32 deep"),
        ("A|" * 2001 + "A", "more than 4,000 characters"),
        ("__import__('os').system('true')", "makes no sense there"),
    ],
)
def test_what_is_no_prerequisite_is_said_to_be_unreadable(script, sentence):
    with pytest.raises(Unreadable, match=r"^[^\n]+$") as caught:
        met(script, {})
    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("", ()),
        ("A", ()),
        ("C", ("C",)),
        ("C & A & D", ("C", "D")),
        ("D & C & D", ("D", "C")),
        ("(C & D) | E", ("E",)),  # the shorter way
        ("C | D", ("C",)),
        ("3*{A,B,C,D}", ("C",)),
        ("2*{(C & D), E, F}", ("E", "F")),
        ("4*{A,B,C}", ()),  # nothing helps
        ("~A", ()),
        ("~A | C", ("C",)),
        ("~A & C", ()),
        ("~(A & C=failed)", ("C",)),
        ("C = passed", ("C",)),
        ("D <> incomplete", ("D",)),
        ("C = browsed", ()),
        ("A <> passed", ()),
    ],
)
def test_the_parts_that_stand_in_the_way_are_named(script, expected):
    assert blockers(script, STATUSES) == expected


def test_the_names_in_a_prerequisite_are_told_once_each():
    assert names_in("A & (B | ~A) & 1*{C, D = passed}") == ("A", "B", "C", "D")
    assert names_in(" ") == ()


def test_a_part_that_nobody_can_ever_reach_is_known():
    assert not may_open("A & B", {"A"})
    assert may_open("A & B", {"A", "B"})
    assert not may_open("2*{A,B,C}", {"A"})
    assert not may_open("A = completed", set())
    assert may_open("A = failed", set())
    assert may_open("~A", {"A"})
    assert may_open("", set())


names = st.sampled_from(["A", "B", "C", "D", "E-1.x"])
monotone = st.recursive(
    names,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("&|"), inner).map(lambda it: f"({it[0]} {it[1]} {it[2]})"),
        st.lists(inner, min_size=1, max_size=4).flatmap(
            lambda of: st.integers(0, len(of)).map(lambda n: f"{n}*{{{','.join(of)}}}")
        ),
    ),
    max_leaves=8,
)


@given(script=monotone, statuses=st.dictionaries(names, st.sampled_from(["passed", "failed", "incomplete"])))
def test_finishing_what_stands_in_the_way_opens_the_part(script, statuses):
    found = blockers(script, statuses)
    assert bool(found) is not met(script, statuses)
    assert met(script, {**statuses, **dict.fromkeys(found, "passed")})
    assert may_open(script, set(names_in(script)))
    finished = {name for name, status in statuses.items() if status == "passed"}
    assert may_open(script, finished) == met(script, statuses)


@given(script=st.text(alphabet="AB&|~=<>{}()*,\"' 12pcn\n\té", max_size=40))
def test_any_text_is_judged_or_unreadable(script):
    for ask in (met, blockers):
        try:
            ask(script, {"A": "passed"})
        except Unreadable:
            with pytest.raises(Unreadable):
                names_in(script)


def test_a_long_prerequisite_takes_no_recursion():
    assert met("~" * (prerequisites.LENGTH - 1) + "A", {"A": "passed"}) is False
    assert met("|".join(["A"] * 1900), {"A": "passed"})
