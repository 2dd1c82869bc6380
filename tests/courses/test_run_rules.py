"""The rules of runs, as tables: times, elements, folding, finishing, standing."""

from decimal import Decimal

import pytest

from courses.models import CourseItem
from courses.models.learning import Completion, Success
from courses.rules import elements, finishing, folding, opening, standing, times

S12 = "scorm-1.2"


@pytest.mark.parametrize(
    ("text", "hundredths"),
    [
        ("0000:00:00.00", 0),
        ("00:00:01", 100),
        ("01:02:03.45", 372_345),
        ("9999:00:00", 3_599_640_000),
        ("00:00:00.5", 50),  # five tenths, not five hundredths
        ("1:00:00", None),
        ("00:00:00.123", None),
        ("PT1H", None),
        ("\N{ARABIC-INDIC DIGIT ZERO}0:00:01", None),
    ],
)
def test_a_timespan_is_read_as_whole_hundredths(text, hundredths):
    assert times.read_timespan(text) == hundredths


@pytest.mark.parametrize(
    ("text", "hundredths"),
    [("PT0S", 0), ("PT1H2M3.4S", 372_340), ("P1D", 8_640_000), ("P1Y", 365 * 8_640_000), ("P", None), ("PT", None)],
)
def test_a_duration_is_read_as_whole_hundredths(text, hundredths):
    assert times.read_duration(text) == hundredths


def test_a_total_is_written_as_both_standards_want_it():
    assert times.write_timespan(372_345) == "0001:02:03.45"
    assert times.write_timespan(10**12) == "9999:59:59.99"
    assert times.write_duration(372_305) == "PT1H2M3.05S"
    assert times.read_timespan(times.write_timespan(123_456)) == 123_456


@pytest.mark.parametrize(
    ("element", "value", "code"),
    [
        ("cmi.suspend_data", "x" * 64_000, None),
        ("cmi.suspend_data", "x" * 64_001, "wrong-value"),
        ("cmi.core.lesson_location", "p" * 255, None),
        ("cmi.core.lesson_location", "p" * 256, "wrong-value"),
        ("cmi.core.lesson_status", "passed", None),
        ("cmi.core.lesson_status", "Passed", "wrong-value"),
        ("cmi.core.score.raw", "", None),
        ("cmi.core.score.raw", "100", None),
        ("cmi.core.score.raw", "83.33333333333333", None),
        ("cmi.core.score.raw", "0.16666666666666666", None),
        ("cmi.core.score.raw", "85.", None),
        ("cmi.core.score.raw", "100.1", "wrong-value"),
        ("cmi.core.score.raw", "100.00000000000001", "wrong-value"),
        ("cmi.core.score.raw", "-1", "wrong-value"),
        ("cmi.core.score.raw", "NaN", "wrong-value"),
        ("cmi.core.score.raw", 80, None),
        ("cmi.core.score.raw", True, "wrong-type"),
        ("cmi.core.score.raw", {"a": 1}, "wrong-type"),
        ("cmi.core.session_time", "9999:00:00", None),
        ("cmi.core.session_time", "an hour", "wrong-value"),
        ("cmi.core.exit", "suspend", None),
        ("cmi.core.exit", "normal", "wrong-value"),
        ("cmi.objectives.0.id", "first", None),
        ("cmi.objectives.12.score.raw", "50", None),
        ("cmi.objectives.01.id", "x", "unknown-element"),
        ("cmi.objectives.NaN.id", "x", "unknown-element"),
        ("cmi.objectives.99999.id", "x", "unknown-element"),
        ("cmi.interactions.3.correct_responses.0.pattern", "a,b", None),
        ("cmi.interactions.3.result", "0.5", None),
        ("cmi.interactions.3.result", "perhaps", "wrong-value"),
        ("cmi.core.total_time", "9999:00:00", "passed over"),
        ("cmi.core.student_name", "Somebody, Else", "passed over"),
        ("cmi.core.credit", "credit", "passed over"),
        ("cmi.interactions._count", "4", "passed over"),
        ("__proto__", "x", "unknown-element"),
        ("", "x", "unknown-element"),
    ],
)
def test_each_element_is_taken_reported_or_passed_over(element, value, code):
    found = folding.accept(S12, {element: value, "cmi.comments": "kept"})
    taken = dict(found.changes)
    assert taken.pop("cmi.comments") == "kept", "a bad element never costs a good one"
    assert [warning["code"] for warning in found.warnings] == ([code] if code not in (None, "passed over") else [])
    if code is not None:
        assert taken == {}
    elif element.endswith(("exit", "session_time")):
        assert taken == {}
        assert found.exit == value or found.reported_cs == times.read_timespan(value)
    else:
        assert taken == {element: str(value)}


