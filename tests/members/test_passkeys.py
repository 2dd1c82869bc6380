"""Passkeys in Chromium, with the virtual authenticator of the DevTools protocol: the whole ceremony, under our CSP."""

import re
from collections.abc import Iterator

from django.urls import reverse

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import BrowserContext, Page, expect

from members.api import DEMO_PASSWORD
from tests.cast import play

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def site(live_server, settings) -> str:
    """The running application at `localhost`: a passkey belongs to a name, never to an address."""
    settings.LOGIN_REDIRECT_URL = reverse("members:profile")
    return live_server.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def tab(browser_context: BrowserContext) -> Iterator[Page]:
    """A tab whose device keeps passkeys and always recognises its owner. Fails on anything the CSP refuses."""
    page = browser_context.new_page()
    refused: list[str] = []
    page.on("console", lambda line: refused.append(line.text) if "Content Security Policy" in line.text else None)
    devtools = browser_context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    page.authenticator = devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )["authenticatorId"]
    page.devtools = devtools
    yield page
    assert refused == []


def sign_in(tab: Page, site: str, email: str) -> None:
    tab.goto(site + reverse("account_login"))
    tab.get_by_label("E-mail address").fill(email)
    tab.get_by_label("Password", exact=True).fill(DEMO_PASSWORD)
    tab.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(tab).to_have_url(site + reverse("members:profile"))


def add_passkey(tab: Page, site: str) -> None:
    tab.goto(site + reverse("mfa_add_webauthn"))
    tab.get_by_label("A name for this passkey").fill("The phone in my pocket")
    tab.get_by_role("button", name="Add the passkey").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Recovery codes")


def sign_out(tab: Page, site: str) -> None:
    tab.goto(site + reverse("account_logout"))
    tab.get_by_role("main").get_by_role("button", name="Sign out").click()
    expect(tab).not_to_have_url(re.compile("logout"))


def test_a_passkey_is_added_signs_in_alone_and_is_removed(tab, site):
    asha = play("asha")
    sign_in(tab, site, asha.email)
    add_passkey(tab, site)
    (kept,) = Authenticator.objects.filter(user=asha, type="webauthn")
    assert kept.wrap().name == "The phone in my pocket"
    assert kept.wrap().is_passwordless

    sign_out(tab, site)
    tab.goto(site + reverse("account_login"))
    tab.get_by_role("button", name="Sign in with a passkey").click()
    expect(tab).to_have_url(site + reverse("members:profile"))

    tab.goto(site + reverse("mfa_list_webauthn"))
    expect(tab.get_by_role("rowheader")).to_have_text("The phone in my pocket")
    tab.get_by_role("link", name="Remove The phone in my pocket").click()
    tab.get_by_role("button", name="Remove the passkey").click()
    expect(tab.get_by_text("You have no passkey.")).to_be_visible()
    assert not Authenticator.objects.filter(user=asha, type="webauthn").exists()


def test_a_passkey_is_the_second_step_after_a_password(tab, site):
    tom = play("tom")
    sign_in(tab, site, tom.email)
    add_passkey(tab, site)
    sign_out(tab, site)
    tab.goto(site + reverse("account_login"))
    tab.get_by_label("E-mail address").fill(tom.email)
    tab.get_by_label("Password", exact=True).fill(DEMO_PASSWORD)
    tab.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Second step")
    tab.get_by_role("button", name="Use my passkey").click()
    expect(tab).to_have_url(site + reverse("members:profile"))


def test_a_device_that_does_not_know_its_owner_is_told_kindly(tab, site):
    asha = play("asha")
    sign_in(tab, site, asha.email)
    tab.devtools.send("WebAuthn.setUserVerified", {"authenticatorId": tab.authenticator, "isUserVerified": False})
    tab.goto(site + reverse("mfa_add_webauthn"))
    tab.get_by_role("button", name="Add the passkey").click()
    expect(tab.get_by_role("alert")).to_contain_text("Nothing was done")
    assert not Authenticator.objects.filter(user=asha).exists()


def test_a_stranger_with_another_passkey_does_not_get_in(tab, site):
    asha = play("asha")
    sign_in(tab, site, asha.email)
    add_passkey(tab, site)
    Authenticator.objects.filter(user=asha).delete()
    sign_out(tab, site)
    tab.goto(site + reverse("account_login"))
    tab.get_by_role("button", name="Sign in with a passkey").click()
    expect(tab.get_by_text("That code is not right").or_(tab.get_by_text("could not be used"))).to_be_visible()
    tab.goto(site + reverse("members:profile"))
    expect(tab).to_have_url(re.compile(re.escape(reverse("account_login"))))


def test_without_javascript_everything_but_passkeys_works(browser, site):
    asha = play("asha")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, site, asha.email)
    page.goto(site + reverse("account_login"))
    page.goto(site + reverse("mfa_add_webauthn"))
    expect(page.get_by_text("This browser cannot use passkeys")).to_be_visible()
    expect(page.get_by_role("button", name="Add the passkey")).to_be_hidden()
    context.close()
