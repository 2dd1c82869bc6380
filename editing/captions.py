"""Captions as WebVTT (W3C: The Web Video Text Tracks Format): read, checked by line, made into a transcript. Pure.

Only what captions need is read: cues with times, settings and the tags for voices, italics and the like. Styles, notes
and regions are passed over.
"""

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

NARRATOR = "Narrator"
PASSAGE_SECONDS = 20  # a passage ends with the first sentence after so long
GAP_SECONDS = 3.0  # a silence that ends a passage
LONGEST_CUE = 400  # characters: more than any screen shows at once
MOST_CHARACTERS = 2_000_000

_TIME = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMES = re.compile(rf"^\s*{_TIME}\s+-->\s+{_TIME}(?:\s+.*)?$")
_SUBRIP = re.compile(r"^\d\d:\d\d:\d\d,\d{3} --> ", re.MULTILINE)
_VOICE = re.compile(r"<v(?:\.[^\s>]+)*\s+([^>]+)>")
_TAG = re.compile(r"</?[a-z][^>]*>|<\d[\d:.]*>", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…][\"”\u2019)]*$")


@dataclass(frozen=True)
class Cue:
    """What is shown from one moment to another, in seconds. `speaker` is blank where no voice is named."""

    start: float
    end: float
    text: str
    speaker: str = ""


@dataclass(frozen=True)
class Passage:
    """What one person said, from a whole second on."""

    at: int
    speaker: str
    text: str


@dataclass(frozen=True)
class Fault:
    """What is wrong, and in which line, counted from 1."""

    line: int
    sentence: str

    def __str__(self) -> str:
        return f"Line {self.line}: {self.sentence}"


