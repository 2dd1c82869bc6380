"""Quizzes of every kind: read, mark, draw, freeze, limit, and what a person marks."""

import copy
import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from importlib import import_module

from django.contrib.auth.models import Permission
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse
from django.utils import timezone

from wagtail.blocks.migrations.utils import apply_changes_to_raw_data

import pytest
import time_machine

from courses.banks import QuestionBank
from courses.models import Allowance, Attempt, FreeTextMark, ItemResult, QuestionVersion, RunState
from courses.pages import CoursePage
from courses.question_outlines import question_of
from courses.question_pages import asked
from courses.question_statistics import statistics_of
from courses.rules import drawing, item_statistics, marking, numbers, quiz_terms
from courses.rules.evaluating import STATEMENTS
from courses.rules.item_statistics import Seen
from courses.services import freezing, moving, quizzing

from .native import Tab, block, finish_lessons, item_of, key, make_page, outline, place_on, question, url_of


def listed(name, *values):
    return [block(f"{name}/{number}", "item", value) for number, value in enumerate(values)]


NUMBER = {"stem": "Days?", "points_to": "", "answer": "28", "tolerance": "1", "unit": "days", "rationale": "CANARY n"}
ORDER = {"stem": "Order?", "points_to": "", "steps": listed("o", "Log", "Check", "Send"), "rationale": "CANARY o"}
MATCH = {
    "stem": "Match?",
    "points_to": "",
    "pairs": listed(
        "m",
        {"left": "A letter", "right": "Counts", "rationale": "CANARY m"},
        {"left": "A call", "right": "counts", "rationale": ""},
        {"left": "A rumour", "right": "Does not", "rationale": ""},
    ),
    "rationale": "CANARY m",
}
EXTENDED = {
    "stem": "Which?",
    "points_to": "",
    "options": listed("e", "Refuse", "Ask", "Give"),
    "vignettes": listed(
        "v",
        {"text": "One", "answer": "Give", "rationale": "CANARY v"},
        {"text": "Two", "answer": "ask", "rationale": "CANARY v"},
    ),
}
FREE = {"stem": "Explain.", "points_to": "", "longest": 300, "look_for": "CANARY look", "model_answer": "CANARY model"}


def made(kind, value, name="q"):
    return question_of(kind, key(name), value)


NUMERIC_Q, ORDER_Q, MATCH_Q = made("numeric", NUMBER), made("ordering", ORDER), made("matching", MATCH)
EXTENDED_Q, FREE_Q = made("extended", EXTENDED), made("free-text", FREE)
ALL = (NUMERIC_Q, ORDER_Q, MATCH_Q, EXTENDED_Q, FREE_Q)


def matches(question, **wrong):
    keys = {target["text"]: target["key"] for target in marking.targets_of(question)}
    right = {line["key"]: marking.target_of(question, line) for line in question["lines"]}
    chosen = right | {line["key"]: keys[wrong[line["text"]]] for line in question["lines"] if line["text"] in wrong}
    return {f"match.{line}": [target] for line, target in chosen.items()}


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("28", "28"),
        (" 28 days ", "28"),
        ("28 day", "28"),
        ("1,000", "1000"),
        ("2,5", "2.5"),
        ("1 000.50", "1000.5"),
        ("\u22123", "-3"),
        ("£40", "40"),
        (".5", "0.5"),
        ("1,234,567", "1234567"),
    ],
)
def test_a_number_is_read_as_people_type_it(typed, number):
    assert numbers.number_in(typed, unit="days") == Decimal(number)


@pytest.mark.parametrize("typed", ["", "soon", "28 weeks", "1e5", "--1", "1" * 50, "1.2.3"])
def test_what_is_no_number_is_said_in_words(typed):
    with pytest.raises(marking.NotAnAnswer, match="Type"):
        marking.read_answer(NUMERIC_Q, {"value": [typed]})


def places(*numbers_):
    return {f"place.{key(f'o/{one}')}": [str(number)] for one, number in enumerate(numbers_)}


