"""Films: uploaded by editors, served in parts to those who may watch."""

from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

import pytest

from editing.api import Passage, Video, by_chapter
from editing.video_admin import VideoViewSet
from editing.videos import film_pass
from tests.films import CAPTIONS, film_bytes, make_video

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def editor(django_user_model):
    return django_user_model.objects.create_superuser(email="editor@example.org", password="a long enough word")


def status_of(client, address, **headers):
    """The status of an answer whose body nobody reads."""
    response = client.get(address, headers=headers)
    if response.streaming:
        b"".join(response.streaming_content)
    return response.status_code


def film_of(video, given=""):
    return reverse("editing:film", args=[video.uuid]) + given


def test_a_film_comes_whole_or_in_parts(client, asha):
    video = make_video(seconds=2)
    client.force_login(asha)
    whole = client.get(film_of(video))
    data = b"".join(whole.streaming_content)
    assert (whole.status_code, len(data)) == (200, video.size)
    assert whole["ETag"] == f'"{video.sha256}"'
    assert whole["Cache-Control"] == "private, no-cache"
    assert whole["X-Content-Type-Options"] == "nosniff"
    part = client.get(film_of(video), headers={"Range": "bytes=10-19"})
    assert (part.status_code, b"".join(part.streaming_content)) == (206, data[10:20])
    assert part["Content-Range"] == f"bytes 10-19/{video.size}"
    assert client.get(film_of(video), headers={"Range": f"bytes={video.size}-"}).status_code == 416
    assert client.get(film_of(video), headers={"If-None-Match": f'"{video.sha256}"'}).status_code == 304
    stale = client.get(film_of(video), headers={"Range": "bytes=0-1", "If-Range": '"other"'})
    assert (stale.status_code, len(b"".join(stale.streaming_content))) == (200, video.size)


def test_only_those_who_may_watch_get_the_film_and_its_captions(client, asha, finn, editor):
    video = make_video(seconds=1)
    captions = reverse("editing:film-captions", args=[video.uuid])
    for person, status in ((None, 403), (finn, 403), (asha, 200), (editor, 200)):
        if person is not None:
            client.force_login(person)
        assert status_of(client, film_of(video)) == status
        assert client.get(captions).status_code == status


def test_a_pass_opens_one_film_for_one_person(client, asha, finn):
    video, other = make_video(seconds=1), make_video(seconds=1)
    client.force_login(finn)
    assert status_of(client, film_of(video, f"?pass={film_pass(video.uuid, finn.pk)}")) == 200
    assert status_of(client, film_of(other, f"?pass={film_pass(video.uuid, finn.pk)}")) == 403
    assert status_of(client, film_of(video, f"?pass={film_pass(video.uuid, asha.pk)}")) == 403
    assert status_of(client, film_of(video, "?pass=forged")) == 403


def test_nothing_is_shown_before_there_are_captions(client, asha, editor):
    video = make_video(seconds=1, captions="")
    client.force_login(asha)
    assert status_of(client, film_of(video)) == 404
    client.force_login(editor)
    assert status_of(client, film_of(video)) == 200


def form_for(instance=None, file=None, files=None, **data):
    form = VideoViewSet().get_form_class()
    empty = {f"{name}-{part}": "0" for name in ("transcript", "chapters") for part in ("count",)}
    fields = {"title": "A film", "captions": "", "credit": "", "access": "members", "duration": ""} | empty | data
    return form(fields, ({"file": file} if file else {}) | (files or {}), instance=instance or Video())


def test_an_upload_is_judged_by_its_bytes_and_described():
    form = form_for(file=SimpleUploadedFile("film.exe", film_bytes(2)), captions=CAPTIONS.split("\n\n00:00:05")[0])
    assert form.is_valid(), form.errors
    video = form.save()
    assert (video.media_type, video.duration, video.size > 0, len(video.sha256)) == ("video/webm", 2, True, 64)
    bad = form_for(file=SimpleUploadedFile("film.webm", b"MZ" + b"\0" * 100))
    assert "neither a WebM nor an MP4" in str(bad.errors["file"])


def test_a_film_that_is_too_large_is_refused(settings):
    settings.VIDEO_MEGABYTES = 0
    assert "0 MB is the most" in str(form_for(file=SimpleUploadedFile("f.webm", film_bytes(1))).errors["file"])


def test_captions_are_refused_with_their_lines():
    wrong = "WEBVTT\n\n00:04.000 --> 00:02.000\nBack"
    form = form_for(file=SimpleUploadedFile("f.webm", film_bytes(2)), captions=wrong)
    assert "Line 3: this caption ends (00:00:02.000) before it begins" in str(form.errors["captions"])


def test_the_file_of_a_saved_film_stays():
    video = make_video(seconds=1)
    form = form_for(
        instance=video, file=SimpleUploadedFile("f.webm", film_bytes(3)), title="New", duration="1", captions=""
    )
    assert form.is_valid(), form.errors
    saved = form.save()
    assert (saved.title, saved.sha256, saved.file.name) == ("New", video.sha256, video.file.name)


