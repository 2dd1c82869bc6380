"""How a person stands with a requirement: the states of domain.md 5.10 as a table."""

from datetime import date, timedelta

import pytest

from courses.rules.covering import Deadline, Proof, State, cover, is_for

TODAY = date(2026, 11, 20)
SINCE = date(2026, 1, 5)
YEAR = 12


def day(text: str) -> date:
    return date.fromisoformat(text)


def proof(on: str, until: str | None = None, **facts) -> Proof:
    return Proof(day(on), day(until) if until else None, **facts)


def asked(due_on: str, *, reached: str = "2026-11-01", grace: int = 7) -> Deadline:
    return Deadline(day(due_on), day(due_on) + timedelta(days=grace), day(reached))


@pytest.mark.parametrize(
    ("why", "facts", "state", "due_on"),
    [
        ("not for them", {"needed": False, "proofs": [proof("2026-10-01")]}, State.NOT_NEEDED, None),
        ("excused to the last day", {"exempt_until": TODAY}, State.EXEMPT, None),
        ("excused until yesterday", {"exempt_until": TODAY - timedelta(days=1)}, State.OVERDUE, "2026-04-05"),
        ("never done, in the first 90 days", {"since": day("2026-09-01")}, State.DUE, "2026-11-30"),
        ("never done, on the 90th day", {"since": day("2026-08-22")}, State.DUE, "2026-11-20"),
        ("never done, after them", {"since": day("2026-08-21")}, State.OVERDUE, "2026-11-19"),
        ("done for good", {"months": None, "proofs": [proof("2019-03-01")]}, State.DONE, None),
        ("done this year", {"proofs": [proof("2026-10-01")]}, State.DONE, None),
        ("runs out in 60 days", {"proofs": [proof("2026-01-20")]}, State.DUE, "2027-01-19"),
        ("runs out in 61 days", {"proofs": [proof("2026-01-21")]}, State.DONE, None),
        ("its last day", {"proofs": [proof("2025-11-21")]}, State.DUE, "2026-11-20"),
        ("ran out yesterday", {"proofs": [proof("2025-11-20")]}, State.OVERDUE, "2026-11-19"),
        ("the certificate ends sooner", {"proofs": [proof("2026-05-01", "2026-10-31")]}, State.OVERDUE, "2026-10-31"),
        ("the interval ends sooner", {"proofs": [proof("2025-10-01", "2028-09-30")]}, State.OVERDUE, "2026-09-30"),
        ("the newer proof counts", {"proofs": [proof("2026-10-01"), proof("2024-10-01")]}, State.DONE, None),
        ("a proof of tomorrow is none yet", {"proofs": [proof("2026-11-21")]}, State.OVERDUE, "2026-04-05"),
        ("done elsewhere", {"proofs": [proof("2026-10-01", elsewhere=True)]}, State.DONE_ELSEWHERE, None),
        (
            "here and elsewhere alike",
            {"proofs": [proof("2026-10-01", elsewhere=True), proof("2026-10-01")]},
            State.DONE,
            None,
        ),
        ("a day was set", {"deadline": asked("2026-12-04")}, State.DUE, "2026-12-04"),
        ("a day was set, in the grace", {"deadline": asked("2026-11-13")}, State.DUE, "2026-11-13"),
        ("a day was set, after it", {"deadline": asked("2026-11-12")}, State.OVERDUE, "2026-11-12"),
        (
            "ran out, and a day was set",
            {"proofs": [proof("2025-10-01")], "deadline": asked("2026-12-04")},
            State.DUE,
            "2026-12-04",
        ),
        (
            "ran out, and the day set was met then",
            {"proofs": [proof("2025-10-01")], "deadline": asked("2025-10-10", reached="2025-09-01")},
            State.OVERDUE,
            "2026-09-30",
        ),
        (
            "done since it was asked",
            {"proofs": [proof("2026-11-10")], "deadline": asked("2026-11-12")},
            State.DONE,
            None,
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value else "",
)
def test_a_cell_is_what_the_table_says(why, facts, state, due_on):
    cell = cover(**({"needed": True, "months": YEAR, "since": SINCE, "on": TODAY} | facts))
    assert (cell.state, cell.due_on) == (state, day(due_on) if due_on else None), why


@pytest.mark.parametrize(
    ("facts", "covered"),
    [
        ({"proofs": [proof("2026-10-01")]}, True),
        ({"proofs": [proof("2026-01-10")]}, True),  # due for renewal, and still good
        ({"proofs": [proof("2025-10-01")], "deadline": asked("2026-12-04")}, False),
        ({"deadline": asked("2026-12-04")}, False),
        ({"exempt_until": TODAY}, False),
    ],
)
def test_covered_is_who_has_proof_that_counts_today(facts, covered):
    cell = cover(**({"needed": True, "months": YEAR, "since": SINCE, "on": TODAY} | facts))
    assert cell.is_covered(TODAY) is covered


@pytest.mark.parametrize(
    ("who", "posts", "hats", "expected"),
    [
        ((), (), (), True),
        (("receptionist",), ("receptionist",), (), True),
        (("receptionist",), ("secretary", "receptionist"), (), True),
        (("receptionist",), ("secretary",), ("receptionist",), False),
        (("hat:infection",), ("secretary",), ("infection",), True),
        (("hat:infection",), ("infection",), (), False),
        (("receptionist",), (), (), False),
    ],
)
def test_whom_a_requirement_is_for(who, posts, hats, expected):
    assert is_for(who, posts, hats) is expected
