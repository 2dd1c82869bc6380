"""The second step at sign-in, and staff who must have one."""

import time

from django.test import Client
from django.urls import reverse

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value

from members.accounts import SecondFactorAdapter, has_second_factor
from members.api import DEMO_PASSWORD

ADMIN = reverse("wagtailadmin_home")
SECOND_STEP = reverse("members:second-step")


def code_for(secret: str) -> str:
    return f"{hotp_value(secret, int(time.time()) // 30):06d}"


@pytest.fixture
def app():
    """Give somebody an authenticator app; returns its secret."""

    def given_to(person) -> str:
        secret = generate_totp_secret()
        TOTP.activate(person, secret)
        return secret

    return given_to


def test_the_app_is_asked_for_after_the_password(client, tom, app):
    secret = app(tom)
    answer = client.post(reverse("account_login"), {"login": tom.email, "password": DEMO_PASSWORD}, follow=True)
    assert "Second step" in answer.text
    assert not answer.wsgi_request.user.is_authenticated
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "That code is not right" in wrong.text
    right = client.post(reverse("mfa_authenticate"), {"code": code_for(secret)})
    assert right.status_code == 302
    assert right.wsgi_request.user == tom


def test_a_recovery_code_works_once(tom, app):
    app(tom)
    RecoveryCodes.activate(tom)
    codes = Authenticator.objects.get(user=tom, type="recovery_codes").wrap()
    code = codes.get_unused_codes()[0]
    for works in (True, False):
        client = Client()
        client.post(reverse("account_login"), {"login": tom.email, "password": DEMO_PASSWORD})
        answer = client.post(reverse("mfa_authenticate"), {"code": code})
        assert answer.wsgi_request.user.is_authenticated is works


def test_an_app_is_set_up_on_the_page_and_brings_recovery_codes(client, asha, post, django_capture_on_commit_callbacks):
    client.post(reverse("account_login"), {"login": asha.email, "password": DEMO_PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    assert secret in page.text
    assert "data:image/svg+xml" in page.text
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("mfa_activate_totp"), {"code": code_for(secret)}, follow=True)
    assert "Recovery codes" in answer.text
    assert has_second_factor(asha)
    assert "authenticator app was added" in post()[0].body
    codes = client.get(reverse("mfa_view_recovery_codes"))
    assert codes.context["unused_codes"][0] in codes.text
    assert client.get(reverse("mfa_download_recovery_codes")).status_code == 200


def test_the_secret_of_an_app_is_encrypted_at_rest(tom, app, settings):
    secret = app(tom)
    stored = Authenticator.objects.get(user=tom).data["secret"]
    assert secret not in stored
    assert SecondFactorAdapter().decrypt(stored) == secret
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new key after a rotation"
    assert SecondFactorAdapter().decrypt(stored) == secret


def test_staff_need_a_second_step_where_the_setting_says_so(as_, tom, nia, settings):
    settings.STAFF_SECOND_FACTOR_REQUIRED = True
    for person in (tom, nia):
        answer = as_(person).get(ADMIN)
        assert answer.status_code == 302
        assert answer.url == f"{SECOND_STEP}?next=%2Fadmin%2F"
        page = as_(person).get(answer.url)
        assert "Protect your account first" in page.text
        assert reverse("mfa_add_webauthn") in page.text


def test_staff_with_a_second_step_open_the_admin(as_, tom, app, settings):
    settings.STAFF_SECOND_FACTOR_REQUIRED = True
    app(tom)
    assert as_(tom).get(ADMIN).status_code == 200
    assert "Your account is protected" in as_(tom).get(SECOND_STEP).text


def test_recovery_codes_alone_are_no_second_step(as_, tom, settings):
    settings.STAFF_SECOND_FACTOR_REQUIRED = True
    RecoveryCodes.activate(tom)
    assert as_(tom).get(ADMIN).status_code == 302


def test_every_address_of_the_admin_is_behind_it(as_, tom, settings):
    settings.STAFF_SECOND_FACTOR_REQUIRED = True
    client = as_(tom)
    for address in (ADMIN + "pages/", ADMIN + "api/main/pages/", ADMIN + "account/"):
        assert client.get(address).url.startswith(SECOND_STEP)
        assert client.post(address).url.startswith(SECOND_STEP)


def test_the_demo_lets_staff_in_with_a_password_alone(as_, tom, lena, ruth, nia):
    for person in (tom, lena, ruth, nia):
        assert as_(person).get(ADMIN).status_code == 200


def test_members_are_never_made_to_have_one(as_, asha, settings):
    settings.STAFF_SECOND_FACTOR_REQUIRED = True
    assert as_(asha).get(reverse("members:profile")).status_code == 200


def test_the_last_factor_may_be_removed_and_the_admin_closes_again(client, tom, app, settings):
    settings.STAFF_SECOND_FACTOR_REQUIRED = True
    secret = app(tom)
    client.post(reverse("account_login"), {"login": tom.email, "password": DEMO_PASSWORD})
    client.post(reverse("mfa_authenticate"), {"code": code_for(secret)})
    assert client.get(ADMIN).status_code == 200
    client.post(reverse("mfa_deactivate_totp"))
    assert client.get(ADMIN).url.startswith(SECOND_STEP)
