"""The form of a film: what is uploaded is looked at, captions are read line by line, and a film is never replaced."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from wagtail.admin.forms import WagtailAdminModelForm

from members.api import Access

from .captions import faults_in
from .films import NotAFilm, read_film
from .videos import fingerprint

MOST_FAULTS = 8
MEGABYTE = 1 << 20


class FixedFile(forms.Widget):
    """The file of a film that is saved: named, and not to be changed."""

    template_name = "editing/admin/fixed_file.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return super().get_context(name, value, attrs) | {"file": value}


class VideoForm(WagtailAdminModelForm):
    """Adds what a film's file says of itself to what the editor writes."""

    access = forms.ChoiceField(choices=Access.choices, initial=Access.MEMBERS, label="Who may watch it by itself")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.film: Any = None
        duration = self.fields["duration"]
        duration.required = False
        duration.help_text = "Seconds. Left empty, read from the file."
        if self.instance.pk:
            self.fields["file"].disabled = True
            self.fields["file"].widget = FixedFile()
            self.fields["file"].help_text = "A film is never replaced: for a new cut, upload a new video."

    def clean_file(self) -> Any:
        """A WebM or MP4 film within the size that is allowed, judged by its bytes and not by its name."""
        file = self.cleaned_data["file"]
        if self.instance.pk or not file:
            return file
        most = settings.VIDEO_MEGABYTES
        if file.size > most * MEGABYTE:
            raise ValidationError(
                f"This film has {file.size // MEGABYTE} MB; {most} MB is the most. Export it smaller."
            )
        try:
            self.film = read_film(file)
        except NotAFilm as error:
            raise ValidationError(str(error)) from error
        return file

    def clean(self) -> dict[str, Any]:
        """The length where it was not typed, and captions that fit it."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not data.get("duration"):
            seconds = self.film.seconds if self.film else None
            if seconds is not None:
                data["duration"] = self.instance.duration = max(1, int(-(-seconds // 1)))
            elif not self.errors.get("file"):
                self.add_error("duration", "The file does not say how long it is. Write its length in seconds.")
        captions = (data.get("captions") or "").strip()
        if captions:
            faults = faults_in(captions, duration=data.get("duration"))
            more = len(faults) - MOST_FAULTS
            words = [str(fault) for fault in faults[:MOST_FAULTS]] + ([f"And {more} more."] if more > 0 else [])
            if words:
                self.add_error("captions", [ValidationError(word) for word in words])
        return data

    def save(self, commit: bool = True) -> Any:
        """What the file is, written once with it."""
        if self.film is not None:
            video = self.instance
            video.media_type = self.film.media_type
            video.sha256, video.size = fingerprint(self.cleaned_data["file"])
        return super().save(commit=commit)