@pytest.mark.parametrize(
    ("question", "sent", "worth"),
    [
        (NUMERIC_Q, {"value": ["29"]}, 1),
        (NUMERIC_Q, {"value": ["29.1"]}, 0),
        (ORDER_Q, places(1, 2, 3), 1),
        (ORDER_Q, places(2, 1, 3), 0),
        (MATCH_Q, matches(MATCH_Q), 1),
        (MATCH_Q, matches(MATCH_Q, **{"A rumour": "Counts"}), Decimal(2) / 3),
        (EXTENDED_Q, matches(EXTENDED_Q, One="Ask"), Decimal("0.5")),
        (FREE_Q, {"text": ["Because."]}, None),
    ],
)
def test_each_kind_is_marked_by_its_own_rule(question, sent, worth):
    answer = marking.read_answer(question, sent)
    assert marking.mark(question, answer) == worth
    kept = json.loads(json.dumps(marking.stored(question, answer)))
    assert kept["right"] is (None if worth is None else worth == 1)
    assert marking.given(kept) == answer


@pytest.mark.parametrize(
    ("question", "sent", "words"),
    [
        (ORDER_Q, places(1, 2), "one is still open"),
        (ORDER_Q, places(1, 2, 2), "Place 2 is given twice"),
        (ORDER_Q, places(1, 2, 9), "from 1 to 3"),
        (MATCH_Q, {}, "3 are still open"),
        (MATCH_Q, {**matches(MATCH_Q), f"match.{key('m/0')}": ["zebra"]}, "does not belong"),
        (FREE_Q, {"text": ["  "]}, "Write your answer"),
        (FREE_Q, {"text": ["x" * 301]}, "Shorten it to 300"),
    ],
)
def test_what_is_no_answer_names_what_is_missing(question, sent, words):
    with pytest.raises(marking.NotAnAnswer, match=words):
        marking.read_answer(question, sent)


@pytest.mark.parametrize("question", ALL)
def test_an_open_question_shows_no_key_of_any_kind(question):
    shown = repr(asked(question, None))
    assert "CANARY" not in shown
    assert "right=True" not in shown


def test_steps_are_never_shown_in_their_right_order_and_groups_once():
    for seed in range(30):
        shown = drawing.mixed(ORDER_Q, str(seed))["shown"]
        assert [one["key"] for one in shown] != [one["key"] for one in ORDER_Q["steps"]]
    assert [one["text"] for one in MATCH_Q["groups"]] == ["Counts", "Does not"]


def test_a_wrong_answer_may_cost_and_no_score_is_below_nothing():
    choices = [made("single", {"stem": "?", "choices": []}, f"c{number}") for number in range(4)]
    right, wrong = {"right": True}, {"right": False}
    answers = {choices[0]["key"]: right, choices[1]["key"]: wrong, choices[2]["key"]: right}
    assert marking.score(choices, answers) == 50
    assert marking.score(choices, answers, negative=50) == Decimal("37.5"), "one left open costs nothing"
    assert marking.score(choices, {one["key"]: wrong for one in choices}, negative=100) == 0


def test_extra_time_is_a_share_of_the_limit_and_rounded_up():
    begun = datetime(2026, 11, 25, 14, 0, tzinfo=UTC)
    allowed = quiz_terms.Allowed(extra_time=25)
    assert quiz_terms.minutes({"time_limit": 10}, allowed) == 13
    assert quiz_terms.deadline({"time_limit": 10}, allowed, begun=begun) == begun + timedelta(minutes=13)
    assert quiz_terms.deadline({}, allowed, begun=begun) is None


def test_figures_say_what_is_wrong_with_a_question_and_nothing_below_ten_answers():
    wrong, right = [key("q1/1")], [key("q1/0")]
    asked_ = made("single", question("q1", "?", ("Yes", True), ("No", False))["value"], "q1")
    seen = [Seen(0, 0.9, wrong)] * 8 + [Seen(1, 0.1, right)] * 4
    found = item_statistics.figures(asked_, seen)
    assert (found.n, round(found.facility, 2), found.chosen[wrong[0]]) == (12, 0.33, 8)
    assert found.discrimination == pytest.approx(-1)
    assert any("key may be wrong" in hint for hint in found.hints)
    assert any("“No” is chosen more often" in hint for hint in found.hints)
    assert item_statistics.figures(asked_, seen[:9]) == item_statistics.Figures(9)


