"""Queries, understood without any engine or database."""

from collections.abc import Collection

import pytest

from search import weights
from search.analysis.plan import Why
from search.analysis.reading import read
from search.analysis.repair import WordIndex, distance
from search.analysis.spelling import variants
from search.analysis.synonyms import Sense
from search.analysis.words import cleaned, content_of, key_of, parse, words_of

WORDS = "subject access request complaint complaints patient notes copy apologise what chaperone candour anaesthetic me"


class Library:
    """A vocabulary of whole words."""

    def __init__(self, words: str = WORDS) -> None:
        self.words = words.split()

    def known(self, words: Collection[str]) -> set[str]:
        return set(words) & set(self.words)

    def beginning(self, prefix: str) -> list[str]:
        return [word for word in self.words if word.startswith(prefix) and word != prefix]

    def nearest(self, word: str) -> list[str]:
        return WordIndex(dict.fromkeys(self.words, 1)).nearest(word)


def sense(form: str, meaning: str, **facts) -> Sense:
    return Sense(form, meaning, key_of(form), key_of(meaning), **facts)


SENSES = [
    sense("SAR", "subject access request", acronym=True, senses=2),
    sense("SAR", "safeguarding adults review", acronym=True, senses=2),
    sense("A&E", "emergency department", acronym=True),
    sense("ME", "medical examiner", acronym=True, capitals_only=True),
    sense("copy of my notes", "subject access"),
    sense("one way", "other", two_way=False),
]


def synonyms(keys):
    return [row for row in SENSES if row.form_key in keys or (row.two_way and row.meaning_key in keys)]


def understood(text: str, **options):
    return read(text, vocabulary=Library(), synonyms=synonyms, **options)


def terms(text: str, **options) -> list[set[str]]:
    return [{term.text for term in group.terms} for group in understood(text, **options).groups]


def test_typographic_quotes_dashes_and_controls_become_plain():
    assert cleaned("“duty\x00of  candour” \u2013 it\u2019s\u00ad here\ud800") == '"duty of candour" - it\'s here'


def test_a_query_falls_into_words_phrases_and_exclusions():
    parsed = parse('complaint "duty of candour" -webinar follow-up "" "   " -')
    assert [word.text for word in parsed.words] == ["complaint", "follow", "up"]
    assert parsed.phrases == ("duty of candour",)
    assert parsed.excluded == ("webinar",)


def test_an_open_quote_is_no_phrase():
    assert parse('"duty of').phrases == ()
    assert [word.text for word in parse('"duty of').words] == ["duty", "of"]


@pytest.mark.parametrize("text", ["🙂", "---", '"', "&&& ||", "\x00", "_"])
def test_what_holds_no_word_is_wordless(text):
    assert parse(text).wordless == bool(cleaned(text))


def test_a_long_query_is_cut_and_says_so():
    parsed = parse("word " * 2000)
    assert parsed.cut
    assert len(parsed.text) <= weights.QUERY_CHARACTERS
    assert len(parsed.words) <= weights.QUERY_WORDS
    assert "Only the beginning" in understood("word " * 2000).notes[0]
    assert not parse("a short one").cut


def test_accents_case_and_possessives_fall_away():
    assert [word.text for word in words_of("Naïve PATIENT's don't GPs'")] == ["naive", "patient", "dont", "gps"]


def test_words_that_only_ask_fall_out_unless_they_are_all():
    assert [word.text for word in content_of(words_of("what do I do if a patient complains"))] == [
        "patient",
        "complains",
    ]
    assert [word.text for word in content_of(words_of("what is this"))] == ["what", "is", "this"]
    assert [word.text for word in content_of(words_of("what is ME"))] == ["me"]


def test_keys_ignore_plurals_case_and_stop_words_but_keep_short_forms():
    assert key_of("Copy of my notes") == key_of("copies of NOTES") == "copy note"
    assert key_of("A&E") == key_of("a & e") == "a e"
    assert key_of("living will") == "living will"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("apologise", "apologize"),
        ("organisation", "organization"),
        ("behaviour", "behavior"),
        ("anaesthetic", "anesthetic"),
        ("haemorrhage", "hemorrhage"),
        ("paediatrician", "pediatrician"),
        ("oestrogen", "estrogen"),
        ("foetus", "fetus"),
        ("counselling", "counseling"),
        ("defence", "defense"),
        ("centre", "center"),
        ("programme", "program"),
        ("acknowledgement", "acknowledgment"),
        ("anaesthetised", "anesthetized"),
        ("diarrhoea", "diarrhea"),
        ("analyse", "analyze"),
        ("enrolment", "enrollment"),
        ("practise", "practice"),
    ],
)
def test_british_and_american_spellings_lead_to_each_other(one, other):
    assert other in variants(one)
    assert one in variants(other)


@pytest.mark.parametrize("word", ["four", "for", "filled", "complaint", "patient", "x2y", "hour"])
def test_other_words_have_no_other_spelling(word):
    assert variants(word) == []


@pytest.mark.parametrize(
    ("one", "other", "errors"),
    [
        ("abcd", "abcd", 0),
        ("abcd", "abdc", 1),
        ("abcd", "abc", 1),
        ("abcd", "xbcd", 1),
        ("abcd", "dcba", 3),
        ("a", "abcd", 3),
    ],
)
def test_errors_are_counted_with_swaps_as_one(one, other, errors):
    assert distance(one, other, 2) == min(errors, 3)


