"""The people of the tests, always the same: who they are says what they may do."""

import pytest
from django.contrib.auth import get_user_model


def _person(name: str, email: str, **fields):
    return get_user_model().objects.create_user(email, "wrenmoor-demo-2026", name=name, **fields)


@pytest.fixture
def asha(db):
    """Dr Asha Venn, salaried GP; a member through Larkrise Road Surgery."""
    return _person("Dr Asha Venn", "asha.venn@larkrise.invalid")


@pytest.fixture
def marek(db):
    """Marek Lis, associate dentist at Quayside Dental Rooms; a member."""
    return _person("Marek Lis", "marek.lis@quayside.invalid")


@pytest.fixture
def joy(db):
    """Joy Adeyemi, practice manager of Larkrise Road Surgery; a member."""
    return _person("Joy Adeyemi", "joy.adeyemi@larkrise.invalid")


@pytest.fixture
def bea(db):
    """Bea Marsh, receptionist at Larkrise Road Surgery; a member."""
    return _person("Bea Marsh", "bea.marsh@larkrise.invalid")


@pytest.fixture
def finn(db):
    """Dr Finn Aldous, whose membership ended."""
    return _person("Dr Finn Aldous", "finn.aldous@fernhollow.invalid")


@pytest.fixture
def cara(db):
    """Cara Nunn, who signed up and is no member."""
    return _person("Cara Nunn", "cara.nunn@elsewhere.invalid")


@pytest.fixture
def tom(db):
    """Tom Reyes, editor."""
    return _person("Tom Reyes", "tom.reyes@wrenmoor.invalid", is_staff=True)


@pytest.fixture
def lena(db):
    """Dr Lena Ode, clinical reviewer."""
    return _person("Dr Lena Ode", "lena.ode@wrenmoor.invalid", is_staff=True)


@pytest.fixture
def ruth(db):
    """Dr Ruth Calloway, risk advisory partner."""
    return _person("Dr Ruth Calloway", "ruth.calloway@wrenmoor.invalid", is_staff=True)


@pytest.fixture
def nia(db):
    """Nia Pryce, administrator."""
    return _person("Nia Pryce", "nia.pryce@wrenmoor.invalid", is_staff=True, is_superuser=True)
