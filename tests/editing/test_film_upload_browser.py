"""A film with its captions and its words, through the editors' own form in Chromium."""

from django.urls import reverse

import pytest
from playwright.sync_api import expect

from editing.api import Video
from tests.films import CAPTIONS, film_bytes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_a_film_is_uploaded_and_each_refusal_stands_at_its_field(
    browser_context, client, django_user_model, live_server
):
    editor = django_user_model.objects.create_superuser(email="editor@example.org", password="a long enough word")
    client.force_login(editor)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    browser_context.add_cookies([cookie])
    page = browser_context.new_page()
    page.set_default_timeout(20_000)
    page.goto(live_server.url + reverse("wagtailsnippets_editing_video:add"))
    film = {"name": "film.webm", "mimeType": "video/webm", "buffer": film_bytes(20)}
    broken = CAPTIONS.replace("00:00:05.000 -->", "00:00:03.000 -->")

    def fill(film, captions):
        page.locator('[name="title"]').fill("The month, counted")
        page.locator('[name="file"]').set_input_files(film)
        page.locator('[name="captions_file"]').set_input_files(
            {"name": "film.vtt", "mimeType": "text/vtt", "buffer": captions.encode()}
        )

    def save():
        page.get_by_role("button", name="Save").click()

    fill({"name": "film.webm", "mimeType": "video/webm", "buffer": b"MZ" + b"\0" * 200}, broken)
    save()
    expect(page.locator('[id$="-file-errors"]').first).to_contain_text("neither a WebM")
    at_captions = page.locator('[id$="captions_file-errors"]')
    expect(at_captions).to_contain_text("Line 6: this caption begins while the one above")
    assert not Video.objects.exists()
    fill(film, CAPTIONS)
    page.locator('[name="duration"]').fill("")
    save()
    expect(page.get_by_text("created").first).to_be_visible()
    video = Video.objects.get()
    assert (video.duration, video.captions, video.uploaded_by) == (20, CAPTIONS, editor)
    assert [one.at for one in video.passages()] == [0, 12]
