"""Films: uploaded by editors, served in parts to those who may watch."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

import pytest

from editing.api import Video
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


def form_for(instance=None, file=None, **data):
    form = VideoViewSet().get_form_class()
    empty = {f"{name}-{part}": "0" for name in ("transcript", "chapters") for part in ("count",)}
    fields = {"title": "A film", "captions": "", "credit": "", "access": "members", "duration": ""} | empty | data
    return form(fields, {"file": file} if file else {}, instance=instance or Video())


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