# --- With a course ----------------------------------------------------------------------------------------------------

pytestmark = pytest.mark.django_db


def course(questions, **terms):
    raw = copy.deepcopy(outline(questions=questions))
    raw[0]["value"]["items"][2]["value"] |= terms
    return make_page(outline=json.dumps(raw))


def bank(*questions, live=True, title="Requests"):
    return QuestionBank.objects.create(title=title, live=live, questions=json.dumps(list(questions)))


def draw(held, count):
    return block(f"draw-{held.pk}", "from_bank", {"bank": held.pk, "count": count})


@pytest.fixture
def learner(client, asha):
    client.force_login(asha)
    return client


def begin(learner, place):
    return learner.post(url_of(place, "quiz"), {"act": "begin"}, follow=True)


def one_choice(name, **more):
    return question(name, f"Stem {name}?", ("Yes", True), ("No", False), **more)


EASY = (one_choice("q1"), one_choice("q2"))


def test_questions_are_drawn_for_each_attempt_and_others_are_refused(learner, asha):
    place = place_on(asha, course([draw(bank(*(one_choice(f"b{number}") for number in range(6))), 2)]))
    page = learner.get(url_of(place, "quiz")).content.decode()
    assert "2 questions" in page
    assert "drawn anew for each attempt" in page
    begin(learner, place)
    content, attempt = item_of(place, "quiz").content, Attempt.objects.get()
    drawn = [one["key"] for one in drawing.drawn(content, str(attempt.uuid))]
    assert len(drawn) == 2
    assert len({tuple(one["key"] for one in drawing.drawn(content, str(seed))) for seed in range(20)}) > 8
    other = next(one["key"] for one in content["questions"] if one["key"] not in drawn)
    refused = Tab(learner, place, "quiz").post("answer", block=other, choice="x", json=True)
    assert (refused.status_code, refused.json()["code"]) == (400, "question-not-drawn")
    assert RunState.objects.get().data == {}


def test_a_bank_that_holds_too_few_published_questions_stops_the_course():
    few, draft = bank(one_choice("b1")), bank(one_choice("b2"), live=False, title="Drafts")
    with pytest.raises(freezing.NotReady) as refused:
        course([draw(few, 3), draw(draft, 1)])
    assert "“Requests” holds 1 published question, and 3 are to be drawn" in str(refused.value)
    assert "“Drafts” holds 0 published questions" in str(refused.value)


def test_each_wording_is_numbered_once_and_a_change_is_a_new_version(asha):
    page = course([one_choice("q1")])
    digest = page.course.current.digest
    page.save_revision().publish()
    page.refresh_from_db()
    assert page.course.current.digest == digest
    assert QuestionVersion.objects.count() == 1
    page.outline = json.dumps(outline(questions=[question("q1", "Said anew?", ("Yes", True), ("No", False))]))
    page.save_revision().publish()
    page.refresh_from_db()
    assert [one["version"] for one in page.course.current.items.get(key=key("quiz")).content["questions"]] == [2]


def test_a_second_answer_is_refused_in_words(learner, asha):
    place = place_on(asha, course(EASY))
    begin(learner, place)
    Tab(learner, place, "quiz").answer("q1", "q1/1", act="answer")
    again = Tab(learner, place, "quiz").answer("q1", "q1/0", act="answer", json=True)
    assert (again.status_code, again.json()["code"]) == (409, "already-answered")


def sit(learner, place, *, right=True):
    begin(learner, place)
    for name in ("q1", "q2"):
        Tab(learner, place, "quiz").answer(name, f"{name}/{0 if right else 1}", act="answer")


