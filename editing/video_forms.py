"""The form of a film: what is uploaded is looked at, captions are read line by line, and a film is never replaced."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from wagtail.admin.forms import WagtailAdminModelForm

from members.api import Access

from .blocks.moments import moment_words
from .captions import MOST_CHARACTERS, faults_in
from .film_uses import in_words, uses_of
from .films import NotAFilm, read_film
from .videos import fingerprint

MOST_FAULTS = 8
MEGABYTE = 1 << 20
LONGEST = 4 * 3600  # seconds; a day of lectures is several films
_NOT_SAID = "The file does not say how long it is. Write its length in seconds."


class FixedFile(forms.Widget):
    """The file of a film that is saved: named, and not to be changed."""

    template_name = "editing/admin/fixed_file.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return super().get_context(name, value, attrs) | {"file": value}


class VideoForm(WagtailAdminModelForm):
    """Adds what a film's file says of itself to what the editor writes."""

    access = forms.ChoiceField(choices=Access.choices, initial=Access.MEMBERS, label="Who may watch it by itself")
    captions_file = forms.FileField(
        required=False,
        label="Captions file",
        help_text="A WebVTT file (.vtt). It takes the place of the text below.",
        widget=forms.FileInput(attrs={"accept": ".vtt,text/vtt"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.film: Any = None
        duration = self.fields["duration"]
        duration.required = False
        duration.help_text = "Seconds. Left empty, read from the file."
        if self.instance.pk:
            self.fields["file"].disabled = duration.disabled = True
            self.fields["file"].widget = FixedFile()
            self.fields["file"].help_text = "A film is never replaced: for a new cut, upload a new video."
            duration.help_text = "Seconds. What learners watched is counted by it, so it stays."

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

    def clean_captions_file(self) -> str:
        """The file's text; blank where none was chosen."""
        file = self.cleaned_data["captions_file"]
        if not file:
            return ""
        if file.size > MOST_CHARACTERS:
            raise ValidationError("This is longer than captions can be. Was another file chosen by mistake?")
        try:
            text: str = file.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise ValidationError("This is no text in UTF-8. Export the captions as WebVTT in UTF-8.") from error
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def clean(self) -> dict[str, Any]:
        """The length where it was not typed, and captions, transcript and chapters that fit it."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.instance.pk:
            self._find_length(data)
        self._read_captions(data)
        length = data.get("duration")
        self._look_at("transcript", "passage", (block.value["at"] for block in data.get("transcript") or ()), length)
        self._look_at("chapters", "chapter", (block.value["at"] for block in data.get("chapters") or ()), length)
        return data

    def _find_length(self, data: dict[str, Any]) -> None:
        said = self.film.seconds if self.film else None
        counted = max(1, int(-(-said // 1))) if said is not None else None
        typed = data.get("duration")
        if typed and counted and abs(typed - counted) > 1:
            words = f"The file says {counted} seconds ({moment_words(counted)}). Leave this empty, and that is taken."
            self.add_error("duration", words)
        elif not typed and counted:
            data["duration"] = self.instance.duration = counted
        elif not typed and not self.errors.get("file"):
            self.add_error("duration", _NOT_SAID)
        if (data.get("duration") or 0) > LONGEST:
            long = moment_words(data["duration"])
            self.add_error("file", f"This film lasts {long}; {LONGEST // 3600} hours are the most. Cut it in parts.")

    def _read_captions(self, data: dict[str, Any]) -> None:
        given = data.get("captions_file") or ""
        name = "captions_file" if given else "captions"
        if given:
            data["captions"] = self.instance.captions = given
        captions = (data.get("captions") or "").strip()
        if captions:
            faults = faults_in(captions, duration=data.get("duration"))
            more = len(faults) - MOST_FAULTS
            words = [str(fault) for fault in faults[:MOST_FAULTS]] + ([f"And {more} more."] if more > 0 else [])
            if words:
                self.add_error(name, [ValidationError(word) for word in words])
        elif "captions_file" not in self.errors and (uses := uses_of(self.instance)):
            # Nothing is shown without captions: taking them away would take the film from those who need it.
            self.add_error("captions", f"This film is shown in {in_words(uses)}. It cannot be left without captions.")

    def _look_at(self, name: str, one: str, moments: Iterable[int | None], length: int | None) -> None:
        seen: set[int] = set()
        for moment in moments:
            at = moment or 0
            if length and at > length:
                self.add_error(name, f"A {one} begins at {moment_words(at)}, after the film ({moment_words(length)}).")
            elif at in seen:
                self.add_error(name, f"Two begin at {moment_words(at)}. Give each {one} a moment of its own.")
            seen.add(at)

    def save(self, commit: bool = True) -> Any:
        """What the file is, written once with it."""
        if self.film is not None:
            video = self.instance
            video.media_type = self.film.media_type
            video.sha256, video.size = fingerprint(self.cleaned_data["file"])
        return super().save(commit=commit)
