"""What a reader finds: in what order, with which words, and never what is not theirs."""

from dataclasses import replace
from datetime import date

import pytest

from members.api import ANONYMOUS, Viewer
from search.engines.choosing import engine
from search.finding import find, suggest
from search.models import LibraryEntry, Synonym
from tests.search.conftest import CANARY, SAR_GUIDE, doc

MEMBER = Viewer(user_id=1, name="Joy", is_authenticated=True, is_member=True)
OTHER = Viewer(user_id=2, name="Cara", is_authenticated=True)
STAFF = Viewer(user_id=3, name="Tom", is_authenticated=True, is_member=True, is_staff=True)


def titles(text: str, viewer: Viewer = MEMBER, **options) -> list[str]:
    return [hit.title for hit in find(text, viewer=viewer, **options).hits]


@pytest.mark.parametrize(
    "text",
    [
        "patient wants copy of notes",
        "copies of her medical notes, patient complains",
        "patint wants a copy of her notes",
        "DSAR",
        "subject acces request",
        "access to records complaint",
    ],
)
def test_a_frightened_manager_gets_the_subject_access_guide_first(library, text):
    assert titles(text)[0] == SAR_GUIDE.title


def test_an_ambiguous_acronym_shows_both_senses(library):
    found = find("SAR", viewer=MEMBER)
    assert set(titles("SAR")[:2]) == {SAR_GUIDE.title, "After a safeguarding adults review"}
    assert "“SAR” also looks for" in found.notes[0]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("chaparone", "Chaperones"),
        ("safegaurding", "After a safeguarding adults review"),
        ("potasium result", "The result nobody owned"),
        ("anesthetic", "When the press rings"),
        ("counseling the team", "When the press rings"),
        ("organized owner", "The result nobody owned"),
        ("candor", "Is it candour? Deciding and telling"),
        ("intimate exam", "Chaperones"),
        ("do I have to apologise to the patient in writing", "Is it candour? Deciding and telling"),
        ("what do I do when a journalist rings", "When the press rings"),
        ("duty of candour", "Is it candour? Deciding and telling"),
    ],
)
def test_errors_other_spellings_beginnings_and_questions_lead_there(library, text, title):
    assert titles(text)[0] == title


def test_a_repair_is_announced(library):
    assert find("chaparone", viewer=MEMBER).notes[0] == "“chaparone” was not found, so “chaperone” was searched for."


def test_an_empty_query_lists_everything_newest_review_first(library):
    found = find("", viewer=MEMBER)
    days = [hit.reviewed for hit in found.hits]
    assert found.total == len(found.hits) == 7
    assert days == sorted(days, reverse=True)
    assert found.facets["kind"] == {"guide": 3, "article": 1, "case-history": 1, "course": 1, "webinar": 1}


def test_a_subject_contains_its_parts(library):
    assert set(titles("", topics=("DATA",))) == {SAR_GUIDE.title, "A copy of everything"}
    assert find("", viewer=MEMBER, topics=("DATA",)).hits[0].topics == ("DATA.sar", "COMP", "DATA")


def test_filters_of_one_facet_add_up_and_of_two_narrow(library):
    assert len(titles("", kinds=("guide", "course"))) == 4
    assert set(titles("", kinds=("guide", "course"), topics=("DATA",))) == {SAR_GUIDE.title, "A copy of everything"}
    assert titles("", kinds=("guide",), topics=("MEDIA",)) == []


def test_an_unknown_kind_finds_nothing_and_says_why(library):
    found = find("", viewer=MEMBER, kinds=("leaflet",))
    assert (found.total, found.notes) == (0, ["The library has no kind “leaflet”, so nothing is of it."])


def test_a_phrase_that_stands_nowhere_gives_way_to_its_words(library):
    found = find('"chaperone policy never written"', viewer=MEMBER)
    assert found.hits[0].title == "Chaperones"
    assert found.notes[0].startswith("Nothing contains “chaperone policy never written” word for word")
    assert titles('"intimate examination"') == ["Chaperones"]


def test_a_page_past_the_end_is_the_last_one(shelf):
    shelf.put(*(doc("guide", f"Guide {n:02}", "same") for n in range(23)))
    found = find("same", viewer=ANONYMOUS, page=99)
    assert (found.page, found.pages, len(found.hits), found.total) == (3, 3, 3, 23)


def test_nothing_to_search_for_is_said_not_listed(library):
    found = find("🙂", viewer=MEMBER)
    assert (found.total, found.notes) == (0, ["There is no word or number in that to search for."])


def test_passages_are_escaped_and_marked(shelf):
    shelf.put(doc("guide", "Tags <b>", "before <script>alert('x')</script> & needle </mark> after"))
    (hit,) = find("needle tags", viewer=ANONYMOUS).hits
    assert hit.marked_title == "<mark>Tags</mark> &lt;b&gt;"
    assert "<mark>needle</mark> &lt;/mark&gt; after" in hit.snippet
    assert "<script>" not in hit.snippet


