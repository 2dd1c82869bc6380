"""What the style page shows: every component with words of the kind it will carry."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from django import forms

from wagtail.blocks import StreamBlock

from cms.kinds import LOOKS
from editing.api import READING_BLOCKS

SPECIMENS = Path(__file__).with_name("stylebook.json")


class SpecimenForm(forms.Form):
    """One of each control."""

    name = forms.CharField(label="Your name", help_text="As it should stand on a certificate.")
    email = forms.EmailField(label="E-mail address", help_text="We send one message to check it.")
    nation = forms.ChoiceField(
        label="Where you work", choices=[("england", "England"), ("scotland", "Scotland"), ("wales", "Wales")]
    )
    role = forms.ChoiceField(
        label="Your role",
        widget=forms.RadioSelect,
        choices=[("gp", "General practitioner"), ("dentist", "Dentist"), ("manager", "Practice manager")],
    )
    note = forms.CharField(label="Anything we should know", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    agree = forms.BooleanField(label="Send me the monthly digest", required=False)


def specimens() -> dict[str, Any]:
    """The context of the style page."""
    words = json.loads(SPECIMENS.read_text(encoding="utf-8"))
    cards = [
        one | {"reviewed": date.fromisoformat(one["reviewed"]) if "reviewed" in one else None} for one in words["cards"]
    ]
    wrong = SpecimenForm({"name": "", "email": "asha.venn@larkrise", "nation": "england"})
    wrong.is_valid()
    return {
        "blocks": StreamBlock(READING_BLOCKS).to_python(words["blocks"]),
        "cards": cards,
        "looks": LOOKS.values(),
        "form": SpecimenForm(),
        "wrong_form": wrong,
        "published": date(2026, 3, 9),
        "changed": date(2026, 11, 9),
        "reviewed": date(2026, 11, 9),
        "next_review": date(2027, 11, 9),
    }
