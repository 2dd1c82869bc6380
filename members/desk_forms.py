"""Forms of the shared desk: signing in, choosing a PIN, issuing cards."""

from typing import Any

from django import forms

from .models import JobRole, User
from .selectors import Member
from .services.desk import MOST_AT_ONCE

PIN = forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": "6"})


class DeskSignInForm(forms.Form):
    """The code of the card and the PIN."""

    code = forms.CharField(
        label="Code of your card",
        max_length=40,
        help_text="Twelve letters and digits. The picture on the card fills them in.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    pin = forms.CharField(
        label="PIN", max_length=12, help_text="Six digits. The first time, the ones on your slip.", widget=PIN
    )


class ChoosePinForm(forms.Form):
    """A PIN of one's own."""

    pin = forms.CharField(label="Your own PIN", max_length=12, help_text="Six digits that only you know.", widget=PIN)
    again = forms.CharField(label="The same PIN again", max_length=12, widget=PIN)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("pin") and data.get("again") and data["pin"] != data["again"]:
            self.add_error("again", "The two PINs are not the same. Type the first one again.")
        return data


class CardForm(forms.Form):
    """Whom a card is for."""

    person = forms.ChoiceField(
        label="Colleague", help_text="Who has no e-mail address. A card that they had is replaced."
    )

    def __init__(self, *args: Any, people: list[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Whoever was chosen stays on the page, so that the service can say why they get none.
        chosen = self.data.get("person", "")
        named = [
            (str(one.person_id), f"{one.name}, {one.post}" if one.post else one.name)
            for one in people
            if not one.has_address or str(one.person_id) == chosen
        ]
        self.fields["person"].choices = [("", "Choose"), *named]  # type: ignore[attr-defined]


class CardsForm(forms.Form):
    """Whom a sheet of cards is for: all who have none, unless some are taken out."""

    people = forms.ModelMultipleChoiceField(
        label="Colleagues without a card",
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one colleague."},
    )

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["people"]
        field.queryset = User.objects.filter(pk__in=[one.pk for one in people]).order_by("name", "pk")
        field.label_from_instance = str
        field.initial = [one.pk for one in people[:MOST_AT_ONCE]]
        field.help_text = (
            f"At most {MOST_AT_ONCE} at a time; the others stay in the list." if len(people) > MOST_AT_ONCE else ""
        )

    def clean_people(self) -> list[User]:
        chosen = list(self.cleaned_data["people"])
        if len(chosen) > MOST_AT_ONCE:
            raise forms.ValidationError(f"Choose at most {MOST_AT_ONCE}. The others stay in the list.")
        return chosen


class DeskPersonForm(forms.Form):
    """Somebody who has no e-mail address."""

    name = forms.CharField(
        label="Name",
        max_length=150,
        help_text="As it should stand on certificates.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    job_role = forms.ChoiceField(label="Post", choices=[("", "Choose"), *JobRole.choices])
    reference = forms.CharField(
        label="Staff number",
        max_length=40,
        required=False,
        help_text="Your own, if you have one: a staff list knows them by it.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class LeaveForm(forms.Form):
    """Days on which somebody is away."""

    starts_on = forms.DateField(label="First day", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    ends_on = forms.DateField(
        label="Last day",
        required=False,
        help_text="Empty while nobody knows. No reason is asked or kept.",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