def test_a_captions_file_takes_the_place_of_the_text():
    file = SimpleUploadedFile("f.webm", film_bytes(20))
    windows = CAPTIONS.replace("\n", "\r\n").encode("utf-8-sig")
    form = form_for(file=file, captions="WEBVTT broken", files={"captions_file": SimpleUploadedFile("c.vtt", windows)})
    assert form.is_valid(), form.errors
    assert form.save().captions == CAPTIONS


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (b"\xff\xfe\x00W", "no text in UTF-8"),
        (b"1\n00:00:01,000 --> 00:00:02,000\nA", "looks like SubRip (.srt)"),
        (b"WEBVTT\n\n00:01.000 --> 00:04.000\nA\n\n00:03.000 --> 00:05.000\nB", "Line 6: this caption begins while"),
        (b"x" * 2_000_001, "longer than captions can be"),
    ],
    ids=["no text", "another format", "overlap", "too long"],
)
def test_a_captions_file_that_is_none_is_refused_at_its_field(data, part):
    file = SimpleUploadedFile("f.webm", film_bytes(6))
    form = form_for(file=file, files={"captions_file": SimpleUploadedFile("c.vtt", data)})
    assert part in str(form.errors["captions_file"])
    assert list(form.errors) == ["captions_file"]


def test_a_length_that_the_file_denies_or_that_is_too_long_is_refused():
    typed = form_for(file=SimpleUploadedFile("f.webm", film_bytes(2)), duration="300")
    assert "The file says 2 seconds (0:02)." in str(typed.errors["duration"])
    silent = SimpleUploadedFile("f.mp4", b"\0\0\0\x10ftypisom\0\0\0\0")
    assert "does not say how long it is" in str(form_for(file=silent).errors["duration"])
    silent.seek(0)
    assert "4 hours are the most" in str(form_for(file=silent, duration="20000").errors["file"])


def test_chapters_and_passages_lie_within_the_film_each_at_its_own_moment():
    def streams(*moments):
        data = {"transcript-count": str(len(moments))}
        for number, at in enumerate(moments):
            here = f"transcript-{number}"
            data |= {f"{here}-deleted": "", f"{here}-order": str(number), f"{here}-type": "passage"}
            data |= {f"{here}-value-at": at, f"{here}-value-speaker": "Ruth", f"{here}-value-text": "Said."}
        return data

    late = form_for(file=SimpleUploadedFile("f.webm", film_bytes(2)), **streams("0:00", "1:00"))
    assert "A passage begins at 1:00, after the film (0:02)." in str(late.errors["transcript"])
    twice = form_for(file=SimpleUploadedFile("f.webm", film_bytes(2)), **streams("0:01", "0:01"))
    assert "Two begin at 0:01." in str(twice.errors["transcript"])


def test_two_voices_in_one_second_have_two_anchors():
    (chapter,) = by_chapter([], [Passage(3, "A", "One."), Passage(3, "B", "Two.")])
    assert [one.anchor for one in chapter.said] == ["t-3", "t-3-too"]


def test_the_list_says_what_keeps_a_film_from_its_readers(client, editor):
    make_video(seconds=1, title="Good")
    make_video(seconds=1, title="Mute", captions="")
    Path(make_video(seconds=1, title="Gone").file.path).unlink()
    client.force_login(editor)
    page = client.get(reverse("wagtailsnippets_editing_video:list")).content.decode()
    for word in ("Ready", "Waits for its captions", "Its file is gone"):
        assert page.count(word) == 1


@pytest.mark.parametrize(
    ("header", "status", "stretch"),
    [
        ("bytes=-5", 206, slice(-5, None)),
        ("bytes=-999999999", 206, slice(None)),
        ("bytes=7-", 206, slice(7, None)),
        ("bytes=0-999999999", 206, slice(None)),
        ("bytes=0-1,5-6", 200, slice(None)),
        ("bytes=9-3", 200, slice(None)),
        ("items=0-1", 200, slice(None)),
        ("bytes=a-b", 200, slice(None)),
        ("bytes=-0", 416, None),
        ("bytes=999999999-", 416, None),
    ],
)
def test_any_range_is_answered_as_the_standard_says(client, asha, header, status, stretch):
    video = make_video(seconds=1)
    data = Path(video.file.path).read_bytes()
    client.force_login(asha)
    answer = client.get(film_of(video), headers={"Range": header})
    assert answer.status_code == status
    if stretch is None:
        assert answer["Content-Range"] == f"bytes */{video.size}"
    else:
        sent = b"".join(answer.streaming_content)
        assert sent == data[stretch]
        assert answer["Content-Length"] == str(len(sent))


def test_a_range_of_the_same_film_is_continued_and_of_another_begun_anew(client, asha):
    video = make_video(seconds=1)
    client.force_login(asha)
    own = {"Range": "bytes=4-", "If-Range": f'"{video.sha256}"'}
    assert status_of(client, film_of(video), **own) == 206
    # A weak tag and a date cannot say that two parts fit together.
    for other in (f'W/"{video.sha256}"', "Wed, 21 Oct 2026 07:28:00 GMT"):
        assert status_of(client, film_of(video), **(own | {"If-Range": other})) == 200