def test_a_warning_says_which_element_and_why():
    [warning] = folding.accept(S12, {"cmi.core.score.raw": "101"}).warnings
    assert warning["sentence"] == "cmi.core.score.raw is not between 0 and 100."


@pytest.mark.parametrize("text", ["plain", "naïve 😀 שלום", "a\x00b", "half \ud800 pair", "\udfff"])
def test_any_text_that_content_sends_comes_back_exactly(text):
    stored = folding.storable(text)
    assert folding.restored(stored) == text
    # PostgreSQL's JSON takes it: no null character, no half of a pair.
    assert not elements_unstorable(stored)


def elements_unstorable(stored) -> bool:
    return isinstance(stored, str) and ("\x00" in stored or any("\ud800" <= c <= "\udfff" for c in stored))


def test_a_delta_adds_and_takes_away_and_a_whole_state_replaces():
    before = {"cmi.suspend_data": "a", "cmi.comments": "c"}
    delta = folding.accept(S12, {"cmi.suspend_data": "b", "cmi.comments": None})
    assert folding.fold(before, delta, whole=False)[0] == {"cmi.suspend_data": "b"}
    whole = folding.accept(S12, {"cmi.core.lesson_location": "3"})
    assert folding.fold(before, whole, whole=True)[0] == {"cmi.core.lesson_location": "3"}


def test_a_whole_state_keeps_what_it_named_but_could_not_replace():
    whole = folding.accept(S12, {"cmi.suspend_data": "x" * 64_001})
    assert folding.fold({"cmi.suspend_data": "good"}, whole, whole=True)[0] == {"cmi.suspend_data": "good"}


def test_an_attempt_cannot_grow_without_end():
    data: dict = {}
    refused = []
    for number in range(2_000):
        taken = folding.accept(S12, {f"cmi.interactions.{number}.student_response": "x" * 4_000})
        data, warnings = folding.fold(data, taken, whole=False)
        refused += warnings
    assert sum(map(len, data.values())) <= folding.MOST_CHARACTERS
    assert refused[0]["code"] == "state-full"


PLAIN = finishing.PartRules(S12)
MASTERY = finishing.PartRules(S12, mastery_score=Decimal(80))
FINISHING = [
    # part, status, raw, terminated -> completion, success, decided
    (PLAIN, None, "", True, "completed", "unknown", "completed"),  # RTE 3-25: never set
    (PLAIN, "not attempted", "", True, "completed", "unknown", "completed"),
    (PLAIN, None, "", False, "incomplete", "unknown", ""),  # a closed tab completes nothing
    (finishing.PartRules(S12, glance_completes=False), None, "", True, "incomplete", "unknown", "incomplete"),
    (PLAIN, "incomplete", "", True, "incomplete", "unknown", "incomplete"),
    (PLAIN, "completed", "", False, "completed", "unknown", "completed"),
    (PLAIN, "passed", "10", True, "completed", "passed", "passed"),  # no mastery: the content's word
    (PLAIN, "failed", "90", True, "completed", "failed", "failed"),
    (PLAIN, "browsed", "", True, "incomplete", "unknown", "browsed"),
    (MASTERY, "completed", "80", True, "completed", "passed", "passed"),
    (MASTERY, "completed", "79.9", True, "completed", "failed", "failed"),
    (MASTERY, "passed", "79", True, "completed", "failed", "failed"),  # the manifest decides
    (MASTERY, "passed", "", True, "completed", "passed", "passed"),  # nothing to compare
    (MASTERY, "incomplete", "90", False, "completed", "passed", "passed"),
    (
        finishing.PartRules(S12, mastery_score=Decimal(80), mastery_override=False),
        "passed",
        "79",
        True,
        "completed",
        "passed",
        "passed",
    ),
    (
        finishing.PartRules(S12, mastery_score=Decimal(80), mastery_override=False),
        "completed",
        "79",
        True,
        "completed",
        "failed",
        "failed",
    ),
    (finishing.PartRules(S12, asset=True), None, "", False, "completed", "unknown", ""),
]


