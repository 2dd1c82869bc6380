"""How django-allauth behaves here: accounts come by invitation, sentences are ours, mail goes through the outbox."""

import time
from base64 import urlsafe_b64encode
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes

from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet

from .models import User
from .notifications import Context, send_mail

# What may have happened to an account, as the mail about it tells: what it says, by allauth's name for the event.
NOTICES = {
    "account/email/password_changed": "Your password was changed.",
    "account/email/password_reset": "Your password was replaced through the link that we sent you.",
    "account/email/password_set": "A password was set for your account.",
    "account/email/email_changed": "The e-mail address of your account was changed.",
    "account/email/email_deleted": "An e-mail address was removed from your account.",
    "mfa/email/totp_activated": "An authenticator app was added to your account as a second step.",
    "mfa/email/totp_deactivated": "The authenticator app was removed from your account.",
    "mfa/email/recovery_codes_generated": "New recovery codes were made for your account; the old ones no longer work.",
    "mfa/email/webauthn_added": "A passkey was added to your account.",
    "mfa/email/webauthn_removed": "A passkey was removed from your account.",
}


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come by invitation only."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": (
            "This e-mail address and password do not go together. Check both, or choose a new password by e-mail."
        ),
        "too_many_login_attempts": (
            "Too many wrong passwords for this address. Wait five minutes, or choose a new password by e-mail now. "
            "Your colleagues can still sign in."
        ),
        "incorrect_password": "That is not your password. Check it, or choose a new one by e-mail.",
        "account_inactive": "This account is closed. Call us if you think that is a mistake.",
        "email_taken": "Somebody already has an account with this e-mail address.",
        "incorrect_code": "That code is not right. Codes change every 30 seconds: wait for the next and type it again.",
        "rate_limited": "That was too often in a short time. Wait a few minutes and try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str) -> bool:
        """What protects an account is changed only by somebody who proved within five minutes that it is theirs.

        allauth counts only a proof that it asked for; a sign-in of a moment ago, with every step of it, is as good.
        """
        if not super().is_reauthentication_required(app=app):
            return False
        signed_in = [record["at"] for record in get_authentication_records(self.request, self.request.user)]
        return not signed_in or time.time() - max(signed_in) >= account_settings.REAUTHENTICATION_TIMEOUT

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Promise the mail instead of sending it in the request: it survives a mail server that is down, and the answer
        takes the same time whether the address has an account or not. Links with a secret are made when it is sent."""
        at = timezone.now()
        if template_prefix == "account/email/password_reset_key":
            send_mail(email, "password-reset", {"person": context["user"].pk}, at=at)
        elif template_prefix == "account/email/unknown_account":
            send_mail(email, "no-account", {}, at=at)
        elif template_prefix.startswith("account/email/email_confirmation"):
            confirmation = EmailConfirmationHMAC.from_key(context["key"])
            if confirmation is not None:
                references = {"address": confirmation.email_address.pk, "email": email}
                send_mail(email, "confirm-address", references, at=at)
        elif template_prefix == "account/email/account_already_exists":
            send_mail(email, "address-in-use", {}, at=at)
        elif template_prefix in NOTICES:
            facts = {"what": NOTICES[template_prefix], "when": at.isoformat(), "browser": context.get("user_agent", "")}
            send_mail(email, "account-notice", facts, at=at)
        else:
            super().send_mail(template_prefix, email, context)


def password_reset_context(references: Context) -> Context | None:
    """The link by which somebody chooses a new password; it works once, and for three days (PASSWORD_RESET_TIMEOUT)."""
    person = User.objects.filter(pk=references["person"], is_active=True).first()
    if person is None:
        return None
    key = account_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(person)
    link = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(person), "key": key})
    return {"person": person, "link": settings.BASE_URL + link, "days": settings.PASSWORD_RESET_TIMEOUT // 86400}


def confirm_address_context(references: Context) -> Context | None:
    """The link by which somebody proves an address; None where it is proven or has been replaced since."""
    address = (
        EmailAddress.objects.filter(pk=references["address"], email=references["email"], verified=False)
        .select_related("user")
        .first()
    )
    if address is None:
        return None
    link = reverse("account_confirm_email", args=[EmailConfirmationHMAC(address).key])
    return {"person": address.user, "email": address.email, "link": settings.BASE_URL + link}


def account_notice_context(references: Context) -> Context | None:
    """What happened and when, with the moment as a datetime for the template."""
    return references | {"when": datetime.fromisoformat(references["when"])}


class SecondFactorAdapter(DefaultMFAAdapter):
    """Authenticator secrets are encrypted at rest; names and sentences are ours."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "unverified_email": "Confirm your e-mail address first; then you can add a second step.",
    }

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Passkeys show the society's name, and belong to the host that the person sees."""
        return super().get_public_key_credential_rp_entity() | {"name": settings.WAGTAIL_SITE_NAME}

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:  # noqa: A002 - allauth's word
        count = Authenticator.objects.filter(user=user, type=type).count()
        return "My passkey" if not count else f"My passkey {count + 1}"


# Recovery codes are the spare key to one of these, never a second factor of their own.
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_factor(user: User) -> bool:
    """Whether the person proves more than a password when they sign in. One statement."""
    return Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS).exists()


def _cipher() -> MultiFernet:
    # Keys from the installation's secret, the newest first, so that rotating SECRET_KEY with SECRET_KEY_FALLBACKS keeps
    # everybody's authenticator working. A copy of the database alone opens nothing.
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(
        [
            Fernet(urlsafe_b64encode(sha256(b"members.second-factor:" + force_bytes(secret)).digest()))
            for secret in secrets
        ]
    )
