"""Blocks that belong to a moment of a recording: chapters and what was said."""

import re
from typing import Any

from django import forms

from wagtail import blocks

_CLOCK = re.compile(r"^(?:(?P<hours>\d{1,2}):)?(?P<minutes>\d{1,3}):(?P<seconds>[0-5]\d)$")


def moment_words(seconds: int) -> str:
    """Seconds since the beginning as a player shows them: 7:00, 1:02:30."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes_left = divmod(minutes, 60)
    return f"{hours}:{minutes_left:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


class MomentField(forms.CharField):
    """Minutes and seconds as typed, kept as seconds."""

    def prepare_value(self, value: Any) -> Any:
        return moment_words(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:  # type: ignore[override]
        if value in self.empty_values:
            return None
        if isinstance(value, int):
            return value
        found = _CLOCK.match(str(value).strip())
        if found is None:
            raise forms.ValidationError("Write minutes and seconds, such as 7:05, or 1:02:30 after an hour.")
        parts = found.groupdict(default="0")
        return int(parts["hours"]) * 3600 + int(parts["minutes"]) * 60 + int(parts["seconds"])

    def run_validators(self, value: Any) -> None:
        """The length rules of a CharField do not apply to a number."""


class MomentBlock(blocks.FieldBlock):
    """A moment of a recording, in seconds since its beginning."""

    def __init__(self, required: bool = True, help_text: str = "", **kwargs: Any) -> None:
        self.field = MomentField(required=required, help_text=help_text)
        super().__init__(**kwargs)

    class Meta:
        icon = "time"


class ChapterBlock(blocks.StructBlock):
    """Where a part of a recording begins."""

    at = MomentBlock(label="Begins at", help_text="Minutes and seconds, such as 7:00.")
    title = blocks.CharBlock(max_length=160)

    class Meta:
        icon = "list-ol"
        label = "Chapter"
        description = "Where a part of the recording begins"
        label_format = "{title}"
        template = "editing/blocks/chapter.html"
        preview_value = {"at": 420, "title": "The first call: five things to write down"}

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        return super().get_context(value, parent_context) | {"moment": moment_words(value["at"] or 0)}


class PassageBlock(blocks.StructBlock):
    """What one person said, from a moment on."""

    at = MomentBlock(label="From", help_text="Minutes and seconds, such as 12:40.")
    speaker = blocks.CharBlock(max_length=120)
    text = blocks.TextBlock(rows=4)

    class Meta:
        icon = "openquote"
        label = "Passage"
        description = "What one person said; the search sends readers to its minute"
        label_format = "{speaker}: {text}"
        template = "editing/blocks/passage.html"
        preview_value = {"at": 760, "speaker": "Callum Oakshott", "text": "I need a reply, or to say that I asked."}

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        return super().get_context(value, parent_context) | {"moment": moment_words(value["at"] or 0)}
