"""django-allauth's forms in our words. A form says what it wants beside the field, never inside it as a placeholder."""

from typing import Any

from django import forms

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn

PASSWORD_HINT = "At least 12 characters. Three or four words in a row are easy to remember and hard to guess."  # noqa: S105 - a hint, not a password


class Worded(forms.Form):
    """A form whose fields take our labels and hints: `words` is {field: (label, hint)}."""

    words: dict[str, tuple[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        for name, (label, hint) in self.words.items():
            if name in self.fields:
                self.fields[name].label, self.fields[name].help_text = label, hint


class SignInForm(Worded, account.LoginForm):
    words = {
        "login": ("E-mail address", ""),
        "password": ("Password", ""),
        "remember": ("Keep me signed in on this device", "For two weeks. Leave it empty on a computer that you share."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class ResetPasswordForm(Worded, account.ResetPasswordForm):
    words = {"email": ("E-mail address", "The one that you sign in with.")}


class NewPasswordForm(Worded, account.ResetPasswordKeyForm):
    words = {"password1": ("New password", PASSWORD_HINT), "password2": ("The same password again", "")}


class ChangePasswordForm(Worded, account.ChangePasswordForm):
    words = {
        "oldpassword": ("Your password today", ""),
        "password1": ("New password", PASSWORD_HINT),
        "password2": ("The same password again", ""),
    }


class SetPasswordForm(Worded, account.SetPasswordForm):
    words = {"password1": ("Password", PASSWORD_HINT), "password2": ("The same password again", "")}


class ChangeAddressForm(Worded, account.AddEmailForm):
    words = {"email": ("New e-mail address", "We send a link there. Your address changes when you open it.")}


class ConfirmPasswordForm(Worded, account.ReauthenticateForm):
    words = {"password": ("Your password", "")}


CODE_HINT = "Six digits from your authenticator app, or one of your recovery codes."


class SecondStepForm(Worded, mfa.AuthenticateForm):
    words = {"code": ("Code", CODE_HINT)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class ConfirmCodeForm(Worded, mfa.ReauthenticateForm):
    words = {"code": ("Code", CODE_HINT)}


class AddAppForm(Worded, totp.ActivateTOTPForm):
    words = {"code": ("The six digits that the app shows now", "")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class AddPasskeyForm(Worded, webauthn.AddWebAuthnForm):
    """A passkey is always one that signs in by itself; there is nothing to choose but its name."""

    words = {"name": ("A name for this passkey", "So that you can tell it from others later, such as: my phone.")}
    passwordless = forms.BooleanField(required=False, initial=True, widget=forms.HiddenInput)


class RenamePasskeyForm(Worded, webauthn.EditWebAuthnForm):
    words = {"name": ("Name of the passkey", "")}