def test_attempts_and_pauses_are_limited_and_an_allowance_gives_more(learner, asha):
    place = place_on(asha, course(EASY, attempts=1, cool_down=90))
    sit(learner, place, right=False)
    page = learner.get(url_of(place, "quiz")).content.decode()
    assert "You have used the one attempt" in page
    assert "Try again" not in page
    grant(asha, extra_attempts=1)
    refused = begin(learner, place)
    assert (
        "You can try again today at" in refused.content.decode() or "You can try again on" in refused.content.decode()
    )
    assert Attempt.objects.count() == 1
    Attempt.objects.update(ended=timezone.now() - timedelta(minutes=91))
    begin(learner, place)
    assert Attempt.objects.count() == 2


def grant(person, **more):
    return Allowance.objects.create(
        person=person, starts_on="2026-01-01", granted_by=person, granted_at=timezone.now(), **more
    )


def test_time_that_is_up_ends_the_attempt_and_marks_what_was_answered(learner, asha):
    grant(asha, extra_time=50)
    place = place_on(asha, course(EASY, time_limit=10))
    assert "15 minutes" in learner.get(url_of(place, "quiz")).content.decode()
    begin(learner, place)
    attempt = Attempt.objects.get()
    assert attempt.deadline - attempt.started == timedelta(minutes=15)
    tab = Tab(learner, place, "quiz")
    assert "Open until" in tab.page.content.decode()
    tab.answer("q1", "q1/0", act="answer")
    Attempt.objects.update(deadline=timezone.now() - timedelta(seconds=11))
    late = tab.answer("q2", "q2/0", act="answer", json=True, seq=2)
    assert late.json()["code"] == "time-over"
    state = RunState.objects.get()
    assert (state.completion, state.success, float(state.score)) == ("completed", "failed", 50.0)
    assert f"answer.{key('q2')}" not in state.data
    assert "The time was up" in learner.get(url_of(place, "quiz")).content.decode()


def test_an_attempt_that_was_left_is_ended_by_the_duty(learner, asha):
    place = place_on(asha, course(EASY, time_limit=10))
    begin(learner, place)
    attempt = Attempt.objects.get()
    quizzing.end_timed_duty(str(attempt.uuid))
    assert Attempt.objects.get().state == "open", "not before its time"
    Attempt.objects.update(deadline=timezone.now() - timedelta(minutes=1))
    quizzing.end_timed_duty(str(attempt.uuid))
    assert Attempt.objects.get().state == "ended"
    assert ItemResult.objects.get().success == "failed"


FREE_BLOCK = block("free", "free_text", FREE)


def test_free_text_waits_for_a_person_and_their_last_mark_passes(learner, asha, marek):
    place = place_on(asha, course([one_choice("q1"), FREE_BLOCK]))
    begin(learner, place)
    Tab(learner, place, "quiz").answer("q1", "q1/0", act="answer")
    Tab(learner, place, "quiz").post("answer", block=key("free"), text="My own words")
    state = RunState.objects.select_related("attempt__enrolment").get()
    assert (state.completion, state.success, state.score) == ("completed", "unknown", None)
    page = learner.get(url_of(place, "quiz")).content.decode()
    assert "Waiting for marking" in page
    assert "CANARY model" not in page
    assert "waits for a person" in ItemResult.objects.get().reason
    assert "A person is marking" in begin(learner, place).content.decode()

    url = reverse("marking:attempt", args=[state.attempt.uuid])
    learner.force_login(marek)
    assert learner.get(url).status_code in (302, 403)
    permissions = Permission.objects.filter(codename__in=["access_admin", "add_freetextmark"])
    marek.user_permissions.add(*permissions)
    shown = learner.get(url).content.decode()
    assert "My own words" in shown
    assert "CANARY look" in shown
    assert asha.email not in shown
    learner.post(url, {"question": key("free"), "decision": "right", "comment": "Well said."})
    assert FreeTextMark.objects.get().marked_by == marek
    assert ItemResult.objects.get().success == "passed"
    learner.force_login(asha)
    page = learner.get(url_of(place, "quiz")).content.decode()
    assert "Well said." in page
    assert "CANARY model" in page
    assert "100% of the marks" in page


