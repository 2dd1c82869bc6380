"""Signing in by e-mail and password: sentences, limits, closed sign-up, reset, change of address, devices."""

from django.conf import settings
from django.test import Client
from django.urls import reverse

import pytest

from members.api import DEMO_PASSWORD
from members.models import User
from tests.members.conftest import links_in

pytestmark = pytest.mark.django_db
LOGIN = reverse("account_login")
NEW = "a different kettle altogether"


def sign_in(client, email, password=DEMO_PASSWORD, **more):
    return client.post(LOGIN, {"login": email, "password": password, **more})


@pytest.mark.parametrize("who", ["asha", "joy", "cara", "finn", "tom", "nia"])
def test_everybody_of_the_cast_signs_in_with_the_printed_password(who, request, client):
    person = request.getfixturevalue(who)
    answer = sign_in(client, person.email)
    assert answer.status_code == 302
    assert answer.url == settings.LOGIN_REDIRECT_URL
    assert answer.wsgi_request.user == person


def test_an_address_is_taken_in_any_writing(client, asha):
    assert sign_in(client, " Asha.VENN@larkrise.invalid ").wsgi_request.user == asha


def test_next_leads_back_and_never_elsewhere(client, asha):
    assert sign_in(client, asha.email, next="/library/").url == "/library/"
    client.logout()
    assert sign_in(client, asha.email, next="https://elsewhere.invalid/").url == settings.LOGIN_REDIRECT_URL


def test_the_page_says_how_accounts_come(client, db):
    assert "Accounts come by invitation" in client.get(LOGIN).text


def test_nobody_signs_up_alone(client, db):
    page = client.get(reverse("account_signup"))
    assert "Accounts come by invitation" in page.text
    form = {"email": "x@y.invalid", "password1": NEW, "password2": NEW}
    client.post(reverse("account_signup"), form)
    assert not User.objects.filter(email="x@y.invalid").exists()


def test_a_wrong_password_and_an_unknown_address_get_the_same_sentence(client, asha):
    wrong = sign_in(client, asha.email, "not the password").text
    unknown = sign_in(client, "nobody@larkrise.invalid", "not the password").text
    sentence = "This e-mail address and password do not go together."
    assert sentence in wrong
    assert sentence in unknown


def test_a_closed_account_does_not_open(client, asha):
    User.objects.filter(pk=asha.pk).update(is_active=False)
    answer = client.post(LOGIN, {"login": asha.email, "password": DEMO_PASSWORD}, follow=True)
    assert not answer.wsgi_request.user.is_authenticated
    assert "do not go together" in answer.text or "This account is closed" in answer.text


def test_five_wrong_passwords_rest_the_account_and_nobody_else(client, asha, bea):
    for _ in range(5):
        sign_in(client, asha.email, "not the password")
    resting = sign_in(client, asha.email)
    assert "Too many wrong passwords for this address" in resting.text
    assert not resting.wsgi_request.user.is_authenticated
    assert sign_in(Client(), bea.email).status_code == 302  # the same internet address


def test_a_whole_practice_signs_in_from_one_address(asha):
    for _ in range(40):
        assert sign_in(Client(), asha.email).status_code == 302


def test_staying_signed_in_is_a_choice(client, asha):
    assert sign_in(client, asha.email).cookies[settings.SESSION_COOKIE_NAME]["max-age"] == ""
    client.logout()
    kept = sign_in(client, asha.email, remember="on").cookies[settings.SESSION_COOKIE_NAME]["max-age"]
    assert kept == settings.SESSION_COOKIE_AGE


def test_the_demo_signs_in_with_one_click_and_only_the_demo(client, asha, settings):
    assert DEMO_PASSWORD in client.get(LOGIN).text
    settings.DEMO = False
    assert DEMO_PASSWORD not in client.get(LOGIN).text


def test_signing_out_asks_and_is_a_post(as_, asha):
    client = as_(asha)
    assert "Sign out?" in client.get(reverse("account_logout")).text
    assert client.post(reverse("account_logout")).status_code == 302
    assert not client.get("/people/me/").wsgi_request.user.is_authenticated


def test_a_new_password_by_mail(client, asha, post):
    answer = client.post(reverse("account_reset_password"), {"email": asha.email}, follow=True)
    assert "Look in your mailbox" in answer.text
    (message,) = post()
    assert message.to == [asha.email]
    assert message.subject == "Choose a new password"
    (link,) = links_in(message)
    page = client.get(link, follow=True)
    form_address = page.request["PATH_INFO"]
    answer = client.post(form_address, {"password1": NEW, "password2": NEW}, follow=True)
    assert "Your new password is saved" in answer.text
    assert sign_in(Client(), asha.email, NEW).status_code == 302
    assert "do not go together" in sign_in(Client(), asha.email, DEMO_PASSWORD).text
    assert "This link no longer works" in Client().get(link, follow=True).text
    (notice,) = post()
    assert "replaced through the link" in notice.body


