"""What a manager chooses for an evidence pack, and for whom a link is."""

from datetime import date
from typing import Any

from django import forms

from foundation.vocabulary.api import FrameworkRead

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PackForm(forms.Form):
    """A period and the key questions that are asked."""

    starts = forms.DateField(label="From", widget=DAY)
    ends = forms.DateField(label="Until", widget=DAY)
    questions = forms.MultipleChoiceField(label="Key questions", widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, read: FrameworkRead, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["questions"].choices = [  # type: ignore[attr-defined]
            (node.code, node.title) for node in read.key_questions
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts, ends = data.get("starts"), data.get("ends")
        if starts and ends and ends < starts:
            self.add_error("ends", f"The last day is before the first, {starts:%-d %B %Y}.")
        if starts and starts > self.today:
            self.add_error("starts", "This day is still to come. A pack shows what has been.")
        return data


class LinkForm(forms.Form):
    """For whom a link is, as the log names it."""

    label = forms.CharField(label="For whom", max_length=120, help_text="Such as “CQC inspector, 4 December”.")