@pytest.mark.parametrize("row", FINISHING)
def test_the_finish_rules_of_scorm_12(row):
    part, status, raw, terminated, completion, success, decided = row
    data = {"cmi.core.score.raw": raw} | ({"cmi.core.lesson_status": status} if status else {})
    verdict = finishing.finish(part, data, exit="", terminated=terminated)
    assert (verdict.completion, verdict.success, verdict.decided) == (completion, success, decided)


@pytest.mark.parametrize(
    ("leave", "terminated", "entry"),
    [
        ("suspend", True, "resume"),
        ("", True, ""),
        ("logout", True, ""),
        ("time-out", True, ""),
        ("", False, "resume"),  # vanished: losing the place is never the default
        ("logout", False, "resume"),
    ],
)
def test_how_a_session_ended_says_how_the_next_begins(leave, terminated, entry):
    assert finishing.finish(PLAIN, {}, exit=leave, terminated=terminated).entry == entry


@pytest.mark.parametrize(
    ("data", "score"),
    [
        ({"cmi.core.score.raw": "80"}, "80"),
        ({"cmi.core.score.raw": "8", "cmi.core.score.min": "0", "cmi.core.score.max": "10"}, "80"),
        ({"cmi.core.score.raw": "8", "cmi.core.score.min": "10", "cmi.core.score.max": "10"}, "8"),
        ({"cmi.core.score.raw": ""}, None),
        ({}, None),
    ],
)
def test_a_score_is_brought_to_one_scale(data, score):
    assert finishing.normal_score(S12, data) == (None if score is None else Decimal(score))


def test_what_was_reached_stays_reached():
    worse = finishing.Verdict(Completion.INCOMPLETE, Success.FAILED, Decimal(20), "failed", "")
    assert finishing.keep_best(("completed", "passed", Decimal(90)), worse) == ("completed", "passed", Decimal(90))
    better = finishing.Verdict(Completion.COMPLETED, Success.PASSED, Decimal(85), "passed", "")
    assert finishing.keep_best(("completed", "failed", Decimal(60)), better) == ("completed", "passed", Decimal(85))


@pytest.mark.parametrize(
    ("reported", "seen", "elapsed", "counted"),
    [
        (60_000, 50_000, 60_000, 60_000),
        (None, 50_000, 60_000, 50_000),  # nothing reported: what the server saw
        (0, 50_000, 60_000, 50_000),
        (9_999_999, 50_000, 60_000, 66_000),  # at most the clock and a minute
    ],
)
def test_time_is_what_was_reported_within_what_the_clock_allows(reported, seen, elapsed, counted):
    assert finishing.counted_time(reported_cs=reported, seen_cs=seen, elapsed_cs=elapsed) == counted


def test_nothing_of_the_last_session_is_fed_back():
    given = opening.Given("l", "Venn, Asha", "resume", "passed", 372_345, mastery_score=Decimal("80.000"))
    state = opening.opening_state(S12, {"cmi.core.lesson_location": "3", "cmi.core.lesson_status": "completed"}, given)
    assert state == {
        "cmi.core.lesson_location": "3",
        "cmi.core.lesson_status": "passed",  # what the rules decided, not what the content said
        "cmi.core.student_id": "l",
        "cmi.core.student_name": "Venn, Asha",
        "cmi.core.credit": "credit",
        "cmi.core.lesson_mode": "normal",
        "cmi.core.entry": "resume",
        "cmi.core.total_time": "0001:02:03.45",
        "cmi.student_data.mastery_score": "80",
    }