def test_nobody_marks_their_own_answer(learner, asha):
    place = place_on(asha, course([FREE_BLOCK]))
    begin(learner, place)
    Tab(learner, place, "quiz").post("answer", block=key("free"), text="My own words")
    asha.user_permissions.add(*Permission.objects.filter(codename__in=["access_admin", "add_freetextmark"]))
    assert "A copy of everything" not in learner.get(reverse("marking:index")).content.decode()
    url = reverse("marking:attempt", args=[RunState.objects.get().attempt.uuid])
    answer = learner.post(url, {"question": key("free"), "decision": "right", "comment": ""})
    assert "This is your own answer. Somebody else marks it." in answer.content.decode()
    assert not FreeTextMark.objects.exists()
    assert ItemResult.objects.get().success == "unknown"


def test_every_kind_is_asked_and_answered_without_script(learner, asha):
    blocks = [
        block("q", "numeric", NUMBER),
        block("o", "ordering", ORDER),
        block("m", "matching", MATCH),
        block("e", "extended", EXTENDED),
    ]
    place = place_on(asha, course(blocks))
    begin(learner, place)
    frozen = {one["key"]: one for one in item_of(place, "quiz").content["questions"]}
    sent = {"q": {"value": "28 days"}, "o": places(1, 2, 3), "m": matches(frozen[key("m")])}
    sent["e"] = matches(frozen[key("e")], One="Ask")
    for name, fields in sent.items():
        before = learner.get(url_of(place, "quiz")).content.decode()
        assert "CANARY" not in before
        answer = Tab(learner, place, "quiz").post("answer", block=key(name), **fields)
        assert answer.status_code == 302, answer.content.decode()[-2000:]
    page = learner.get(url_of(place, "quiz")).content.decode()
    assert "Passed: 87.5% of the marks" in page
    assert "1 of 2 right" in page


def test_statistics_of_a_course_take_two_statements(learner, asha, django_assert_num_queries):
    page = course(EASY)
    place = place_on(asha, page)
    sit(learner, place)
    page.course.refresh_from_db()
    with django_assert_num_queries(2):
        rows = statistics_of(page.course)
    assert [(row.figures.n, row.figures.facility, row.current) for row in rows] == [(1, None, True)] * 2


def test_the_admin_grants_by_e_mail_and_writes_who_did(admin_client, asha):
    url = reverse("wagtailsnippets_courses_allowance:add")
    fields = {"email": asha.email, "course": "", "extra_time": 25, "extra_attempts": 0, "starts_on": "2026-11-01"}
    refused = admin_client.post(url, fields | {"email": "nobody@example.org", "ends_on": ""})
    assert "Nobody has an account" in refused.content.decode()
    admin_client.post(url, fields | {"ends_on": ""})
    given = Allowance.objects.get()
    assert (given.person, given.extra_time) == (asha, 25)
    assert given.granted_by is not None
    for name in ("marking:index", "question-statistics:index"):
        assert admin_client.get(reverse(name)).status_code == 200


def test_old_lists_of_questions_become_choices():
    operation, where = (
        import_module("courses.migrations.0006_questions_are_a_stream")
        .Migration.operations[0]
        .operations_and_block_paths[0]
    )
    raw = copy.deepcopy(outline())
    for one in raw[0]["value"]["items"][2]["value"]["questions"]:
        one["type"] = "item"
    after = apply_changes_to_raw_data(raw, where, operation, CoursePage.outline)
    assert after == outline()


def test_a_course_in_the_admin_leads_to_its_figures_for_who_may_read_them(admin_client):
    page = course(EASY)
    address = reverse("question-statistics:course", args=[page.course.uuid])
    assert address in admin_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()


def test_whoever_completes_a_course_by_its_quiz_is_asked_what_they_think_of_it_until_they_said(learner, asha):
    place = place_on(asha, course(EASY))
    sit(learner, place)
    address = reverse("courses:evaluation", args=[place.uuid])
    assert address not in learner.get(url_of(place, "quiz")).content.decode(), "the lessons are still to do"
    finish_lessons(learner, place)
    assert address in learner.get(url_of(place, "quiz")).content.decode()
    learner.post(address, dict.fromkeys(STATEMENTS, "5"))
    assert address not in learner.get(url_of(place, "quiz")).content.decode()


