"""The people of the tests, always the same: who they are says what they may do.

They are made by the constructors that the demo uses (members.seeding), with real memberships, roles and groups.
"""

from datetime import UTC, datetime

import pytest

from members.cast import CAST
from members.seeding import seed_person

JOINED = datetime(2025, 9, 1, 8, 0, tzinfo=UTC)
_PEOPLE = {person.key: person for person in CAST}


def play(key: str):
    """The account of one of the cast, made if this test has none yet."""
    return seed_person(_PEOPLE[key], at=JOINED)


@pytest.fixture
def asha(db):
    """Dr Asha Venn, salaried GP; a member through Larkrise Road Surgery."""
    return play("asha")


@pytest.fixture
def marek(db):
    """Marek Lis, associate dentist at Quayside Dental Rooms; a member."""
    return play("marek")


@pytest.fixture
def joy(db):
    """Joy Adeyemi, practice manager of Larkrise Road Surgery and its manager here; a member."""
    return play("joy")


@pytest.fixture
def bea(db):
    """Bea Marsh, receptionist at Larkrise Road Surgery; a member."""
    return play("bea")


@pytest.fixture
def finn(db):
    """Dr Finn Aldous, whose membership through Fernhollow Clinics ended on 31 March 2026."""
    return play("finn")


@pytest.fixture
def cara(db):
    """Cara Nunn, who signed up and is no member."""
    return play("cara")


@pytest.fixture
def tom(db):
    """Tom Reyes, editor."""
    return play("tom")


@pytest.fixture
def lena(db):
    """Dr Lena Ode, clinical reviewer, who may publish."""
    return play("lena")


@pytest.fixture
def ruth(db):
    """Dr Ruth Calloway, risk advisory partner of the three practices."""
    return play("ruth")


@pytest.fixture
def nia(db):
    """Nia Pryce, administrator."""
    return play("nia")
