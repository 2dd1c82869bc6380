"""The way into the editors' admin, and people's administration there."""

from django.urls import reverse

import pytest

from members.models import Helpline, Organisation, User
from tests.members.conftest import links_in

pytestmark = pytest.mark.django_db
ADMIN = reverse("wagtailadmin_home")


def test_a_stranger_signs_in_by_the_one_sign_in_and_comes_back(as_, db):
    answer = as_(None).get(ADMIN, follow=True)
    assert answer.redirect_chain[-1][0] == f"{reverse('account_login')}?next=/admin/"


@pytest.mark.parametrize("who", ["asha", "joy", "cara", "finn"])
def test_somebody_without_the_right_gets_a_friendly_page_and_no_loop(who, request, as_):
    answer = as_(request.getfixturevalue(who)).get(ADMIN, follow=True)
    assert answer.status_code == 403
    assert len(answer.redirect_chain) == 1
    assert "This part is for the society" in answer.text
    assert "permission to access the admin" not in answer.text


@pytest.mark.parametrize("who", ["tom", "lena", "ruth", "nia"])
def test_staff_open_the_admin(who, request, as_):
    assert as_(request.getfixturevalue(who)).get(ADMIN).status_code == 200


def test_wagtails_own_sign_in_form_is_not_there(as_, db, tom):
    answer = as_(None).get("/admin/login/?next=/admin/pages/", follow=True)
    assert answer.redirect_chain[-1][0] == f"{reverse('account_login')}?next=/admin/pages/"
    posted = as_(None).post("/admin/login/", {"username": tom.email, "password": "x"})
    assert posted.status_code in {301, 302}


def test_the_way_in_leads_nowhere_else(as_, tom):
    answer = as_(tom).get(reverse("members:staff-sign-in") + "?next=https://elsewhere.invalid/")
    assert answer.url == ADMIN


def test_an_administrator_makes_an_account_that_chooses_its_own_password(as_, nia, post, client):
    client_of_nia = as_(nia)
    add = reverse("wagtailusers_users:add")
    assert "First Name" not in client_of_nia.get(add).text
    form = {"email": "New.Editor@wrenmoor.invalid", "name": "New Editor"}
    assert client_of_nia.post(add, form).status_code == 302
    person = User.objects.get(email="new.editor@wrenmoor.invalid")
    assert not person.has_usable_password()
    assert person.emailaddress_set.get().verified
    (message,) = post()
    assert message.to == [person.email]
    (link,) = links_in(message)
    page = client.get(link, follow=True)
    phrase = "a different kettle altogether"
    client.post(page.request["PATH_INFO"], {"password1": phrase, "password2": phrase})
    answer = client.post(reverse("account_login"), {"login": person.email, "password": phrase})
    assert answer.wsgi_request.user == person


def test_an_administrator_changes_an_account(as_, nia, asha):
    edit = reverse("wagtailusers_users:edit", args=[asha.pk])
    assert as_(nia).get(edit).status_code == 200
    form = {"email": "asha@moved.invalid", "name": "Dr Asha Venn", "is_active": "on"}
    assert as_(nia).post(edit, form).status_code == 302
    asha.refresh_from_db()
    assert asha.email == "asha@moved.invalid"
    assert asha.emailaddress_set.get().email == "asha@moved.invalid"


def test_people_are_found_by_name_in_the_admin(as_, nia, asha, marek):
    page = as_(nia).get(reverse("wagtailusers_users:index") + "?q=Venn")
    assert "Dr Asha Venn" in page.text
    assert "Marek Lis" not in page.text


@pytest.mark.parametrize("who", ["tom", "ruth", "asha"])
def test_accounts_are_for_administrators(who, request, as_):
    answer = as_(request.getfixturevalue(who)).get(reverse("wagtailusers_users:index"))
    assert answer.status_code == 302


@pytest.mark.parametrize("name", ["organisation", "member-sites", "adviser", "adviserassignment", "helpline"])
def test_the_society_is_kept_in_the_admin(as_, nia, ruth, name):
    client = as_(nia)
    for view in ("index", "add"):
        assert client.get(reverse(f"{name}:{view}")).status_code == 200


def test_a_helpline_is_added_in_the_admin(as_, nia):
    form = {
        "key": "advice",
        "name": "Advice line",
        "who_for": "Members",
        "hours": "Day and night",
        "phone": "0808 157 0100",
        "text": "",
        "order": "0",
    }
    assert as_(nia).post(reverse("helpline:add"), form).status_code == 302
    assert Helpline.objects.get(key="advice").phone == "0808 157 0100"


def test_only_staff_can_be_advisers(as_, nia, asha, ruth):
    page = as_(nia).get(reverse("adviser:add")).text
    assert "Nia Pryce" in page
    assert "Dr Asha Venn" not in page
    assert Organisation.objects.exists()
