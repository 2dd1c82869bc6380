"""Films in a course: distinct seconds complete them, a leap does not, and the transcript may be read instead."""

import itertools
import json
from datetime import timedelta

from django.utils import timezone

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from courses.models import Commit, CourseItem, ItemResult, RunState
from courses.rules import lessons, watching
from courses.selectors import progress_of
from courses.specs import problems
from foundation.vocabulary.api import load
from tests.films import make_video

from .native import block, key, lesson, make_page, place_on, url_of, words

SEGMENT = st.tuples(st.integers(0, 600), st.integers(1, 200)).map(lambda pair: [pair[0] / 10, (pair[0] + pair[1]) / 10])
SEGMENTS = st.lists(SEGMENT, max_size=12)


def tenths(segments):
    return {tenth for first, last in segments for tenth in range(round(first * 10), round(last * 10))}


@given(SEGMENTS, SEGMENTS)
def test_joined_segments_hold_what_either_held_and_nothing_else(a, b):
    union = watching.joined(a, b)
    assert tenths(union) == tenths(a) | tenths(b)
    assert all(first[1] < second[0] for first, second in itertools.pairwise(union))
    assert watching.joined(b, a) == union == watching.joined(union, a)
    assert watching.watched_seconds(union) == pytest.approx(len(tenths(union)) / 10)


@given(SEGMENTS, st.floats(0, 100))
def test_no_more_is_credited_than_fits_the_clock(segments, within):
    kept = watching.plausible(watching.joined(segments), within=within)
    assert tenths(kept) <= tenths(segments)
    assert watching.watched_seconds(kept) <= within * watching.FASTEST + watching.GRACE + 0.11


@pytest.mark.parametrize(
    "sent",
    [
        None,
        {},
        "x",
        [[1]],
        [[2, 1]],
        [[-1, 3]],
        [[0, 99]],
        [[0, "9"]],
        [[0, True]],
        [[0, float("nan")]],
        [[0, 10**400]],
        [[0, 1]] * 501,
    ],
)
def test_segments_that_do_not_fit_the_film_are_refused(sent):
    with pytest.raises(watching.NotSegments):
        watching.read_segments(sent, duration=20)


def outline(video, *, required=True):
    film = {"title": "The month, counted", "minutes": 3, "video": video.pk, "share": 90, "intro": "<p>Watch.</p>"}
    inside = block("inside", "video", {"video": video.pk, "required": required})
    parts = [block("film", "video", film), lesson("lesson1", "Spotting one", words("para", "Mr Hale."), inside)]
    return json.dumps([block("module", "module", {"title": "", "items": parts})])


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def place(db, asha):
    load()
    return place_on(asha, make_page(outline=outline(make_video())))


def ticket(client, place, name="film"):
    page = client.get(url_of(place, name)).content.decode()
    return page.split('data-visit="')[1].split('"')[0]


def watched(client, place, visit, segments, *, seq=1, name="film", block_name="main"):
    data = {"act": "watched", "visit": visit, "seq": seq, "block": block_name, "segments": json.dumps(segments)}
    return client.post(url_of(place, name), data, headers={"Accept": "application/json"})


def test_the_page_has_film_captions_chapters_and_words(client, asha, place):
    client.force_login(asha)
    page = client.get(url_of(place, "film")).content.decode()
    for part in (
        "<video",
        "controls",
        'kind="captions"',
        "captions.vtt?pass=",
        'id="t-12"',
        "zebrafinch",
        "Ruth Calloway",
    ):
        assert part in page
    assert "Watch 18 s of it, or read the transcript." in page


def test_enough_distinct_seconds_complete_the_film(client, asha, place):
    client.force_login(asha)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        visit = ticket(client, place)
        clock.shift(timedelta(seconds=60))
        answer = watched(client, place, visit, [[0, 10]]).json()
        assert (answer["watching"]["enough"], answer["watching"]["sentence"]) == (False, "10 s watched; 8 s to go.")
        # The same stretch again is not more, and the end alone is not the whole.
        assert watched(client, place, visit, [[0, 10], [19, 20]], seq=2).json()["watching"]["enough"] is False
        answer = watched(client, place, visit, [[0, 17.5], [19, 20]], seq=3).json()
    assert answer["watching"] == {"enough": True, "percent": 100, "sentence": "That is enough; go on."}
    result = ItemResult.objects.get(item__kind=CourseItem.Kind.VIDEO)
    assert (result.satisfied_at is not None, result.evidence) == (True, "B")