def test_longer_words_may_hold_more_errors():
    index = WordIndex({"candour": 9, "complaint": 5, "compliant": 1, "ear": 3, "form": 2, "confidentiality": 4})
    assert index.nearest("candor") == ["candour"]
    assert index.nearest("candoru") == ["candour"]
    assert index.nearest("candxxr") == []
    assert index.nearest("confidentialty") == ["confidentiality"]
    assert index.nearest("confidnetialty") == ["confidentiality"]
    assert index.nearest("eer") == []
    assert index.nearest("frm") == []
    assert index.nearest("complyant")[0] == "compliant"
    assert index.nearest("complaont") == ["complaint"]


def test_of_equally_near_words_the_commoner_comes_first():
    assert WordIndex({"caste": 1, "carte": 7}).nearest("cadte") == ["carte", "caste"]


def test_a_word_nobody_uses_is_repaired_and_the_reader_is_told():
    reading = understood("complant about patient")
    assert [group.terms[0].text for group in reading.groups] == ["complaint", "patient"]
    assert reading.groups[0].terms[0].why == Why.REPAIR
    assert reading.notes == ("“complant” was not found, so “complaint” was searched for.",)


def test_a_known_word_is_never_repaired():
    assert terms("complaints") == [{"complaints"}]
    assert understood("complaints").notes == ()


def test_a_misspelt_question_word_falls_out():
    assert terms("whta chaperone") == [{"chaperone"}]


def test_an_unknown_acronym_is_not_taken_for_an_error():
    assert terms("NOTSS about patient") == [{"notss"}, {"patient"}]
    assert terms("notess about patient") == [{"notes"}, {"patient"}]
    assert "“NOTSS” could not be found." in understood("NOTSS about patient").notes


def test_a_spelling_that_is_used_stands_beside_one_that_is_not():
    assert terms("apologize") == [{"apologise"}]
    assert terms("anesthetic") == [{"anaesthetic"}]
    assert understood("apologize").notes == ()


def test_an_ambiguous_acronym_looks_for_every_sense():
    (group,) = understood("SAR").groups
    assert {term.text for term in group.terms} == {"sar", "subject access request", "safeguarding adults review"}
    assert {term.weight for term in group.terms} == {1.0, weights.ACRONYM_SENSE}
    assert understood("sar").notes == (
        "“sar” also looks for “subject access request” or “safeguarding adults review”.",
    )


def test_a_term_written_out_looks_for_the_acronym_with_care():
    reading = understood("subject access request")
    assert all("sar" in {term.text for term in group.terms} for group in reading.groups)
    weight = next(term.weight for term in reading.groups[0].terms if term.text == "sar")
    assert weight == weights.INTO_AMBIGUOUS


def test_an_acronym_of_stop_words_is_known():
    assert "emergency department" in terms("A&E")[0] | terms("a & e wait")[0]


def test_an_everyday_word_is_an_acronym_only_in_capitals_or_alone():
    assert terms("tell me what patient") == [{"patient"}]
    assert "medical examiner" in terms("ME patient")[0]
    assert terms("me") == [{"me", "medical examiner"}]
    typed = next(term for term in understood("ME patient").groups[0].terms if term.text == "me")
    assert typed.weight == weights.EVERYDAY


@pytest.mark.parametrize(
    "text", ["patient wants copy of notes", "copies of her notes patient", "patient, copy of medical notes"]
)
def test_plain_words_lead_to_the_term_of_art(text):
    groups = {group.typed: {term.text for term in group.terms} for group in understood(text).groups}
    named = [typed for typed, found in groups.items() if "subject access" in found]
    assert len(named) == 2


def test_what_was_expanded_is_said_in_the_readers_own_words():
    assert "“copy of my notes” also looks for “subject access”." in understood("copy of my notes").notes
    assert "“copy … notes” also looks for “subject access”." in understood("copy patient notes").notes


def test_one_way_synonyms_work_one_way():
    assert "other" in terms("one way")[0]
    assert terms("other") == [{"other"}]


def test_repaired_words_may_make_a_form():
    assert "copy of my notes" in terms("subjcet acess")[0]


def test_the_last_word_may_be_a_beginning():
    assert terms("chap") == [{"chaperone"}]
    assert understood("chap").notes == ("“chap” was read as the beginning of “chaperone”.",)
    assert terms("chap patient") == [{"chap"}, {"patient"}]
    assert terms("complaint", instant=True) == [{"complaint", "complaints"}]
    assert terms("complaint ", instant=True) == [{"complaint"}]
    assert terms("ca patient ch", instant=True)[-1] == {"ch"}


def test_an_acronym_is_not_completed():
    library = Library("dna dnacpr")
    rows = [sense("DNA", "did not attend", acronym=True)]
    reading = read("dna", vocabulary=library, synonyms=lambda keys: rows, instant=True)
    assert {term.text for term in reading.groups[0].terms} == {"dna", "did not attend"}


def test_phrases_are_required_and_exclusions_are_told():
    reading = understood('"copy of notes" -webinar')
    assert reading.required == ("copy of notes",)
    assert reading.excluded == ("webinar",)
    assert "Left out: whatever mentions “webinar”." in reading.notes


def test_no_query_asks_for_too_many_terms():
    text = " ".join(["SAR", "A&E", "ME", "copy of my notes", *(f"apologize{n}" for n in range(40))])
    reading = understood(text)
    assert sum(len(group.terms) for group in reading.groups) <= weights.TERMS_A_QUERY
