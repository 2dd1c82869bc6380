"""Narrated slide films for the demo, made from text: slides drawn, sentences spoken, captions timed by them.

Nothing of it is committed: a film is made when the demo is seeded, and kept beside the data under the hash of its text
and of this file. Needs the encoder of the development group (PyAV); a machine without it has a demo without films.
"""

import hashlib
import io
import tomllib
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile

from editing.api import Cue, Video, fingerprint, read_film, write_captions

from .speaking import SILENT_WORDS_PER_SECOND, voice

FILMS = Path(__file__).parent.parent / "library" / "films"
FONTS = settings.NODE_MODULES / "@expo-google-fonts"
SIZE = (1280, 720)
FRAMES = 4  # a second: slides stand still
PAUSE, SLIDE_PAUSE, SILENT_RATE = 0.45, 0.9, 16_000
PAPER, INK, ACCENT, MUTED = "#fbf8f1", "#16262b", "#0f5561", "#4d5f65"


@dataclass(frozen=True)
class Built:
    """A film with its words: the file's bytes, captions and chapters."""

    data: bytes
    captions: str
    chapters: list[tuple[int, str]]
    seconds: float


def plant_films() -> dict[str, int]:
    """Make what is missing of the demo's films; their keys by slug. Empty where this machine cannot encode."""
    found = {}
    for path in sorted(FILMS.glob("*.toml")):
        script = tomllib.loads(path.read_text(encoding="utf-8"))
        video = Video.objects.filter(title=script["title"]).first() or _planted(path, script)
        if video is not None:
            found[path.stem] = video.pk
    return found


def build(script: dict[str, Any]) -> Built:
    """The film of a script as FORMAT.md describes it. Raises ImportError without an encoder."""
    import av  # noqa: PLC0415 - a tool of the demo only

    speaker = voice()
    rate = speaker.rate if speaker else SILENT_RATE
    cues: list[Cue] = []
    chapters: list[tuple[int, str]] = []
    slides: list[tuple[float, Any]] = []
    sound, now = bytearray(), 0.0
    for number, slide in enumerate(script["slides"], start=1):
        if "chapter" in slide:
            chapters.append((int(now), slide["chapter"]))
        begun = now
        for sentence in slide["say"]:
            said = speaker.say(sentence) if speaker else b"\0\0" * int(_silence(sentence) * rate)
            length = len(said) / 2 / rate
            cues.append(Cue(round(now, 3), round(now + length, 3), sentence))
            sound += said + b"\0\0" * int(PAUSE * rate)
            now = len(sound) / 2 / rate
        sound += b"\0\0" * int(SLIDE_PAUSE * rate)
        now = len(sound) / 2 / rate
        slides.append((now - begun, _drawn(slide, number, len(script["slides"]))))
    data = _encoded(av, slides, bytes(sound), rate)
    return Built(data, write_captions(cues), chapters, now)


def _silence(sentence: str) -> float:
    return max(2.0, len(sentence.split()) / SILENT_WORDS_PER_SECOND)


