"""Every block of a lesson: frozen without its key, answered, joined over devices, explained, and never doubled."""

import json

import pytest

from courses.models import Commit, ItemResult, PrivateNote, RunState
from courses.rules import lessons, measured, scenarios
from courses.services.answering import merged
from courses.specs import problems

from .native import AT, Tab, answers, block, check, key, lesson, make_page, place_on, words

pytestmark = pytest.mark.django_db


def way(name, text, says, leads_to=""):
    return block(name, "item", {"text": text, "says": says, "leads_to": leads_to})


def step(name, text, *ways):
    return block(f"step/{name}", "item", {"name": name, "text": text, "ways": list(ways)})


def scenario(*steps):
    return block("scenario", "scenario", {"title": "Ten to nine", "steps": list(steps)})


STORY = (
    step(
        "desk",
        "He leans over.",
        way("w/log", "Log it", "CANARY it is safe", "call"),
        way("w/form", "Form", "CANARY no"),
    ),
    step(
        "call",
        "The phone rings.",
        way("w/end", "Answer it", "CANARY the end"),
        way("w/back", "Go back", "CANARY b", "Desk "),
    ),
)


def exercise_match():
    pairs = [("A letter", "In"), ("A rumour", "Out"), ("A call", "In")]
    lines = [
        block(f"match/{n}", "item", {"left": a, "right": b, "rationale": f"CANARY match {n}"})
        for n, (a, b) in enumerate(pairs)
    ]
    return block("match", "match", {"stem": "What counts?", "points_to": "", "pairs": lines, "rationale": "CANARY why"})


def exercise_order():
    steps = [block(f"order/{n}", "item", text) for n, text in enumerate(("Log", "Search", "Send"))]
    return block(
        "order", "order", {"stem": "In which order?", "points_to": "", "steps": steps, "rationale": "CANARY o"}
    )


def to_do():
    items = [block(f"do/{n}", "item", text) for n, text in enumerate(("Find the log", "Read it"))]
    return block("to_do", "to_do", {"title": "At work", "items": items})


def outline_of(*body):
    return json.dumps([block("module", "module", {"title": "", "items": [lesson("lesson1", "Spotting", *body)]})])


def everything():
    return (
        words("para", "Mr Hale leans over the desk."),
        check("check1", "Is this a request?", ("Yes", True), ("No", False)),
        scenario(*STORY),
        exercise_match(),
        exercise_order(),
        to_do(),
        block("prompt", "reflection", {"prompt": "What would you change?"}),
    )


@pytest.fixture
def place(asha):
    return place_on(asha, make_page(outline=outline_of(*everything())))


@pytest.fixture
def tab(client, asha, place):
    client.force_login(asha)
    return Tab(client, place, "lesson1")


def in_state(name):
    return RunState.objects.get().data[f"block.{key(name)}"]


def walk(tab, at, way, **more):
    return tab.post("walk", block=key("scenario"), step=key(f"step/{at}"), choice=key(f"w/{way}"), **more)


def places(*order):
    return {f"place.{key(f'order/{n}')}": place for n, place in enumerate(order, start=0)}


def test_a_page_with_every_block_shows_no_key_and_no_consequence(tab):
    page = tab.page.content.decode()
    for text in ("He leans over.", "What counts?", "In which order?", "Find the log"):
        assert text in page
    assert "CANARY" not in page
    assert "The phone rings." not in page


def test_the_search_reads_where_a_story_begins_and_no_more(place):
    from courses.library import CourseSource
    from courses.services.freezing import ref_of

    text = str(CourseSource().doc(ref_of(place.course)))
    assert "He leans over." in text
    assert "The phone rings." not in text


def test_a_scenario_shows_what_follows_only_from_the_way_taken_and_completes_at_an_end(tab):
    html = walk(tab, "desk", "log", json=True).json()["html"]
    assert "CANARY it is safe" in html
    assert "The phone rings." in html
    assert "CANARY no" not in html
    ended = walk(tab, "call", "end", json=True).json()
    assert "The story ends here" in ended["html"]
    assert "Ten to nine" not in ended["missing"]
    assert in_state("scenario") == {"walked": [[key("step/desk"), key("w/log")], [key("step/call"), key("w/end")]]}


