"""A film in Chromium: what is really played is counted, and a leap to the end is not."""

import pytest
from playwright.sync_api import expect

from courses.models import RunState
from editing.api import Video
from foundation.vocabulary.api import load
from tests.films import make_video

from .native import key, make_page, place_on, url_of
from .test_lessons_browser import signed_in
from .test_watching import outline

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# The page's policy forbids scripts from strings, so the film itself says when it has come so far.
REACHED = """(film, moment) => new Promise((done) => {
  film.addEventListener("timeupdate", () => film.currentTime > moment && done());
})"""


@pytest.fixture
def second(browser):
    """Another device."""
    context = browser.new_context(locale="en-GB", timezone_id="Europe/London")
    yield context
    context.close()


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


@pytest.fixture
def place(asha, film):
    load()
    return place_on(asha, make_page(outline=outline(film)))


def played_to(video, moment):
    video.evaluate("film => { film.muted = true; return film.play(); }")
    video.evaluate(REACHED, moment)


def test_a_film_in_a_lesson_is_watched_through_a_cut_and_resumed_elsewhere(
    browser_context, second, client, place, live_server
):
    address = live_server.url + url_of(place, "lesson1")
    page = signed_in(browser_context, client, place.person, live_server)
    page.goto(address)
    video = page.locator("video")
    # At twice the speed a second of the film is a second of the film.
    page.locator('[data-speed="2"]').click()
    played_to(video, 3)
    browser_context.set_offline(True)
    video.evaluate("film => film.pause()")
    expect(page.locator("[data-save]")).to_contain_text("Saved on this device only", timeout=20_000)
    played_to(video, 7)
    video.evaluate("film => film.pause()")
    browser_context.set_offline(False)
    expect(page.locator("[data-save]")).to_contain_text("Saved", timeout=30_000)
    expect(page.locator("[data-watched-words]")).to_contain_text("watched;", timeout=30_000)
    page.wait_for_function("() => /^Saved \\d/.test(document.querySelector('[data-save]').textContent)")
    element = RunState.objects.get().data[f"video.{key('inside')}"]
    ((first, last),) = element["segments"]
    assert first < 0.3
    assert 7 <= last < 9
    # The captions are a track of the player's own, which its keyboard control shows and hides; the choice is kept.
    assert video.evaluate("film => film.textTracks[0].mode") == "showing"
    video.evaluate("film => { film.textTracks[0].mode = 'disabled'; }")
    page.wait_for_function("() => localStorage.getItem('candour:film-captions') === 'off'")
    # Another device, led to the block by "Continue", goes on where this one stopped.
    other = signed_in(second, client, place.person, live_server)
    other.goto(f"{address}#b-{key('inside')}")
    other.wait_for_function("() => document.querySelector('video').currentTime > 6")
    assert abs(other.locator("video").evaluate("film => film.currentTime") - element["at"]) < 0.5
    # A line of the transcript that the search has found is followed instead.
    other.goto("about:blank")
    other.goto(f"{address}#t-{Video.objects.get().uuid.hex[:8]}-12")
    other.wait_for_function("() => document.querySelector('video').currentTime === 12")
    expect(other.locator("details.film-fold")).to_have_attribute("open", "")
    other.get_by_role("button", name="I have read the transcript").click()
    expect(other.locator("[data-watched-words]")).to_have_text("You have watched enough of this film.")