def _planted(path: Path, script: dict[str, Any]) -> Video | None:
    source = path.read_bytes() + Path(__file__).read_bytes() + (b"voice" if voice() else b"silent")
    kept = Path(settings.MEDIA_ROOT).parent / "films" / f"{hashlib.sha256(source).hexdigest()[:24]}"
    try:
        if not kept.with_suffix(".webm").exists():
            built = build(script)
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.with_suffix(".vtt").write_text(built.captions, encoding="utf-8")
            lines = "\n".join(f"{at} {title}" for at, title in built.chapters)
            kept.with_suffix(".chapters").write_text(lines, encoding="utf-8")
            kept.with_suffix(".webm").write_bytes(built.data)
    except ImportError:
        return None
    data = kept.with_suffix(".webm").read_bytes()
    film = read_film(io.BytesIO(data))
    sha256, size = fingerprint(io.BytesIO(data))
    marks = [line.split(" ", 1) for line in kept.with_suffix(".chapters").read_text(encoding="utf-8").splitlines()]
    video = Video(
        title=script["title"],
        credit=script.get("credit", ""),
        captions=kept.with_suffix(".vtt").read_text(encoding="utf-8"),
        duration=max(1, int(-(-(film.seconds or 1) // 1))),
        media_type=film.media_type,
        sha256=sha256,
        size=size,
        chapters=[("chapter", {"at": int(at), "title": title}) for at, title in marks],
    )
    video.file.save(f"{path.stem}.webm", ContentFile(data), save=False)
    video.save()
    return video


def _drawn(slide: dict[str, Any], number: int, count: int) -> Any:
    from PIL import Image, ImageDraw, ImageFont  # noqa: PLC0415 - a tool of the demo only

    image = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(image)
    bold = next(iter(sorted(FONTS.rglob("NotoSans_700Bold.ttf"))), None)
    plain = next(iter(sorted(FONTS.rglob("NotoSans_400Regular.ttf"))), None)

    def font(path: Path | None, size: int) -> Any:
        return ImageFont.truetype(str(path), size) if path else ImageFont.load_default(size)

    draw.rectangle((0, 0, 14, SIZE[1]), fill=ACCENT)
    draw.text((90, 110), slide["heading"], font=font(bold, 62), fill=INK)
    draw.line((92, 206, 252, 206), fill=ACCENT, width=5)
    for row, line in enumerate(slide["lines"]):
        draw.text((90, 256 + row * 78), line, font=font(plain, 38), fill=INK)
    # Players lay captions over the foot of the picture: nothing that matters stands there.
    draw.text((SIZE[0] - 130, 40), f"{number} / {count}", font=font(plain, 24), fill=MUTED)
    return image


def _encoded(av: Any, slides: list[tuple[float, Any]], sound: bytes, rate: int) -> bytes:
    out = io.BytesIO()
    with av.open(out, "w", format="webm") as container:
        picture = container.add_stream("libvpx", rate=FRAMES)
        picture.width, picture.height, picture.pix_fmt = *SIZE, "yuv420p"
        picture.bit_rate = 350_000
        picture.options = {"deadline": "realtime", "cpu-used": "8"}
        # Its threads wait for one another by turning round: on a busy machine one is fifteen times as fast as several.
        picture.codec_context.thread_count = 1
        picture.codec_context.gop_size = FRAMES * 5  # a leap lands within five seconds of a whole picture
        words = container.add_stream("libopus", rate=48_000)
        words.layout, words.bit_rate = "mono", 32_000
        shown, until, tick = 0, 0.0, Fraction(1, FRAMES)
        resampler = av.AudioResampler(format="s16", layout="mono", rate=48_000)
        step, heard = rate * 2, 0
        for length, image in slides:
            until += length
            frame = av.VideoFrame.from_image(image).reformat(format="yuv420p")
            while shown / FRAMES < until:
                frame.pts, frame.time_base = shown, tick
                container.mux(picture.encode(frame))
                shown += 1
                chunk, heard = sound[heard : heard + step // FRAMES], heard + step // FRAMES
                for piece in resampler.resample(_sound_of(av, chunk, rate)):
                    container.mux(words.encode(piece))
        container.mux(picture.encode(None))
        for piece in resampler.resample(None):
            container.mux(words.encode(piece))
        container.mux(words.encode(None))
    return out.getvalue()


def _sound_of(av: Any, chunk: bytes, rate: int) -> Any:
    """A stretch of sound as the encoder takes it; a silent one where the speech has ended before the picture."""
    frame = av.AudioFrame(format="s16", layout="mono", samples=max(1, len(chunk) // 2))
    frame.sample_rate = rate
    plane = frame.planes[0]
    plane.update(chunk.ljust(plane.buffer_size, b"\0")[: plane.buffer_size])
    return frame
