"""Forms of members' own pages. They check what a person typed; services decide whether it may be done."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from foundation.vocabulary.api import Nation

from .account_forms import PASSWORD_HINT
from .models import USUAL_REGULATOR, JobRole, Profession, Regulator, Role, User
from .registers import complaint_about, tidy_number
from .services.invitations import GIVEN_BY_INVITATION

# What each role lets somebody do, said where a manager gives it.
ROLE_WORDS = {
    Role.LEARNER: "reads, learns and collects certificates",
    Role.VIEWER: "also sees what has been assigned and completed",
    Role.MATTER_HANDLER: "also records and answers complaints",
    Role.ADMIN: "also invites people and ends memberships",
}
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ProfileForm(forms.Form):
    """Who somebody is, as their certificates say it."""

    name = forms.CharField(
        label="Your name",
        max_length=150,
        help_text="With your title if you use one. Certificates issued from now on carry it like this.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    profession = forms.ChoiceField(
        label="Profession", required=False, choices=[("", "I would rather not say"), *Profession.choices]
    )
    regulator = forms.ChoiceField(
        label="Register",
        required=False,
        choices=[("", "The usual one for my profession"), *Regulator.choices],
        help_text="Choose one only if yours is not the usual one.",
    )
    registration_number = forms.CharField(
        label="Registration number",
        required=False,
        max_length=20,
        help_text="Only if you want it on your certificates. No regulator asks for it there.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    nation = forms.ModelChoiceField(
        label="Nation you work in",
        required=False,
        queryset=Nation.objects.exclude(code="uk"),
        empty_label="I would rather not say",
        help_text="Law and procedure differ; we show what applies to you first.",
    )

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_registration_number(self) -> str:
        return tidy_number(self.cleaned_data["registration_number"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        number = data.get("registration_number")
        regulator = str(data.get("regulator") or USUAL_REGULATOR.get(data.get("profession", ""), ""))
        if number and not regulator:
            self.add_error("regulator", "Choose the register that this number belongs to.")
        elif number and (complaint := complaint_about(number, regulator)):
            self.add_error("registration_number", complaint)
        return data


class InviteForm(forms.Form):
    """Whom a manager asks to join."""

    email = forms.EmailField(
        label="E-mail address", help_text="The invitation goes here.", widget=forms.EmailInput({"autocomplete": "off"})
    )
    name = forms.CharField(
        label="Name",
        required=False,
        max_length=150,
        help_text="They can correct it.",
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    job_role = forms.ChoiceField(label="Post", required=False, choices=[("", "Not said"), *JobRole.choices])
    role = forms.ChoiceField(
        label="What they may do here",
        choices=[(role.value, f"{role.label}: {ROLE_WORDS[role]}") for role in GIVEN_BY_INVITATION],
        initial=Role.LEARNER,
        widget=forms.RadioSelect,
    )


class EndMembershipForm(forms.Form):
    """The last day of a membership."""

    on = forms.DateField(
        label="Last day",
        help_text="They keep their account, their certificates and their CPD record.",
        widget=DAY,
    )


class AcceptForm(forms.Form):
    """The first password of an invited person."""

    name = forms.CharField(
        label="Your name",
        max_length=150,
        help_text="As it should stand on your certificates, with your title if you use one.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label="Choose a password",
        help_text=PASSWORD_HINT,
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password_again = forms.CharField(
        label="The same password again",
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        self.email = email
        super().__init__(*args, **kwargs)

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        password = data.get("password")
        if password:
            try:
                validate_password(password, User(email=self.email, name=data.get("name", "")))
            except forms.ValidationError as weak:
                self.add_error("password", weak)
            if password != data.get("password_again"):
                self.add_error("password_again", "The two passwords are not the same. Type the first one again.")
        return data
