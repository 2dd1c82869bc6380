"""Tiny films for tests, made by the encoder that makes the demo's own."""

import io

from django.core.files.base import ContentFile

import av
from PIL import Image

from editing.api import Video, fingerprint, read_film

CAPTIONS = """WEBVTT

00:00:00.000 --> 00:00:04.000
<v Dr Lena Ode>A month is a month, says the zebrafinch.

00:00:05.000 --> 00:00:09.000
<v Dr Lena Ode>It begins on the day itself.

00:00:12.000 --> 00:00:18.000
<v Ruth Calloway>And it ends on the same day of the next.
"""


def film_bytes(seconds=20, form="webm") -> bytes:
    """A grey film of that length without sound."""
    out = io.BytesIO()
    with av.open(out, "w", format=form) as container:
        stream = container.add_stream("libvpx" if form == "webm" else "libx264", rate=5)
        stream.width, stream.height, stream.pix_fmt = 160, 90, "yuv420p"
        stream.codec_context.gop_size = 5
        for number in range(seconds * 5):
            shade = 40 + number % 160
            frame = av.VideoFrame.from_image(Image.new("RGB", (160, 90), (shade, shade, 120)))
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return out.getvalue()


def make_video(*, seconds=20, captions=CAPTIONS, access="members", title="The month, counted", **facts) -> Video:
    """A film that is ready to be shown."""
    data = film_bytes(seconds)
    file = io.BytesIO(data)
    sha256, size = fingerprint(file)
    video = Video(
        title=title,
        duration=seconds,
        captions=captions,
        access=access,
        media_type=read_film(file).media_type,
        sha256=sha256,
        size=size,
        **facts,
    )
    video.file.save("film.webm", ContentFile(data), save=False)
    video.save()
    return video
