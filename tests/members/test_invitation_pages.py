"""The pages of an invitation, from the manager's form to the first sign-in."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

import pytest

from members.models import Invitation, Role, User
from members.services.invitations import invite, withdraw_invitation
from tests.members.conftest import links_in

pytestmark = pytest.mark.django_db
PASSWORD = "violet kettle on the moor"
GOOD = {"name": "Sam Okafor", "password": PASSWORD, "password_again": PASSWORD}


@pytest.fixture
def larkrise(joy):
    return joy.memberships.get().organisation


@pytest.fixture
def invitation(larkrise, joy):
    return invite(larkrise, email="sam@larkrise.invalid", role=Role.LEARNER, invited_by=joy, at=timezone.now())


def path_of(invitation) -> str:
    return reverse("members:invitation-accept", args=[invitation.token])


def test_from_the_managers_form_to_signed_in(as_, joy, larkrise, post, client):
    form = {"email": "Sam@larkrise.invalid", "name": "Sam Okafor", "role": "learner", "job_role": "receptionist"}
    answer = as_(joy).post(reverse("members:invitation-create", args=[larkrise.uuid]), form, follow=True)
    assert "An invitation is on its way to sam@larkrise.invalid" in answer.text
    (message,) = post()
    (link,) = links_in(message)
    page = client.get(link)
    assert "Join Larkrise Road Surgery" in page.text
    assert 'value="Sam Okafor"' in page.text
    answer = client.post(link, GOOD, follow=True)
    assert answer.redirect_chain == [(reverse("members:profile"), 302)]
    assert "Welcome to Larkrise Road Surgery" in answer.text
    assert answer.wsgi_request.user.email == "sam@larkrise.invalid"
    client.logout()
    signed_in = client.post(reverse("account_login"), {"login": "sam@larkrise.invalid", "password": PASSWORD})
    assert signed_in.status_code == 302
    assert signed_in.wsgi_request.user.is_authenticated


def test_looking_at_the_link_uses_nothing_up(client, invitation):
    for _ in range(3):
        assert client.get(path_of(invitation)).status_code == 200
    assert client.head(path_of(invitation)).status_code == 200
    assert not User.objects.filter(email="sam@larkrise.invalid").exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"password": "short", "password_again": "short"}, "too short"),
        ({"password": "sam@larkrise.invalid", "password_again": "sam@larkrise.invalid"}, "too similar"),
        ({"password": "password123456", "password_again": "password123456"}, "too common"),
        ({"password_again": "another kettle on the moor"}, "The two passwords are not the same"),
        ({"name": "  "}, "This field is required"),
    ],
)
def test_a_bad_first_password_is_explained_and_opens_nothing(client, invitation, typed, sentence):
    answer = client.post(path_of(invitation), GOOD | typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert not User.objects.filter(email="sam@larkrise.invalid").exists()
    assert PASSWORD not in answer.text


def test_an_unknown_link_is_404_with_a_sentence(client, db):
    answer = client.get(reverse("members:invitation-accept", args=["f" * 64]))
    assert answer.status_code == 404
    assert "does not open an invitation" in answer.text


def test_an_expired_link_is_410_with_a_sentence(client, invitation):
    Invitation.objects.filter(pk=invitation.pk).update(
        invited_at=timezone.now() - timedelta(days=20), expires_at=timezone.now() - timedelta(days=6)
    )
    for answer in (client.get(path_of(invitation)), client.post(path_of(invitation), GOOD)):
        assert answer.status_code == 410
        assert "has expired" in answer.text
    assert not User.objects.filter(email="sam@larkrise.invalid").exists()


def test_a_used_and_a_withdrawn_link_are_410_with_a_sentence(client, invitation, larkrise, joy):
    client.post(path_of(invitation), GOOD)
    client.logout()
    assert "has been used" in client.get(path_of(invitation)).text
    other = invite(larkrise, email="o@larkrise.invalid", role=Role.LEARNER, invited_by=joy, at=timezone.now())
    withdraw_invitation(other, at=timezone.now())
    answer = client.get(path_of(other))
    assert answer.status_code == 410
    assert "has been withdrawn" in answer.text


def test_somebody_with_an_account_signs_in_and_joins(as_, client, larkrise, joy, finn):
    invitation = invite(larkrise, email=finn.email, role=Role.LEARNER, invited_by=joy, at=timezone.now())
    page = client.get(path_of(invitation))
    assert "You already have an account" in page.text
    assert f"{reverse('account_login')}?next=/people/join/" in page.text
    answer = as_(finn).post(path_of(invitation), follow=True)
    assert "Welcome to Larkrise Road Surgery" in answer.text
    assert finn.memberships.filter(organisation=larkrise).exists()


def test_an_invitation_to_another_account_is_not_taken_by_this_one(as_, larkrise, joy, finn, cara):
    invitation = invite(larkrise, email=finn.email, role=Role.LEARNER, invited_by=joy, at=timezone.now())
    page = as_(cara).get(path_of(invitation))
    assert "you are signed in as Cara Nunn" in page.text
    answer = as_(cara).post(path_of(invitation))
    assert answer.status_code == 410
    assert not cara.memberships.exists()


def test_an_invitation_to_a_newcomer_is_not_taken_by_somebody_signed_in(as_, invitation, cara):
    answer = as_(cara).post(path_of(invitation), GOOD)
    assert "Sign out first" in answer.text
    assert not User.objects.filter(email="sam@larkrise.invalid").exists()


def test_the_form_says_what_is_wrong_and_keeps_what_was_typed(as_, joy, larkrise, asha, invitation):
    create = reverse("members:invitation-create", args=[larkrise.uuid])
    answer = as_(joy).post(create, {"email": asha.email, "role": "learner"})
    assert answer.status_code == 422
    assert "already belongs to your organisation" in answer.text
    assert f'value="{asha.email}"' in answer.text
    assert "is already waiting" in as_(joy).post(create, {"email": "sam@larkrise.invalid", "role": "learner"}).text
    assert "valid email address" in as_(joy).post(create, {"email": "no address", "role": "learner"}).text
    assert "valid choice" in as_(joy).post(create, {"email": "x@y.invalid", "role": "auditor"}).text


def test_sending_again_and_withdrawing_from_the_page(as_, joy, invitation, post):
    post()
    client = as_(joy)
    answer = client.post(reverse("members:invitation-again", args=[invitation.uuid]), follow=True)
    assert "Sent again to sam@larkrise.invalid" in answer.text
    assert len(post()) == 1
    invitation.refresh_from_db()
    answer = client.post(reverse("members:invitation-withdraw", args=[invitation.uuid]), follow=True)
    assert "is withdrawn" in answer.text
    answer = client.post(reverse("members:invitation-again", args=[invitation.uuid]), follow=True)
    assert "has been withdrawn" in answer.text
    assert post() == []


@pytest.mark.parametrize("who", ["asha", "bea", "marek", "finn", "cara", "tom", "ruth"])
def test_only_managers_invite_send_again_and_withdraw(who, request, as_, larkrise, invitation):
    client = as_(request.getfixturevalue(who))
    form = {"email": "x@larkrise.invalid", "role": "org-admin"}
    assert client.post(reverse("members:invitation-create", args=[larkrise.uuid]), form).status_code == 404
    assert client.post(reverse("members:invitation-again", args=[invitation.uuid])).status_code == 404
    assert client.post(reverse("members:invitation-withdraw", args=[invitation.uuid])).status_code == 404
    assert Invitation.objects.count() == 1
    assert Invitation.objects.get().withdrawn_at is None


def test_inviting_asks_for_a_sign_in_and_for_post(as_, larkrise, joy, nia):
    create = reverse("members:invitation-create", args=[larkrise.uuid])
    assert as_(None).post(create).url.startswith(reverse("account_login"))
    assert as_(joy).get(create).status_code == 405
    form = {"email": "x@larkrise.invalid", "role": "org-admin"}
    assert as_(nia).post(create, form).status_code == 302