def test_a_scenario_walked_again_loses_nothing_of_the_first_walk(tab):
    walk(tab, "desk", "log", json=True)
    walk(tab, "call", "end", json=True)
    again = walk(tab, "desk", "form", json=True).json()
    assert "CANARY no" in again["html"]
    assert "Ten to nine" not in again["missing"]
    assert len(in_state("scenario")["walked"]) == 3


def test_exercises_are_marked_explained_and_answered_once(tab):
    fields = {f"match.{line['key']}": line["group"] for line in place_lines("match")}
    html = tab.post("check", block=key("match"), json=True, **fields).json()["html"]
    assert "That is right." in html
    assert "CANARY match 0" in html
    wrong = tab.post("check", block=key("order"), json=True, **places(2, 1, 3)).json()["html"]
    assert "Not quite" in wrong or "Here is why" in wrong
    tab.post("check", block=key("order"), json=True, **places(1, 2, 3))
    assert in_state("order")["right"] is False
    refused = Tab(tab.client, RunState.objects.get().attempt.enrolment, "lesson1").post(
        "check", block=key("match"), json=True
    )
    assert refused.json()["code"] == "not-an-answer"


def place_lines(name):
    from courses.models import CourseItem

    return CourseItem.objects.get().content["checks"][key(name)]["lines"]


def test_ticks_add_up_and_hold_up_nothing(tab):
    tab.post("tick", block=key("to_do"), item=[key("do/0")], json=True)
    html = tab.post("tick", block=key("to_do"), item=[key("do/1")], json=True).json()["html"]
    assert in_state("to_do") == {"ticked": [key("do/0"), key("do/1")]}
    assert "All ticked" in html
    assert "At work" not in lessons.lesson_reason(RunState.objects.get().attempt.item.content, {})


@pytest.mark.parametrize(
    "fields",
    [
        {"act": "walk", "block": key("scenario"), "step": key("step/desk"), "choice": key("w/end")},
        {"act": "walk", "block": key("para"), "step": "", "choice": ""},
        {"act": "tick", "block": key("to_do"), "item": "another"},
    ],
)
def test_a_way_or_a_tick_that_is_not_there_is_refused(tab, fields):
    refused = tab.post(fields.pop("act"), json=True, **fields)
    assert (refused.status_code, refused.json()["code"]) == (400, "not-in-this-item")
    assert not Commit.objects.exists()


def test_a_lesson_waits_for_checks_exercises_and_the_end_of_its_story_and_for_nothing_else(tab, place):
    tab.post("done", json=True)
    tab.answer("check1", "check1/0", json=True)
    walk(tab, "desk", "form", json=True)
    tab.post("check", block=key("order"), json=True, **places(1, 2, 3))
    assert ItemResult.objects.get().satisfied_at is None
    fields = {f"match.{line['key']}": line["group"] for line in place_lines("match")}
    tab.post("check", block=key("match"), json=True, **fields)
    assert ItemResult.objects.get().satisfied_at is not None


def test_done_tells_a_script_where_to_go(tab):
    answer = tab.post("done", json=True).json()
    assert answer["next"].endswith(f"#b-{key('check1')}")
    assert (answer["seq"], answer["ack"]) == (1, 1)


def test_notes_of_two_devices_are_both_kept(client, tab, place):
    phone = Tab(client, place, "lesson1")
    tab.post("prompt", block=key("prompt"), text="From the desk.", was="", json=True)
    phone.post("prompt", block=key("prompt"), text="From the phone.", was="", json=True)
    assert PrivateNote.objects.get().text == "From the desk.\n\nFrom the phone."
    # What was shown is what is written over.
    desk = Tab(client, place, "lesson1")
    desk.post("prompt", block=key("prompt"), text="Both.", was="From the desk.\r\n\r\nFrom the phone.", json=True)
    assert PrivateNote.objects.get().text == "Both."


def test_a_note_that_is_sent_twice_is_written_once(client, tab, place):
    tab.post("prompt", block=key("prompt"), text="One.", was="", seq=1, json=True)
    Tab(client, place, "lesson1").post("prompt", block=key("prompt"), text="Two.", was="One.", json=True)
    again = tab.post("prompt", block=key("prompt"), text="One.", was="", seq=1, json=True)
    assert again.json()["outcome"] == "repeat"
    assert PrivateNote.objects.get().text == "Two."