@pytest.mark.parametrize(
    ("parts", "last", "chosen"),
    [
        ([(1, False), (2, False)], None, 1),
        ([(1, True), (2, False), (3, False)], 3, 3),
        ([(1, True), (2, False)], 1, 2),
        ([(1, True), (2, True)], 2, 1),
        ([], None, None),
    ],
)
def test_a_launch_opens_the_part_to_go_on_with(parts, last, chosen):
    assert opening.choose_part(parts, last) == chosen


PACKAGE = CourseItem.Kind.PACKAGE


def part(title="A", *, completion="completed", success="unknown", score=None, begun=True):
    return standing.Part(title, begun, completion, success, None if score is None else Decimal(score))


@pytest.mark.parametrize(
    ("parts", "mark", "satisfied", "reason"),
    [
        ([part(begun=False, completion="unknown")], None, False, "Not started yet."),
        (
            [part(completion="incomplete")],
            None,
            False,
            "Started. It has not reported yet that it is complete: go on to its end, where it says so.",
        ),
        ([part()], None, True, "Completed."),
        ([part(success="passed", score=85)], None, True, "Passed with 85 of 100."),
        (
            [part(success="failed", score="62.5")],
            None,
            False,
            "Finished, but not passed: 62.5 of 100. It can be tried again.",
        ),
        ([part(score=70)], 80, False, "Finished, but not passed: 70 of 100, and 80 are needed. It can be tried again."),
        ([part(score=80)], 80, True, "Passed with 80 of 100."),
        (
            [part(score=Decimal("79.999"))],
            80,
            False,
            "Finished, but not passed: 79.9 of 100, and 80 are needed. It can be tried again.",
        ),
        ([part("A"), part("B", completion="incomplete")], None, False, "1 of 2 parts finished; next is “B”."),
        (
            [part("A"), part("B", completion="unknown", begun=False)],
            None,
            False,
            "1 of 2 parts finished; next is “B”.",
        ),
    ],
)
def test_an_item_says_why_it_is_or_is_not_complete(parts, mark, satisfied, reason):
    found = standing.item_standing(PACKAGE, parts, pass_mark=mark)
    assert (found.satisfied, found.reason, found.evidence) == (satisfied, reason, "C")


def test_a_certified_item_never_goes_back():
    passed = standing.item_standing(PACKAGE, [part(success="passed", score=85)])
    failed = standing.item_standing(PACKAGE, [part(success="failed", score=40)])
    better = standing.item_standing(PACKAGE, [part(success="passed", score=95)])
    assert standing.best_of(passed, failed) == passed
    assert standing.best_of(failed, passed) == passed
    assert standing.best_of(passed, better).score == Decimal("95.000")
    assert standing.best_of(better, passed).score == Decimal("95.000")
    nearly = standing.item_standing(PACKAGE, [part(success="failed", score=60)])
    assert standing.best_of(nearly, failed) == standing.best_of(failed, nearly) == nearly


def test_a_course_says_what_is_still_to_do():
    facts = [standing.ItemFacts("Read", True, True), standing.ItemFacts("Quiz", True, False)]
    found = standing.course_standing([*facts, standing.ItemFacts("Extra", False, False)])
    assert found == standing.CourseStanding(False, "1 of 2 parts done. Still to do: “Quiz”.")
    assert standing.course_standing([facts[0]]).complete
    assert not standing.course_standing([]).complete


def test_every_index_of_the_table_is_a_number_written_once():
    assert elements.check_for(S12, "cmi.interactions.10.objectives.2.id") is not None
    assert elements.check_for(S12, "cmi.interactions.x.id") is None
    assert elements.check_for("scorm-2004", "cmi.score.scaled")("1.5") == "is not between -1 and 1"
