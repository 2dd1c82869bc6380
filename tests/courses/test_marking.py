"""Marking, order and progress: pure rules, no database."""

from dataclasses import dataclass
from decimal import Decimal

import pytest

from courses.rules import calls, drawing, lessons, marking, progress
from courses.rules.progress import State


def q(key="q", kind="single", right=("a",), keys=("a", "b", "c")):
    choices = [{"key": one, "text": one, "right": one in right, "rationale": "why"} for one in keys]
    return {"key": key, "kind": kind, "stem": "?", "points_to": "", "choices": choices}


def test_the_order_of_an_attempt_is_always_the_same_and_differs_between_attempts():
    questions = [q(f"q{number}") for number in range(8)]
    first = drawing.shuffled(questions, "one")
    assert drawing.shuffled(questions, "one") == first
    orders = {tuple(one["key"] for one in drawing.shuffled(questions, str(seed))) for seed in range(20)}
    assert len(orders) > 15
    inside = {tuple(c["key"] for c in drawing.shuffled(questions, str(seed))[0]["choices"]) for seed in range(20)}
    assert len(inside) > 2


def test_true_and_false_keep_their_places():
    question = q(kind="true-false", keys=("true", "false"))
    for seed in range(10):
        assert [c["key"] for c in drawing.shuffled([question], str(seed))[0]["choices"]] == ["true", "false"]


@pytest.mark.parametrize(
    ("question", "sent", "words"),
    [
        (q(), [], "Choose one"),
        (q(kind="multiple"), [], "Choose every answer"),
        (q(), ["a", "b"], "one answer only"),
        (q(), ["z"], "Choose one"),
        (q(), ["a", "z"], "does not belong"),
    ],
)
def test_what_is_no_answer_is_said_in_words(question, sent, words):
    with pytest.raises(marking.NotAnAnswer, match=words):
        marking.chosen_of(question, sent)


@pytest.mark.parametrize(
    ("right", "chosen", "marked"),
    [(("a",), ["a"], True), (("a", "b"), ["a"], False), (("a", "b"), ["b", "a"], True), (("a",), ["a", "b"], False)],
)
def test_only_exactly_the_right_choices_are_right(right, chosen, marked):
    assert marking.is_right(q(kind="multiple", right=right), chosen) is marked


def test_the_score_is_a_share_of_the_questions():
    questions = [q("1"), q("2"), q("3")]
    assert marking.score(questions, {"1": {"right": True}, "2": {"right": False}}) == Decimal("33.333")
    assert marking.score([], {}) == 0
    assert (marking.needed(3, 80), marking.needed(9, 80), marking.needed(10, 80)) == (3, 8, 8)


def test_folding_is_a_union_whatever_the_order():
    one = {"block.c1": {"chosen": ["a"], "right": True}, "block.b": {"paths": ["x"]}}
    two = {"block.c2": {"chosen": ["b"], "right": False}, "block.b": {"paths": ["y"]}, "done": True}
    forth = lessons.folded(lessons.folded({}, one), two)
    back = lessons.folded(lessons.folded({}, two), one)
    assert forth | {"block.b": None} == back | {"block.b": None}
    assert sorted(forth["block.b"]["paths"]) == sorted(back["block.b"]["paths"]) == ["x", "y"]


def test_a_first_answer_stands_and_a_mark_is_never_taken_back():
    before = {"block.c": {"chosen": ["a"], "right": True}, "done": True, "place": "p1"}
    after = lessons.folded(before, {"block.c": {"chosen": ["b"], "right": False}, "done": False, "place": "p2"})
    assert after == before | {"place": "p2"}


CONTENT = {"body": [{"id": "c"}, {"id": "t"}, {"id": "d"}], "checks": {"d": q("d"), "c": q("c")}}


@pytest.mark.parametrize(
    ("data", "completion", "words"),
    [
        ({}, "unknown", "2 things are still open"),
        ({"done": True}, "incomplete", "2 things"),
        ({"block.c": {}, "done": True}, "incomplete", "One thing is still open"),
        ({"block.c": {}, "block.d": {}}, "incomplete", "Mark the lesson as done"),
        ({"block.c": {}, "block.d": {}, "done": True}, "completed", ""),
    ],
)
def test_a_lesson_is_complete_when_it_is_marked_and_its_checks_are_answered(data, completion, words):
    assert lessons.lesson_completion(CONTENT, data) == completion
    assert words in lessons.lesson_reason(CONTENT, data)
    assert bool(lessons.lesson_reason(CONTENT, data)) is bool(words)


@dataclass
class Line:
    minutes: int
    state: State
    required: bool = True
    read: int = 0


def lines(*states, **more):
    return [Line(5, State(state), **more) for state in states]


def test_minutes_left_count_what_is_asked_and_not_done():
    assert progress.minutes_left(lines("done", "started", "todo", "again")) == 15
    optional = [*lines("done"), *lines("todo", required=False)]
    assert progress.minutes_left(optional) == 0
    assert progress.minutes_left(lines("todo", required=False)) == 5


@pytest.mark.parametrize(
    ("states", "last", "expected"),
    [
        (("todo", "todo"), None, 0),
        (("done", "todo"), None, 1),
        (("todo", "started", "todo"), 1, 1),
        (("todo", "done", "todo"), 1, 2),
        (("todo", "done", "done"), 2, 0),
        (("done", "done"), 1, None),
    ],
)
def test_a_learner_goes_on_where_they_were_or_at_the_next_open_part(states, last, expected):
    assert progress.next_line(lines(*states), last) == expected


@pytest.mark.parametrize(
    ("facts", "act"),
    [
        ({"signed_in": False, "may_start": False, "offered": True}, "sign-in"),
        ({"signed_in": True, "may_start": False, "offered": True}, "join"),
        ({"signed_in": True, "may_start": False, "offered": True, "staff_only": True}, "closed"),
        ({"signed_in": True, "may_start": True, "offered": True}, "start"),
        ({"signed_in": True, "may_start": True, "offered": False}, "closed"),
        ({"signed_in": True, "may_start": False, "offered": False, "enrolled": True, "begun": True}, "resume"),
        ({"signed_in": True, "may_start": True, "offered": True, "enrolled": True}, "resume"),
        ({"signed_in": True, "may_start": False, "offered": False, "enrolled": True, "complete": True}, "review"),
        ({"signed_in": True, "may_start": False, "offered": True, "complete": True, "certified": True}, "certificate"),
    ],
)
def test_one_thing_is_asked_of_a_reader_with_its_reason(facts, act):
    call = calls.call_to_action(calls.Facts(**facts))
    assert call.act == act
    assert call.reason.endswith(".")
    assert bool(call.words) is (act != "closed")


def test_open_checks_come_in_the_order_of_the_text():
    assert [one.key for one in lessons.waiting_for(CONTENT, {})] == ["c", "d"]


def test_what_a_page_gets_of_an_open_question_holds_no_key():
    from courses.question_pages import asked

    shown = asked(q(), None)
    assert [(option.right, option.rationale) for option in shown.options] == [(False, "")] * 3
    told = asked(q(), {"chosen": ["b"], "right": False})
    assert [(option.right, option.chosen, option.rationale) for option in told.options] == [
        (True, False, "why"),
        (False, True, "why"),
        (False, False, "why"),
    ]