def test_what_comes_a_week_late_still_counts_and_moves_nobody_back(client, asha, place):
    import time_machine

    with time_machine.travel(AT, tick=False):
        client.force_login(asha)
        old = Tab(client, place, "lesson1")
    with time_machine.travel(AT.replace(day=AT.day + 6), tick=False):
        Tab(client, place, "lesson1").post("place", block=key("prompt"), json=True)
    with time_machine.travel(AT.replace(day=AT.day + 7), tick=False):
        client.force_login(asha)
        late = old.answer("check1", "check1/0", json=True)
    assert late.json()["outcome"] == "applied"
    assert in_state("check1")["right"] is True
    assert RunState.objects.get().data["place"] == key("prompt")


# --- Pure rules ----------------------------------------------------------------------------------------------------


def test_walks_are_joined_the_newest_last():
    assert scenarios.joined([["a", "1"], ["b", "2"]], [["a", "1"]]) == [["b", "2"], ["a", "1"]]


@pytest.mark.parametrize(
    ("there", "was", "text", "kept"),
    [
        ("", "", "new", "new"),
        ("old", "old", "new", "new"),
        ("theirs", "old", "mine", "theirs\n\nmine"),
        ("theirs", "old", "old", "theirs"),
        ("both\n\nmine", "old", "mine", "both\n\nmine"),
    ],
)
def test_no_words_of_a_note_are_lost(there, was, text, kept):
    assert merged(there, was, text) == kept


def test_read_share_counts_what_lies_before_and_what_was_answered():
    body = [
        {"type": "paragraph", "id": "a", "value": "word " * 80},
        {"type": "knowledge_check", "id": "b", "value": {"question": "word " * 20}},
        {"type": "paragraph", "id": "c", "value": "word " * 20},
    ]
    assert measured.read_share(body, "", ()) == 0
    assert measured.read_share(body, "b", ()) == 40
    assert measured.read_share(body, "b", ("b",)) == 90
    assert measured.read_share(body, "a", ("c",)) == 10


def test_minutes_left_are_rounded_up_and_never_nothing_before_the_end():
    assert [measured.minutes_unread(6, read) for read in (0, 50, 51, 99, 100)] == [6, 3, 3, 1, 1]
    assert measured.median_of([60] * 9) is None
    assert measured.median_of([0, *[60] * 5, *[120] * 5]) == 90
    assert measured.minutes_of(5, 61) == 2
    assert measured.minutes_of(5, None) == 5


def spec_of(*body, slug="a-copy"):
    return make_page(slug=slug, outline=outline_of(*body), publish=False).spec()


@pytest.mark.parametrize(
    ("steps", "sentence"),
    [
        ((step("a", "x", way("w1", "Go", "says", "nowhere")), step("b", "y")), "no step is called that"),
        ((step("a", "x", way("w1", "Go", "says")), step("b", "y")), "no choice leads to the step “b”"),
        (
            (step("a", "x", way("w1", "Go", "says", "b")), step("b", "y", way("w2", "Back", "s", "a"))),
            "comes to an end",
        ),
        ((step("a", "x", way("w1", "Go", "", "b")), step("b", "y")), "does not say what follows"),
        ((step("a", "x", way("w1", "Go", "says", "A")), step("A", "y")), "two steps are called"),
    ],
)
def test_a_story_that_leads_nowhere_is_named_with_its_lesson_and_what_to_do(steps, sentence):
    found = [problem.sentence for problem in problems(spec_of(words("para", "x"), scenario(*steps)))]
    assert any(sentence in one and "“Spotting”" in one and "“Ten to nine”" in one for one in found), found


def test_a_course_that_claims_verifiable_cpd_asks_something():
    found = [problem.sentence for problem in problems(spec_of(words("para", "x")))]
    assert any("asks nothing" in sentence for sentence in found)
    assert problems(spec_of(*everything(), slug="another")) == []


def test_answers_of_the_small_course_hold_their_rationale():
    assert all(answer["value"]["rationale"] for answer in answers("x", ("a", True), ("b", False)))