# --- Who may see what ---

SECRET = doc(
    "guide",
    "Handling a letter",
    f"The word is {CANARY}. It stands beside patient, notes and copy. {CANARY}isation too.",
    summary="What to do first.",
    access="members",
    topics=("CLAIM",),
    reviewed=date(2026, 1, 1),
)


def everything_shown(viewer: Viewer, text: str) -> str:
    found = find(text, viewer=viewer)
    suggested = suggest(text, viewer=viewer)
    facts = (found.total, found.facets, found.notes, [(hit.ref, hit.marked_title, hit.snippet) for hit in found.hits])
    return repr((facts, [card.ref for card in suggested]))


@pytest.mark.parametrize("viewer", [ANONYMOUS, OTHER])
@pytest.mark.parametrize(
    "text",
    [
        CANARY,
        CANARY[:6],
        CANARY + "s",
        CANARY[:-1],
        "quetzalcoatk",
        f'"{CANARY}"',
        f"letter -{CANARY}",
        "patient notes",
        "",
    ],
)
def test_nothing_that_others_see_depends_on_members_text(library, text, viewer):
    library.put(replace(SECRET, body="Nothing of note."))
    before = everything_shown(viewer, text)
    library.put(SECRET)
    assert everything_shown(viewer, text) == before
    if text.strip('"-') == CANARY:
        assert find(text, viewer=MEMBER).total == 1


@pytest.mark.parametrize("viewer", [ANONYMOUS, OTHER])
def test_others_see_that_it_is_there_and_not_what_it_says(library, viewer):
    library.put(SECRET)
    (hit,) = [hit for hit in find("letter", viewer=viewer).hits if hit.title == SECRET.title]
    assert hit.members_only
    assert hit.locked
    assert hit.row["members_only"]
    assert hit.snippet == "What to do first."


def test_members_see_the_passage_and_no_lock(library):
    library.put(SECRET)
    (hit,) = find(CANARY, viewer=MEMBER).hits
    assert f"<mark>{CANARY}</mark>" in hit.snippet
    assert hit.members_only
    assert not hit.locked


def test_staff_things_are_for_staff(library):
    library.put(doc("document", "Adviser handbook", CANARY, access="staff"))
    for viewer in (ANONYMOUS, OTHER, MEMBER):
        assert titles("adviser handbook", viewer)[:1] != ["Adviser handbook"]
        assert find(CANARY, viewer=viewer).total == 0
    assert titles(CANARY, STAFF) == ["Adviser handbook"]


def test_a_hit_is_checked_against_the_entry_of_today(library):
    """The index may lag behind, as one on another machine does; the entries do not."""
    library.put(doc("guide", "Was public", f"{CANARY} text", summary="Short."))
    LibraryEntry.objects.filter(title="Was public").update(access="members")
    (hit,) = find("public", viewer=ANONYMOUS).hits
    assert hit.locked
    assert CANARY not in hit.snippet
    LibraryEntry.objects.filter(title="Was public").update(access="staff")
    assert find("public", viewer=ANONYMOUS).hits == []
    LibraryEntry.objects.filter(title="Was public").delete()
    assert find("public", viewer=MEMBER).hits == []


# --- Cost and life ---


@pytest.mark.parametrize("viewer", [ANONYMOUS, MEMBER, STAFF])
@pytest.mark.parametrize(
    ("text", "statements"),
    [
        ("", 4),  # generation, matches, texts, entries (the vocabulary asks for its generation too)
        ("patient copy notes", 7),  # and the synonyms and the known words
        ("chap", 8),  # and completions
        ("complant", 9),  # and completions in vain; the synonyms are asked again for what was repaired
    ],
)
def test_statements_do_not_grow_with_the_library(library, viewer, text, statements, django_assert_max_num_queries):
    library.put(*(doc("guide", f"Patient copy notes {n}", "complaint chaperone") for n in range(30)))
    find("complant", viewer=viewer)  # the words for repairs are kept by the process until the index changes
    with django_assert_max_num_queries(statements + 1):
        find(text, viewer=viewer)


def test_a_synonym_works_in_the_next_search(library):
    assert titles("flurble") == []
    Synonym.objects.create(form="flurble", meaning="chaperone")
    assert titles("flurble") == ["Chaperones"]
    Synonym.objects.filter(form="flurble").update(active=False)
    assert titles("flurble") == []


def test_suggestions_complete_the_last_word_and_know_acronyms(library):
    assert SAR_GUIDE.title in [card.title for card in suggest("open complaint and subj", viewer=ANONYMOUS)[:1]]
    assert SAR_GUIDE.title in [card.title for card in suggest("sar", viewer=ANONYMOUS)]
    assert suggest("potassium", viewer=MEMBER) == []
    assert suggest("", viewer=MEMBER) == suggest("🙂", viewer=MEMBER) == []


def test_the_embedded_engine_is_the_default(db):
    assert engine().name == "fts5"
    assert engine().embedded