def test_what_cannot_have_been_played_yet_is_not_counted(client, asha, place):
    client.force_login(asha)
    with time_machine.travel(place.enrolled_at, tick=False) as clock:
        visit = ticket(client, place)
        clock.shift(timedelta(seconds=1))
        answer = watched(client, place, visit, [[0, 20]]).json()
        assert answer["watching"]["enough"] is False
        # Nor by sending the rest under another page's name.
        second = ticket(client, place)
        assert watched(client, place, second, [[5, 20]]).json()["watching"]["enough"] is False
    state = RunState.objects.get().data["video.main"]
    (played,) = state["segments"]
    assert state["cut"]
    assert played[0] == 0
    assert 17 <= played[1] <= 19


def test_bad_segments_are_refused_and_nothing_is_kept(client, asha, place):
    client.force_login(asha)
    answer = watched(client, place, ticket(client, place), [[0, 900]])
    assert (answer.status_code, answer.json()["code"]) == (400, "bad-segments")
    assert "Segment 1 does not lie within the film." in answer.json()["sentence"]
    other = watched(client, place, ticket(client, place), [[0, 1]], block_name="nowhere")
    assert (other.status_code, other.json()["code"]) == (400, "not-in-this-item")
    assert not Commit.objects.exists()


def test_two_devices_add_up(client, asha, place):
    client.force_login(asha)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        one, two = ticket(client, place), ticket(client, place)
        clock.shift(timedelta(seconds=60))
        watched(client, place, one, [[0, 9]])
        assert watched(client, place, two, [[9, 18]]).json()["watching"]["enough"] is True
    assert RunState.objects.get().data["video.main"]["segments"] == [[0, 18]]


def test_without_a_script_the_transcript_completes_it(client, asha, place):
    client.force_login(asha)
    visit = ticket(client, place)
    data = {"act": "transcript", "visit": visit, "seq": 1, "block": "main"}
    page = client.post(url_of(place, "film"), data, follow=True).content.decode()
    assert "You have done this part" in page
    assert RunState.objects.get().data["video.main"]["read"] is True


def test_a_lesson_waits_for_its_film(client, asha, place):
    client.force_login(asha)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        visit = ticket(client, place, "lesson1")
        clock.shift(timedelta(seconds=60))
        done = {"act": "done", "visit": visit, "seq": 1}
        client.post(url_of(place, "lesson1"), done)
        assert not ItemResult.objects.filter(item__kind="lesson", satisfied_at__isnull=False).exists()
        answer = watched(client, place, visit, [[0, 19]], seq=2, name="lesson1", block_name=key("inside"))
    assert answer.json()["missing"] == ""
    assert ItemResult.objects.get(item__kind="lesson").satisfied_at is not None


@pytest.mark.django_db
def test_a_film_without_captions_is_not_published():
    load()
    page = make_page(publish=False, outline=outline(make_video(captions="")))
    assert any("has no captions yet" in problem.sentence for problem in problems(page.spec()))


def test_segments_that_nest_without_end_are_refused_in_words(client, asha, place):
    client.force_login(asha)
    data = {"act": "watched", "visit": ticket(client, place), "seq": 1, "block": "main", "segments": "[" * 100_000}
    answer = client.post(url_of(place, "film"), data, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad-segments")


def test_what_was_watched_is_no_more_in_the_minutes_left(client, asha, place):
    client.force_login(asha)
    before = progress_of(place).minutes_left
    with time_machine.travel(timezone.now(), tick=False) as clock:
        film, inside = ticket(client, place), ticket(client, place, "lesson1")
        clock.shift(timedelta(seconds=60))
        answer = watched(client, place, film, [[0, 9]]).json()
        # Of three minutes half is watched, rounded up; the page hears it with the save.
        assert progress_of(place).minutes_left == before - 1
        assert f"{before - 1} min to your certificate" in answer["left"]
        watched(client, place, inside, [[0, 9]], name="lesson1", block_name=key("inside"))
        lesson_left = progress_of(place).minutes_left
        assert lesson_left < before - 1
        read = {"act": "transcript", "visit": inside, "seq": 2, "block": key("inside")}
        client.post(url_of(place, "lesson1"), read)
    assert progress_of(place).minutes_left < lesson_left


def test_a_film_that_was_scrolled_past_is_not_behind_the_learner():
    content = {
        "body": [{"id": "film", "type": "video", "value": {}}, {"id": "end", "type": "paragraph", "value": "A b."}],
        "videos": {"film": {"duration": 600, "required": True}},
    }
    assert lessons.read_share(content, {"place": "end"}) == 0
    half = {"segments": [[0, 270]]}
    assert lessons.read_share(content, {"place": "end", "video.film": half}) == 49
    assert lessons.read_share(content, {"place": "end", "video.film": half | {"read": True}}) == 99
