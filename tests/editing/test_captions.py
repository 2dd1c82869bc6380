"""Captions: read, refused by line, made into a transcript. And what a film's file says of itself."""

import contextlib
import io

import pytest

from editing.captions import BadCaptions, Cue, faults_in, passages_of, read_captions, write_captions
from editing.films import NotAFilm, read_film
from tests.films import CAPTIONS, film_bytes


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("", 1, "begins with the word WEBVTT"),
        ("WEBVTT", 1, "there is no caption in it"),
        ("WEBVTT\n\n00:04.000 --> 00:02.000\nBack", 3, "ends (00:00:02.000) before it begins (00:00:04.000)"),
        ("WEBVTT\n\n00:04,000 --> 00:06,000\nComma", 3, "is no pair of times"),
        ("WEBVTT\n\n00:04.000 --> 00:06.000\n", 3, "has no words"),
        ("WEBVTT\n\n1\nWords without times", 3, "needs a line of times"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nA\n00:03.000 --> 00:04.000\nB", 3, "without an empty line"),
        ("WEBVTT\n\n00:09.000 --> 00:10.000\nA\n\n00:03.000 --> 00:04.000\nB", 6, "begins before the one above"),
        ("WEBVTT\n\n00:59.000 --> 01:00.000\nLate", 3, "after the film has ended"),
    ],
)
def test_a_fault_names_its_line(text, line, part):
    first = faults_in(text, duration=20)[0]
    assert (first.line, part in first.sentence) == (line, True), first


def test_every_fault_is_told_at_once():
    with pytest.raises(BadCaptions) as refused:
        read_captions("WEBVTT\n\n00:04.000 --> 00:02.000\nA\n\n00:06.000 -> 00:07.000\nB")
    assert [fault.line for fault in refused.value.faults] == [3, 6]
    assert str(refused.value).startswith("Line 3: this caption ends")


def test_notes_styles_settings_and_entities_are_understood():
    text = "\ufeffWEBVTT - film\r\n\r\nNOTE by us\r\n\r\nintro\r\n00:01.000 --> 00:02.500 line:0\r\n"
    text += "<i>R&amp;D</i>\r\nagain\r\n"
    assert read_captions(text) == [Cue(1.0, 2.5, "R&D again")]


def test_captions_that_were_written_are_read_back():
    cues = read_captions(CAPTIONS)
    assert read_captions(write_captions(cues)) == cues


def test_a_transcript_changes_passage_with_the_speaker_and_at_a_chapter():
    cues = read_captions(CAPTIONS)
    assert [(one.at, one.speaker) for one in passages_of(cues)] == [(0, "Dr Lena Ode"), (12, "Ruth Calloway")]
    assert [one.at for one in passages_of(cues, starts=[5])] == [0, 5, 12]


@pytest.mark.parametrize("form", ["webm", "mp4"])
def test_a_film_says_its_kind_and_its_length(form):
    film = read_film(io.BytesIO(film_bytes(3, form)))
    assert film.media_type == f"video/{form}"
    assert film.seconds == pytest.approx(3, abs=0.3)


@pytest.mark.parametrize("data", [b"", b"GIF89a" + b"\0" * 50, b"\x1a\x45\xdf\xa3", b"<html>"])
def test_what_is_no_film_is_refused(data):
    with pytest.raises(NotAFilm):
        read_film(io.BytesIO(data))


def test_a_film_that_is_cut_off_anywhere_breaks_nothing():
    whole = {form: film_bytes(1, form) for form in ("webm", "mp4")}
    for data in whole.values():
        for length in range(0, len(data), 97):
            with contextlib.suppress(NotAFilm):
                read_film(io.BytesIO(data[:length]))