def test_an_answer_of_an_old_page_never_joins_a_newer_attempt(learner, asha):
    place = place_on(asha, course(EASY))
    begin(learner, place)
    old = Tab(learner, place, "quiz")
    old.answer("q1", "q1/1", act="answer", json=True)
    Tab(learner, place, "quiz").answer("q2", "q2/1", act="answer")
    begin(learner, place)
    Tab(learner, place, "quiz").answer("q1", "q1/0", act="answer")
    before = list(RunState.objects.order_by("pk").values_list("data", flat=True))
    late = old.answer("q2", "q2/0", act="answer", json=True)
    assert (late.status_code, late.json()["code"]) == (409, "attempt-over")
    assert list(RunState.objects.order_by("pk").values_list("data", flat=True)) == before
    assert len(before) == 2


def test_a_page_that_was_open_before_an_attempt_began_answers_nothing_in_it(learner, asha):
    place = place_on(asha, course(EASY))
    with time_machine.travel(timezone.now(), tick=False) as clock:
        begin(learner, place)
        idle = Tab(learner, place, "quiz")
        clock.shift(timedelta(minutes=1))
        for name in ("q1", "q2"):
            Tab(learner, place, "quiz").answer(name, f"{name}/1", act="answer")
        begin(learner, place)
        late = idle.answer("q1", "q1/0", act="answer", json=True)
    assert (late.status_code, late.json()["code"]) == (409, quizzing.OldPage.code)
    assert not RunState.objects.filter(attempt__number=2).exclude(data={}).exists()


def test_the_migration_of_questions_changes_pages_and_their_revisions_and_nothing_else():
    page = course(EASY)
    new = CoursePage.objects.get(pk=page.pk).outline.raw_data[0]["value"]["items"][2]["value"]["questions"]
    old = [{**one, "type": "item"} for one in new]
    module = import_module("courses.migrations.0006_questions_are_a_stream").Migration
    raw = json.loads(json.dumps(list(page.outline.raw_data)))
    raw[0]["value"]["items"][2]["value"]["questions"] = old
    revision = page.latest_revision
    content = revision.content | {"outline": json.dumps(raw)}
    type(revision).objects.filter(pk=revision.pk).update(content=content)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE courses_coursepage SET outline = %s WHERE page_ptr_id = %s", [json.dumps(raw), page.pk])
    state = MigrationExecutor(connection).loader.project_state([("courses", "0006_questions_are_a_stream")])
    for operation in module.operations:
        operation.code(state.apps, connection.schema_editor())
    expected = [{"type": "choice", "key": one["id"]} for one in new]
    stored = CoursePage.objects.get(pk=page.pk).outline.raw_data
    kept = json.loads(type(revision).objects.get(pk=revision.pk).content["outline"])
    for outline_ in (stored, kept):
        questions = outline_[0]["value"]["items"][2]["value"]["questions"]
        assert [{"type": one["type"], "key": one["id"]} for one in questions] == expected
        assert [one["value"]["stem"] for one in questions] == [one["value"]["stem"] for one in new]


def test_going_on_with_a_changed_quiz_gives_no_attempts_back(learner, asha):
    page = course(EASY, attempts=1)
    place = place_on(asha, page)
    sit(learner, place, right=False)
    raw = copy.deepcopy(outline(questions=(one_choice("q1"), one_choice("q3"))))
    raw[0]["value"]["items"][2]["value"]["attempts"] = 1
    page.outline = json.dumps(raw)
    page.save_revision().publish()
    page.course.refresh_from_db()
    moving.move(place, to=page.course.current.uuid, at=timezone.now() + timedelta(hours=3))
    place = type(place).objects.select_related("course", "version").get(pk=place.pk)
    assert item_of(place, "quiz").version.number == 2
    assert "You have used the one attempt" in begin(learner, place).content.decode()
    assert Attempt.objects.count() == 1
