"""A film in Chromium: what is really played is counted, and a leap to the end is not."""

import pytest
from playwright.sync_api import expect

from courses.models import RunState
from foundation.vocabulary.api import load
from tests.films import make_video

from .native import make_page, place_on, url_of
from .test_lessons_browser import signed_in
from .test_watching import outline

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# The page's policy forbids scripts from strings, so the film itself says when it has come so far.
REACHED = """(film, moment) => new Promise((done) => {
  film.addEventListener("timeupdate", () => film.currentTime > moment && done());
})"""


@pytest.fixture
def film(settings, tmp_path, db):
    settings.MEDIA_ROOT = tmp_path
    return make_video()


def test_a_leap_to_the_end_of_a_film_is_not_watched(browser_context, client, asha, live_server, film):
    load()
    place = place_on(asha, make_page(outline=outline(film)))
    page = signed_in(browser_context, client, asha, live_server)
    page.goto(live_server.url + url_of(place, "film"))
    video = page.locator("video")
    video.evaluate("film => { film.muted = true; film.currentTime = 0; return film.play(); }")
    video.evaluate(REACHED, 1.5)
    # A passage of the transcript leads into the film; what lies between was not watched.
    page.locator('a[data-seek="12"]').click()
    video.evaluate(REACHED, 13)
    expect(page.locator("#t-12")).to_have_attribute("data-now", "")
    video.evaluate("film => film.pause()")
    expect(page.locator("[data-watched-words]")).to_contain_text("watched;")
    segments = RunState.objects.get().data["video.main"]["segments"]
    assert len(segments) == 2
    assert segments[0][1] < 5
    assert segments[1][0] >= 11.9
    page.locator('[data-speed="2"]').click()
    page.reload()
    expect(page.locator('[data-speed="2"]')).to_have_attribute("aria-pressed", "true")
