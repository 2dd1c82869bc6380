"""Pictures for readers: sizes of them, never the originals."""

import mimetypes

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from .models import LibraryRendition

SHOWN_INLINE = {"image/avif", "image/gif", "image/jpeg", "image/png", "image/webp"}


@require_safe
def picture(request: HttpRequest, name: str) -> FileResponse:
    """A size of a picture, found in the table of sizes and not by a path, so that nothing else can be asked for.

    Originals lie in another folder under the media root, to which no address leads. A size never changes its name.
    """
    rendition = LibraryRendition.objects.filter(file=f"images/{name}").first()
    if rendition is None:
        raise Http404("No such picture.")
    try:
        file = rendition.file.open("rb")
    except FileNotFoundError as error:
        raise Http404("The picture's file is gone.") from error
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    response = FileResponse(file, content_type=kind, as_attachment=kind not in SHOWN_INLINE)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
