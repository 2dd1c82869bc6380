"""A person's own page."""

from django.urls import reverse

import pytest

from members.models import MemberProfile

pytestmark = pytest.mark.django_db
PAGE = reverse("members:profile")
GOOD = {
    "name": "Dr Asha Venn",
    "profession": "doctor",
    "regulator": "",
    "registration_number": "701 2345",
    "nation": "",
}


@pytest.mark.parametrize("who", ["asha", "cara", "finn", "nia"])
def test_everybody_has_a_page_of_their_own(who, request, as_):
    person = request.getfixturevalue(who)
    text = as_(person).get(PAGE).text
    assert f'value="{person.name}"' in text
    for way in ("account_change_password", "mfa_index", "usersessions_list", "account_email"):
        assert reverse(way) in text


def test_a_stranger_is_asked_to_sign_in(as_, db):
    assert as_(None).get(PAGE).url == f"{reverse('account_login')}?next={PAGE}"


def test_the_details_are_saved_and_tidied(as_, asha):
    answer = as_(asha).post(PAGE, GOOD | {"name": "  Dr  Asha   Venn-Rao "}, follow=True)
    assert "Saved." in answer.text
    asha.refresh_from_db()
    assert asha.name == "Dr Asha Venn-Rao"
    profile = MemberProfile.objects.get(person=asha)
    assert (profile.regulator, profile.registration_number, profile.nation) == ("gmc", "7012345", None)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"registration_number": "12"}, "A GMC number has seven digits"),
        ({"profession": "", "registration_number": "12"}, "Choose the register that this number belongs to"),
        ({"name": " "}, "This field is required"),
        ({"profession": "wizard"}, "valid choice"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_saved(as_, asha, typed, sentence):
    answer = as_(asha).post(PAGE, GOOD | typed)
    assert sentence in answer.text
    assert MemberProfile.objects.get(person=asha).registration_number == ""


def test_another_register_than_the_usual_one_is_kept(as_, asha):
    as_(asha).post(PAGE, GOOD | {"profession": "pharmacist", "regulator": "psni", "registration_number": "AB 1"})
    profile = MemberProfile.objects.get(person=asha)
    assert (profile.regulator, profile.registration_number) == ("psni", "AB1")


def test_memberships_show_with_their_dates(as_, finn, asha):
    text = as_(finn).get(PAGE).text
    assert "Ended" in text
    assert "until 31 March 2026" in text
    assert "Member today" in as_(asha).get(PAGE).text


def test_staff_with_a_password_alone_are_reminded(as_, tom, asha):
    assert "a password alone protects your account" in as_(tom).get(PAGE).text
    assert "a password alone protects your account" not in as_(asha).get(PAGE).text


def test_the_page_costs_a_fixed_number_of_statements(as_, asha, django_assert_max_num_queries):
    client = as_(asha)
    client.get(PAGE)
    with django_assert_max_num_queries(13):
        client.get(PAGE)