def test_a_weak_new_password_is_explained(client, asha, post):
    client.post(reverse("account_reset_password"), {"email": asha.email})
    (link,) = links_in(post()[0])
    page = client.get(link, follow=True)
    answer = client.post(page.request["PATH_INFO"], {"password1": "short", "password2": "short"})
    assert "too short" in answer.text


def test_a_reset_lifts_the_rest_after_wrong_passwords(client, asha, post):
    for _ in range(5):
        sign_in(client, asha.email, "not the password")
    client.post(reverse("account_reset_password"), {"email": asha.email})
    (link,) = links_in(post()[0])
    page = client.get(link, follow=True)
    client.post(page.request["PATH_INFO"], {"password1": NEW, "password2": NEW})
    assert sign_in(Client(), asha.email, NEW).status_code == 302


def test_an_unknown_address_is_not_given_away_and_gets_a_mail_that_says_so(client, asha, post):
    known = client.post(reverse("account_reset_password"), {"email": asha.email})
    unknown = client.post(reverse("account_reset_password"), {"email": "nobody@larkrise.invalid"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert [message.subject for message in post()] == [
        "Choose a new password",
        "There is no account with this address",
    ]


def test_the_mailbox_of_one_person_cannot_be_flooded(client, asha, post):
    for _ in range(5):
        assert client.post(reverse("account_reset_password"), {"email": asha.email}).status_code == 302
    sixth = client.post(reverse("account_reset_password"), {"email": asha.email})
    assert sixth.status_code == 429
    assert "That was too often in a short time" in sixth.text
    assert len(post()) == 5


def test_changing_the_password_signs_the_other_devices_out(asha, post):
    here, there = Client(), Client()
    for device in (here, there):
        sign_in(device, asha.email)
    form = {"oldpassword": DEMO_PASSWORD, "password1": NEW, "password2": NEW}
    answer = here.post(reverse("account_change_password"), form, follow=True)
    assert "Your new password is saved" in answer.text
    assert here.get("/people/me/").status_code == 200
    assert there.get("/people/me/").status_code == 302
    assert "Your password was changed." in post()[0].body


def test_a_new_address_counts_once_its_link_was_opened(client, asha, post):
    sign_in(client, asha.email)
    answer = client.post(reverse("account_email"), {"email": "asha@new.invalid", "action_add": "1"}, follow=True)
    assert "waits to be confirmed" in answer.text
    asha.refresh_from_db()
    assert asha.email == "asha.venn@larkrise.invalid"
    (message,) = post()
    assert message.to == ["asha@new.invalid"]
    (link,) = links_in(message)
    assert "Is this your address?" in client.get(link).text
    client.post(link)
    asha.refresh_from_db()
    assert asha.email == "asha@new.invalid"
    assert asha.emailaddress_set.get().email == "asha@new.invalid"
    assert [notice.to for notice in post()] == [["asha.venn@larkrise.invalid"]]


def test_an_address_of_somebody_else_is_not_given_away(client, asha, bea, post):
    sign_in(client, asha.email)
    answer = client.post(reverse("account_email"), {"email": bea.email, "action_add": "1"}, follow=True)
    assert bea.name not in answer.text
    asha.refresh_from_db()
    assert asha.email == "asha.venn@larkrise.invalid"
    assert all("confirm" not in message.subject.lower() or message.to == [bea.email] for message in post())


def test_devices_are_listed_and_can_be_signed_out(asha):
    here, there = Client(headers={"user-agent": "Mozilla/5.0 (iPhone) Safari"}), Client()
    for device in (here, there):
        sign_in(device, asha.email)
    page = here.get(reverse("usersessions_list")).text
    assert "Safari on iPhone" in page
    assert "This one" in page
    here.post(reverse("usersessions_list"))
    assert here.get("/people/me/").status_code == 200
    assert there.get("/people/me/").status_code == 302


def test_what_protects_the_account_asks_for_the_password_again(as_, asha):
    client = as_(asha)  # signed in, but not by proving a password just now
    answer = client.get(reverse("mfa_activate_totp"))
    assert answer.url.startswith(reverse("account_reauthenticate"))
    page = client.post(answer.url, {"password": "not the password"})
    assert "That is not your password" in page.text
    assert client.post(answer.url, {"password": DEMO_PASSWORD}).url == reverse("mfa_activate_totp")


PAGES = ["account_change_password", "account_email", "mfa_index", "mfa_list_webauthn", "usersessions_list"]


@pytest.mark.parametrize("name", PAGES)
def test_the_accounts_pages_are_ours_and_ask_for_a_sign_in(name, as_, asha, cara, finn):
    for person in (asha, cara, finn):
        page = as_(person).get(reverse(name))
        assert page.status_code == 200
        assert 'aria-label="Your account"' in page.text
    assert as_(None).get(reverse(name)).url.startswith(LOGIN)
