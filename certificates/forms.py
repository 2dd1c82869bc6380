"""What people fill in."""

from django import forms

from .models import Reflection


class ReflectionForm(forms.Form):
    """One private text; an empty one removes it."""

    text = forms.CharField(
        label="What you take from it",
        required=False,
        max_length=Reflection.LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "autocomplete": "off"}),
        error_messages={
            "max_length": f"Keep it under {Reflection.LONGEST:,} characters; this text has %(show_value)s."
        },
    )