class BadCaptions(ValueError):
    """The text is no good WebVTT; `faults` says where and why, in order."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = list(faults)
        super().__init__(" ".join(str(fault) for fault in faults))


def read_captions(text: str, *, duration: float | None = None) -> list[Cue]:
    """The cues of a WebVTT text, in order.

    Args:
        text: the file's text.
        duration: the film's length in seconds, if known; a cue may not begin after it.

    Raises:
        BadCaptions: the text is none, or has faults; each names its line.
    """
    if len(text) > MOST_CHARACTERS:
        raise BadCaptions([Fault(1, "this is longer than captions can be.")])
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not re.match(r"^WEBVTT(?:[ \t].*)?$", lines[0]):
        said = "a WebVTT file begins with the word WEBVTT, alone in its line."
        if _SUBRIP.search(text):
            said += " This looks like SubRip (.srt): export the captions as WebVTT (.vtt)."
        raise BadCaptions([Fault(1, said)])
    cues: list[Cue] = []
    faults: list[Fault] = []
    for first, block in _blocks(lines):
        faults += _read_block(first, block, cues, duration)
    if not cues and not faults:
        faults.append(Fault(len(lines), "there is no caption in it."))
    if faults:
        raise BadCaptions(faults)
    return cues


def faults_in(text: str, *, duration: float | None = None) -> list[Fault]:
    """What is wrong with captions; empty when nothing is."""
    try:
        read_captions(text, duration=duration)
    except BadCaptions as error:
        return error.faults
    return []


def passages_of(cues: Iterable[Cue], *, starts: Iterable[int] = ()) -> list[Passage]:
    """Captions as running text: cut where the speaker changes, at the beginning of a chapter (`starts`, in seconds),
    after a silence, and at the end of a sentence once a passage has its length.
    """
    marks = sorted(starts)
    groups: list[list[Cue]] = []
    for cue in cues:
        if not groups or _begins_anew(groups[-1], cue, marks):
            groups.append([])
        groups[-1].append(cue)
    return [
        Passage(int(group[0].start), group[0].speaker or NARRATOR, " ".join(cue.text for cue in group))
        for group in groups
    ]


def write_captions(cues: Iterable[Cue]) -> str:
    """The cues as WebVTT: the inverse of `read_captions`."""
    parts = ["WEBVTT"]
    for cue in cues:
        text = html.escape(cue.text, quote=False)
        said = f"<v {cue.speaker}>{text}" if cue.speaker else text
        parts.append(f"{_clock(cue.start)} --> {_clock(cue.end)}\n{said}")
    return "\n\n".join(parts) + "\n"


def _begins_anew(group: Sequence[Cue], cue: Cue, marks: Sequence[int]) -> bool:
    begun, last = group[0], group[-1]
    if (cue.speaker or begun.speaker) != begun.speaker or cue.start - last.end > GAP_SECONDS:
        return True
    if any(begun.start < mark <= cue.start for mark in marks):
        return True
    return last.end - begun.start >= PASSAGE_SECONDS and bool(_SENTENCE_END.search(last.text))


def _blocks(lines: Sequence[str]) -> Iterable[tuple[int, list[str]]]:
    """The blocks between blank lines, each with the number of its first line; the header is left out."""
    block: list[str] = []
    first, header = 1, True
    for number, line in enumerate([*lines, ""], start=1):
        if line.strip():
            if not block:
                first = number
            block.append(line)
        elif block:
            if not header:
                yield first, block
            block, header = [], False


def _read_block(first: int, block: list[str], cues: list[Cue], duration: float | None) -> list[Fault]:
    if re.match(r"^(NOTE|STYLE|REGION)(\s|$)", block[0]):
        return []
    at = next((number for number, line in enumerate(block) if "-->" in line), None)
    if at is None:
        return [Fault(first, "a caption needs a line of times, such as 00:01.000 --> 00:04.000.")]
    line = first + at
    if at > 1:
        return [Fault(line, "the times do not stand at the beginning of the caption. Is an empty line missing?")]
    if any("-->" in text for text in block[at + 1 :]):
        return [Fault(line, "two captions stand without an empty line between them.")]
    found = _TIMES.match(block[at])
    if found is None:
        return [Fault(line, f"“{block[at].strip()[:60]}” is no pair of times; write 00:01.000 --> 00:04.000.")]
    start, end = _seconds(found.groups()[:4]), _seconds(found.groups()[4:])
    faults = _faults_of_times(line, start, end, cues[-1] if cues else None, duration)
    text, speaker = _words(block[at + 1 :])
    if not text:
        faults.append(Fault(line, "this caption has no words."))
    elif len(text) > LONGEST_CUE:
        faults.append(Fault(line, f"this caption is longer than {LONGEST_CUE} characters. Split it."))
    cues.append(Cue(start, end, text, speaker))
    return faults


def _faults_of_times(line: int, start: float, end: float, before: Cue | None, duration: float | None) -> list[Fault]:
    if end <= start:
        return [Fault(line, f"this caption ends ({_clock(end)}) before it begins ({_clock(start)}).")]
    if before is not None and start < before.start:
        return [Fault(line, "this caption begins before the one above it. Put captions in the order of the film.")]
    if before is not None and start < before.end:
        # The standard allows it; two captions over one another are hard to read, and hard to follow in a transcript.
        shown = f"this caption begins while the one above it is shown (until {_clock(before.end)})"
        return [Fault(line, f"{shown}. End that one sooner, or write both voices into one caption.")]
    if duration is not None and start > duration:
        return [Fault(line, f"this caption begins at {_clock(start)}, after the film has ended.")]
    return []


def _words(lines: Sequence[str]) -> tuple[str, str]:
    raw = " ".join(line.strip() for line in lines)
    voice = _VOICE.search(raw)
    text = html.unescape(_TAG.sub("", raw))
    return re.sub(r"\s+", " ", text).strip(), (html.unescape(voice[1]).strip() if voice else "")


def _seconds(parts: Sequence[str | None]) -> float:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return hours * 3600 + minutes * 60 + seconds + thousandths / 1000


def _clock(seconds: float) -> str:
    whole, thousandths = divmod(round(seconds * 1000), 1000)
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{rest:02d}.{thousandths:03d}"
