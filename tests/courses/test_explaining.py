"""Why is this not complete? From the rule and the facts to sentences, for each reader what they may know."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from courses.rules.explaining import ItemFacts, Outcome, PartFacts, Reader, VisitFacts, best_and_last, explain
from courses.rules.finishing import PartRules
from courses.rules.leftovers import Visit, leftovers
from courses.rules.moments import in_words, length_in_words
from courses.rules.progress import State
from courses.rules.telling import PartState, tell

AT = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)
PASSED_90 = Outcome("completed", "passed", Decimal(90))
FAILED_60 = Outcome("completed", "failed", Decimal(60))


def said(facts: ItemFacts, reader: Reader = Reader.LEARNER) -> str:
    found = explain(facts, reader, at=AT)
    return "\n".join(one.sentence for group in (found.asked, found.found, found.todo) for one in group)


def part(title: str = "Exam", **fields) -> PartFacts:
    asks = fields.pop("asks", PartRules("scorm-1.2"))
    return PartFacts(title, asks, **fields)


def package(*parts: PartFacts, **fields) -> ItemFacts:
    return ItemFacts("package", "Records requests", parts=parts, **fields)


def test_a_package_not_begun_says_what_it_asks_and_to_open_it():
    words = said(package(part()))
    assert "You have not begun it." in words
    assert "complete when it reports so itself" in words
    assert words.endswith("Open it.")


def test_a_mastery_score_is_the_rule_and_the_score_is_the_fact():
    asks = PartRules("scorm-1.2", mastery_score=Decimal(80))
    words = said(package(part(asks=asks, begun=True, best=FAILED_60), part("Reading", asks=asks), begun=True))
    assert "“Exam” needs a score of 80 or more." in words
    assert "“Exam” is finished with 60, not passed; 80 or more is needed." in words
    assert "1 of 2 parts finished." in words
    assert "Try “Exam” again" in words
    assert "Open “Reading”." in words


@pytest.mark.parametrize(
    ("asks", "words"),
    [
        (PartRules("scorm-2004", completion_threshold=Decimal("0.8")), "complete at 80% progress"),
        (PartRules("scorm-2004", scaled_passing_score=Decimal("0.7")), "passed with 70% of the points"),
        (PartRules("scorm-1.2", asset=True), "opening it is all that is asked"),
        (PartRules("scorm-1.2", mastery_score=Decimal(80), mastery_override=False), "unless it says itself"),
    ],
)
def test_each_rule_of_manifest_and_policy_has_its_words(asks, words):
    assert words in said(package(part(asks=asks)))


def test_locked_parts_name_what_opens_them_and_are_not_told_to_be_opened():
    words = said(package(part("Reading"), part(locked="Finish “Reading” first.")))
    assert "“Exam” is locked. Finish “Reading” first." in words
    assert "Open “Reading”." in words
    assert "Open “Exam”" not in words


def test_a_sequenced_package_is_explained_by_its_root():
    root = Outcome("incomplete", "unknown", None)
    words = said(package(part("One"), part("Two"), sequenced=True, begun=True, root=root))
    assert "its own rules add up" in words
    assert "The package as a whole: not finished." in words
    assert "All 2 parts must be finished" not in words
    assert "Open “One”" not in words, "its rules may skip it"
    assert words.endswith("Open the package and follow what it offers next.")


def test_best_is_kept_and_last_is_shown_beside_it_only_when_it_differs():
    assert best_and_last(PASSED_90, FAILED_60) == "Your best: passed with 90. Last time: finished with 60, not passed."
    assert best_and_last(PASSED_90, PASSED_90) == ""
    assert best_and_last(PASSED_90, Outcome()) == ""


def test_a_recall_is_the_thing_to_know():
    words = said(package(part(), recalled="It gives an old dose."))
    assert "This package was withdrawn: It gives an old dose." in words


def test_support_reads_the_ids_of_rules_the_contents_own_word_and_the_clock():
    asks = PartRules("scorm-1.2", mastery_score=Decimal(80))
    visit = VisitFacts(
        "Safari on an iPhone", AT - timedelta(hours=2), AT - timedelta(hours=1), AT, "silent",
        reported_cs=1_000_000, seen_cs=60_000, counted_cs=366_000,
    )  # fmt: skip
    facts = package(
        part(asks=asks, begun=True, best=FAILED_60, own_word="passed", decided="failed"),
        begun=True,
        visits=[visit],
        stale=2,
        refused=1,
    )
    found = explain(facts, Reader.SUPPORT, at=AT)
    rules = {one.rule for group in (found.asked, found.found, found.todo) for one in group}
    assert {"mastery-score", "decided", "time-capped", "session-silent", "stale", "refused-elements"} <= rules
    words = said(facts, Reader.SUPPORT)
    assert "the content set “passed”; the rules decided “failed”" in words
    assert "reported 2 h 46 min; only 1 h 1 min counted" in words
    assert "2 messages came from an older visit" in words
    learner = said(facts)
    assert "decided" not in learner
    assert "reported 2 h" not in learner


def test_a_manager_hears_of_completion_and_reason_and_no_score():
    parts = [
        PartState("Reading", True, State.DONE),
        PartState("Exam", True, State.AGAIN),
        PartState("Extra", False, State.TODO),
    ]
    told = tell("Dr Asha Venn", parts, complete=False)
    assert told.word == "Begun"
    assert told.sentence == "1 of 2 parts done; tried and not passed yet: “Exam”."
    assert tell("Dr Asha Venn", parts, complete=True).sentence == "Dr Asha Venn has completed it."
    fresh = [PartState("Reading", True, State.TODO)]
    assert tell("Dr Asha Venn", fresh, complete=False).word == "Not begun"


def test_moments_and_lengths_are_words():
    assert in_words(AT - timedelta(hours=1), at=AT) == "today at 13:30"
    assert in_words(AT - timedelta(days=1), at=AT) == "yesterday at 14:30"
    assert in_words(AT - timedelta(days=3), at=AT) == "on 17 November at 14:30"
    assert in_words(AT - timedelta(days=400), at=AT) == "on 16 October 2025 at 15:30", "summer time, and the year"
    assert (length_in_words(390_000), length_in_words(100), length_in_words(0)) == (
        "1 h 5 min",
        "less than a minute",
        "",
    )


# --- Where work may lie -----------------------------------------------------------------------------------------------

PHONE, DESK = "Safari on an iPhone", "Firefox on Linux"


def visit(device: str = PHONE, *, hours: float = 2, **fields) -> Visit:
    begun = AT - timedelta(hours=hours)
    seen = begun + timedelta(minutes=10)
    return Visit(device, begun, seen, fields.pop("ended", seen), fields.pop("end_reason", "silent"), **fields)


def test_a_visit_that_fell_silent_is_named_softly_and_one_that_held_work_for_certain():
    soft = leftovers([visit()], here=DESK, at=AT)[0]
    assert not soft.certain
    assert soft.sentence == (
        "Your last visit, on Safari on an iPhone today at 12:40, ended without a word. "
        "If something is missing here, open it there first."
    )
    held = leftovers([visit(waiting_since=AT - timedelta(minutes=115))], here=DESK, at=AT)[0]
    assert held.certain
    assert "still held work that had not reached us" in held.sentence


@pytest.mark.parametrize(
    "settled",
    [
        visit(end_reason="finished"),
        visit(end_reason="left"),
        visit(end_reason="recalled"),
        visit(mode="review"),
        visit(hours=24 * 8),
        visit(hours=0.1, ended=None, end_reason=""),
        visit(end_reason="left", waiting_since=AT - timedelta(minutes=115)),
    ],
    ids=["finished", "left", "recalled", "a review", "too long ago", "open now", "left after all"],
)
def test_nothing_is_said_of_a_visit_that_ended_well_or_goes_on(settled):
    assert leftovers([settled], here=DESK, at=AT) == []


def test_an_open_session_that_fell_silent_counts_until_a_newer_visit_has_begun():
    asleep = visit(ended=None, end_reason="")
    assert leftovers([asleep], here=DESK, at=AT)
    # What would come home now is kept beside: a guess about it helps nobody.
    older = visit(end_reason="taken-over", newest=False)
    assert leftovers([older, visit(DESK, hours=1, end_reason="left")], here=DESK, at=AT) == []


def test_what_a_page_said_that_it_holds_is_told_until_something_comes_from_it():
    waiting = AT - timedelta(minutes=115)
    newer = visit(DESK, hours=1, end_reason="left")
    still = visit(waiting_since=waiting, last_commit=waiting, end_reason="taken-over", newest=False)
    told = leftovers([still, newer], here=DESK, at=AT)[0]
    assert told.certain
    assert told.sentence.startswith("An earlier visit, on Safari on an iPhone today at 12:40, still held work")
    assert "kept beside" in told.sentence
    came = visit(
        waiting_since=waiting, last_commit=waiting + timedelta(minutes=1), end_reason="taken-over", newest=False
    )
    assert leftovers([came, newer], here=DESK, at=AT) == []


def test_a_list_of_several_items_names_the_one():
    assert "Your last visit to “Exam”, on Safari" in leftovers([visit(title="Exam")], here=DESK, at=AT)[0].sentence


def test_on_such_a_device_itself_the_way_home_is_to_open_it():
    assert "If it was this device, opening it brings home" in leftovers([visit()], here=PHONE, at=AT)[0].sentence
