"""An upload on its way in: straight from the wire to quarantine, within the limit, nothing in memory."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat

from courses.models import Package
from courses.packages.importing import limits
from courses.packages.quarantine import Arriving

FIELD = "file"
_AROUND_THE_FILE = 64 << 10  # bytes that a form has besides its file


class Quarantined(UploadedFile):
    """A file that lies in quarantine. Unless somebody keeps it, the end of the request removes it."""

    def __init__(self, arriving: Arriving, name: str, size: int) -> None:
        super().__init__(name=name, size=size)
        self.arriving = arriving

    def close(self) -> None:
        """Called by Django at the end of the request."""
        self.arriving.drop()


class QuarantineHandler(FileUploadHandler):
    """Writes the one file of the form to quarantine. `refused` is the sentence where it could not."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.refused = ""
        self._limit = limits().upload
        self._arriving: Arriving | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """The field "file" is taken, once; everything else is passed over."""
        super().new_file(*args, **kwargs)
        if self.field_name != FIELD or self._arriving is not None:
            raise SkipFile
        self._arriving = Arriving()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a piece down. Nothing is handed on to another handler."""
        assert self._arriving is not None  # noqa: S101 - new_file came first
        if self._arriving.size + len(raw_data) > self._limit:
            self._give_up(too_big(self._limit))
        try:
            self._arriving.write(raw_data)
        except OSError:
            self._give_up("There is no room for the file on this server. Ask whoever runs it, and try again.")

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """The whole file, for the form."""
        if self._arriving is None or self.refused:
            return None
        return Quarantined(self._arriving, self.file_name or "package.zip", file_size)

    def upload_interrupted(self) -> None:
        """The browser went away in the middle."""
        if self._arriving is not None:
            self._arriving.drop()

    def _give_up(self, sentence: str) -> None:
        self.refused = sentence
        self.upload_interrupted()
        raise StopUpload(connection_reset=False)


class UploadForm(forms.Form):
    """A file, and the package that it is a new version of."""

    file = forms.FileField(
        label="SCORM package",
        help_text="The zip that your authoring tool exports as SCORM 1.2 or SCORM 2004.",
        widget=forms.ClearableFileInput(attrs={"accept": ".zip,application/zip"}),
    )
    package = forms.ModelChoiceField(
        Package.objects.order_by("title"),
        required=False,
        empty_label="A new package",
        label="It is a version of",
        help_text="A new version never changes what learners have begun; course pages choose when to offer it.",
    )


def announced_too_big(request: HttpRequest) -> str:
    """The sentence where the request says of itself that it is over the limit, before any of it is read."""
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = 0
    return too_big(limits().upload) if length > limits().upload + _AROUND_THE_FILE else ""


def too_big(most: int) -> str:
    """What an author reads about a file over the limit of `most` bytes."""
    size = filesizeformat(most)
    return f"The file is too big: a package may have {size}. Take out what learners do not need, or split the course."
