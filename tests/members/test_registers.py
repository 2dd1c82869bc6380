"""Registration numbers: typing errors are named, unknown registers accept anything."""

import pytest

from members.models import USUAL_REGULATOR, Profession, Regulator
from members.registers import complaint_about, tidy_number


@pytest.mark.parametrize(
    ("typed", "regulator", "fine"),
    [
        ("701 2345", Regulator.GMC, True),
        ("701234", Regulator.GMC, False),
        ("C7012345", Regulator.GMC, False),
        ("123456", Regulator.GDC, True),
        ("1234567", Regulator.GDC, False),
        ("12a3456e", Regulator.NMC, True),
        ("12-A3456-E", Regulator.NMC, True),
        ("123456", Regulator.NMC, False),
        ("2012345", Regulator.GPHC, True),
        ("anything at all", Regulator.OTHER, True),
    ],
)
def test_a_number_has_the_shape_of_its_register(typed, regulator, fine):
    assert (complaint_about(tidy_number(typed), regulator) == "") is fine


def test_every_regulated_profession_has_a_usual_register():
    without = set(Profession) - set(USUAL_REGULATOR)
    assert without == {Profession.COUNSELLOR, Profession.UNREGISTERED}
