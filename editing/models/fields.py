"""Small lists on a page: kept as JSON, edited as boxes to tick or as lines to type."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models


class OptionsField(models.JSONField):
    """A list of values from a fixed set, in the order of the set; boxes to tick.

    `options` is what may be chosen, as (value, label) pairs; it is no part of the schema.
    """

    def __init__(self, *args: Any, options: Sequence[tuple[Any, str]] = (), **kwargs: Any) -> None:
        self.options = tuple(options)
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        super().validate(value, model_instance)
        known = [option for option, _ in self.options]
        if self.options and any(one not in known for one in value or []):
            raise ValidationError(f"Choose from {', '.join(str(one) for one in known)}.", code="invalid_choice")

    def formfield(self, **kwargs: Any) -> forms.Field:  # type: ignore[override]
        of_number = bool(self.options) and isinstance(self.options[0][0], int)
        kwargs.pop("encoder", None)
        return forms.TypedMultipleChoiceField(
            choices=self.options,
            coerce=int if of_number else str,
            empty_value=[],
            required=False,
            label=kwargs.get("label") or str(self.verbose_name).capitalize(),
            help_text=kwargs.get("help_text") or self.help_text,
            widget=forms.CheckboxSelectMultiple,
        )


class LinesFormField(forms.CharField):
    """A text area of one value a line."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        lines = value if isinstance(value, list) else str(value or "").splitlines()
        return list(dict.fromkeys(line.strip() for line in lines if line.strip()))

    def run_validators(self, value: Any) -> None:
        """The length rules of a CharField do not apply to a list."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(initial) != self.to_python(data)


class LinesField(models.JSONField):
    """A list of short texts, typed one a line."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> forms.Field:  # type: ignore[override]
        return LinesFormField(
            required=False,
            label=kwargs.get("label") or str(self.verbose_name).capitalize(),
            help_text=kwargs.get("help_text") or self.help_text,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
