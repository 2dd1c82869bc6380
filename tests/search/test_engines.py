"""One contract, asked of every engine there is."""

from dataclasses import replace

from django.db import connection

import pytest

from search.analysis.plan import Group, Plan, Reading, Term
from search.engines.base import END, START, GenerationGone, Versioned
from search.engines.fts5 import Fts5Engine
from search.engines.memory import MemoryEngine
from search.engines.stores import FileStore, SiteStore
from tests.search.conftest import CANARY, doc

PUBLIC = frozenset({"public"})
MEMBER = frozenset({"public", "members"})
STAFF = frozenset({"public", "members", "staff"})
FOUND_BY_ALL = frozenset({"public", "members"})


ENGINES = ["memory", "fts5 in a file"]
if connection.vendor == "sqlite":
    ENGINES.append("fts5 in the site's database")


@pytest.fixture(params=ENGINES)
def engine(request, tmp_path):
    if request.param == "memory":
        engine = MemoryEngine()
    elif request.param == "fts5 in a file":
        engine = Fts5Engine(FileStore(tmp_path / "search.sqlite3"))
    else:
        request.getfixturevalue("db")
        engine = Fts5Engine(SiteStore())
    engine.swap(engine.begin())
    yield engine
    if request.param == "fts5 in a file":
        engine.store.close()


def asking(text: str = "", *, required=(), excluded=(), reads=MEMBER, **narrowed) -> Plan:
    groups = tuple(Group(word, (Term(word),)) for word in text.split())
    groups += tuple(Group(phrase, (Term(phrase),)) for phrase in required)
    finds = FOUND_BY_ALL | reads
    return Plan(Reading(text, groups, tuple(required), tuple(excluded)), reads=reads, finds=finds, **narrowed)


def titles(engine, plan: Plan) -> list[str]:
    return [hit.title.replace(START, "").replace(END, "") for hit in engine.search(plan).hits]


def put(engine, *docs, version: int = 1) -> None:
    engine.upsert([Versioned(one, version) for one in docs])


def test_a_document_is_found_by_any_word_of_it_in_any_form(engine):
    put(engine, doc("guide", "Chaperones", "Offer one and keep records.", summary="Who may stand by."))
    for word in ("chaperones", "chaperone", "offering", "record", "stand"):
        assert titles(engine, asking(word)) == ["Chaperones"], word
    assert titles(engine, asking("giraffe")) == []


def test_words_are_joined_by_or_and_more_of_them_comes_first(engine):
    put(engine, doc("guide", "One", "apple pear"), doc("guide", "Two", "apple plum"), doc("guide", "Three", "fig"))
    assert titles(engine, asking("apple plum cherry")) == ["Two", "One"]


def test_a_title_weighs_more_than_a_body(engine):
    put(engine, doc("guide", "Long walk", "a consent form"), doc("guide", "Consent form", "a long walk"))
    assert titles(engine, asking("consent"))[0] == "Consent form"


def test_an_acronym_an_editor_gave_weighs_most(engine):
    put(
        engine,
        doc("guide", "A thing about SAR", "some words more words"),
        doc("guide", "Some other thing here", "other words more words", acronyms=("SAR",)),
    )
    assert titles(engine, asking("sar"))[0] == "Some other thing here"


def test_the_weight_of_a_term_counts(engine):
    put(engine, doc("guide", "Red", "cherry"), doc("guide", "Blue", "sloe"), doc("guide", "Green", "gage"))
    group = Group("x", (Term("cherry", 0.3), Term("sloe", 1.0)))
    assert titles(engine, replace(asking(), reading=Reading("x", (group,)))) == ["Blue", "Red"]


def test_a_word_that_most_documents_have_still_ranks(engine):
    put(engine, *(doc("guide", f"Number {n}", "patient " + "filler " * n) for n in range(1, 6)))
    put(engine, doc("guide", "Patient", "filler"))
    hits = engine.search(asking("patient filler")).hits
    assert hits[0].title.startswith(START)
    assert all(hit.score > 0 for hit in hits)


def test_words_in_quotes_must_stand_together(engine):
    put(engine, doc("guide", "Apart", "duty to show candour"), doc("guide", "Together", "the duty of candour"))
    assert titles(engine, asking(required=("duty of candour",))) == ["Together"]


def test_excluded_words_keep_documents_out_with_and_without_others(engine):
    put(engine, doc("guide", "Tea", "drink milk"), doc("guide", "Coffee", "drink sugar"))
    assert titles(engine, asking("drink", excluded=("milk",))) == ["Coffee"]
    assert titles(engine, asking(excluded=("milk",))) == ["Coffee"]


def test_without_words_everything_is_listed_newest_review_first(engine):
    from datetime import date

    put(
        engine,
        doc("guide", "Old", reviewed=date(2024, 1, 1)),
        doc("guide", "New", reviewed=date(2026, 1, 1)),
        doc("guide", "Never"),
    )
    assert titles(engine, asking()) == ["New", "Old", "Never"]


def test_pages_do_not_overlap_and_the_total_is_exact(engine):
    put(engine, *(doc("guide", f"Item {n}", "same words here") for n in range(25)))
    pages = [engine.search(asking("same", page=page)) for page in (1, 2, 3, 4)]
    assert [len(page.hits) for page in pages] == [10, 10, 5, 0]
    assert {page.total for page in pages} == {25}
    assert len({hit.ref for page in pages for hit in page.hits}) == 25


def test_facets_leave_out_their_own_filter_and_keep_the_other(engine):
    put(
        engine,
        doc("guide", "A", "word", topics=("DATA", "COMP")),
        doc("guide", "B", "word", topics=("COMP",)),
        doc("course", "C", "word", topics=("DATA",)),
        doc("webinar", "D", "other", topics=("DATA",)),
    )
    page = engine.search(asking("word", kinds=("guide",), topics=("DATA",)))
    assert page.total == 1
    assert page.facets["kind"] == {"guide": 1, "course": 1}
    assert page.facets["topic"] == {"DATA": 1, "COMP": 2}
    both = engine.search(asking("word", kinds=("guide", "course")))
    assert (both.total, both.facets["topic"]) == (3, {"DATA": 2, "COMP": 2})


def test_what_matched_is_marked(engine):
    put(engine, doc("guide", "On records", "It says that a record is kept.", summary="Records, in short."))
    (hit,) = engine.search(asking("record")).hits
    assert hit.title == f"On {START}records{END}"
    assert hit.summary == f"{START}Records{END}, in short."
    assert f"a {START}record{END} is kept" in hit.body


def test_marks_in_a_text_are_not_taken_for_ours(engine):
    put(engine, doc("guide", f"Sneaky {START}title{END}", f"body {START}with{END} marks"))
    (hit,) = engine.search(asking("body")).hits
    assert START not in hit.title
    assert hit.body.count(START) == 1


def test_members_text_decides_nothing_for_others(engine):
    put(engine, doc("guide", "Shown to all", f"{CANARY} lives here", summary="A teaser.", access="members"))
    put(engine, doc("guide", "Public", f"see the {CANARY[:4]}", access="public"))
    for reads, total in ((PUBLIC, 0), (MEMBER, 1)):
        page = engine.search(asking(CANARY, reads=reads))
        words = engine.vocabulary(reads)
        assert page.total == total
        assert words.known([CANARY]) == ({CANARY} if total else set())
        assert words.nearest(CANARY[:-1] + "k") == ([CANARY] if total else [])
        assert words.beginning(CANARY[:5]) == ([CANARY] if total else [])
    (hit,) = engine.search(asking("teaser", reads=PUBLIC)).hits
    assert hit.body == ""
    assert titles(engine, asking("shown", reads=PUBLIC)) == ["Shown to all"]


def test_the_order_others_see_does_not_move_with_members_text(engine):
    def scores():
        page = engine.search(asking("fever advice", reads=PUBLIC))
        return [(hit.ref, hit.score) for hit in page.hits]

    put(engine, doc("guide", "Fever", "advice", access="members"), doc("guide", "Advice on fever", "public text"))
    before = scores()
    put(engine, doc("guide", "Fever", "advice fever " * 50, access="members"), version=2)
    assert scores() == before


def test_staff_documents_are_found_by_staff_alone(engine):
    put(engine, doc("document", "Adviser notes", f"inner {CANARY}", access="staff"), doc("guide", "Plain", "inner"))
    for reads in (PUBLIC, MEMBER):
        assert titles(engine, asking("inner", reads=reads)) == ["Plain"]
        assert titles(engine, asking("adviser", reads=reads)) == []
        assert engine.vocabulary(reads).known([CANARY]) == set()
    assert set(titles(engine, asking("inner", reads=STAFF))) == {"Plain", "Adviser notes"}
    assert START in next(hit for hit in engine.search(asking(CANARY, reads=STAFF)).hits).body


def test_a_lower_version_is_refused_and_so_is_the_same(engine):
    put(engine, doc("guide", "Thing", "second"), version=2)
    put(engine, doc("guide", "Thing", "first"), version=1)
    put(engine, doc("guide", "Thing", "other"), version=2)
    assert titles(engine, asking("second")) == ["Thing"]
    put(engine, doc("guide", "Thing", "third"), version=3)
    assert titles(engine, asking("second")) == []
    assert titles(engine, asking("third")) == ["Thing"]


def test_a_deletion_holds_against_an_older_write_and_yields_to_a_newer(engine):
    thing = doc("guide", "Thing", "word")
    put(engine, thing, version=1)
    engine.delete([(str(thing.ref), 3)])
    put(engine, thing, version=2)
    assert engine.search(asking("word")).total == 0
    engine.delete([("guide:never-there", 4)])
    put(engine, thing, version=5)
    assert engine.search(asking("word")).total == 1
    engine.delete([(str(thing.ref), 4)])
    assert engine.search(asking("word")).total == 1


def test_the_manifest_names_what_is_held(engine):
    one, two = Versioned(doc("guide", "One"), 1), Versioned(doc("guide", "Two"), 2)
    engine.upsert([one, two])
    engine.delete([(two.ref, 3)])
    assert list(engine.manifest()) == [(one.ref, 1, one.checksum)]
    same = Versioned(one.doc, 7)
    engine.upsert([same])
    assert list(engine.manifest()) == [(one.ref, 7, one.checksum)]


def test_a_new_generation_answers_only_after_the_swap_and_misses_nothing(engine):
    put(engine, doc("guide", "Kept", "word"), doc("guide", "Gone", "word"), version=1)
    new = engine.begin()
    engine.upsert([Versioned(doc("guide", "Kept", "word"), 2)], new)
    assert engine.search(asking("word")).total == 2
    put(engine, doc("guide", "Published meanwhile", "word"), version=4)
    put(engine, doc("guide", "Kept", "word changed"), version=5)
    engine.upsert([Versioned(doc("guide", "Kept", "word of before"), 3)], new)
    engine.swap(new)
    assert set(titles(engine, asking("word"))) == {"Kept", "Published meanwhile"}
    assert titles(engine, asking("changed")) == ["Kept"]
    # What the rebuild did not name is gone, and an older write does not bring it back.
    put(engine, doc("guide", "Gone", "word"), version=1)
    assert engine.search(asking("word")).total == 2


def test_a_generation_left_by_a_dead_rebuild_is_dropped(engine):
    put(engine, doc("guide", "Kept", "word"))
    dead = engine.begin()
    alive = engine.begin()
    with pytest.raises(GenerationGone):
        engine.upsert([Versioned(doc("guide", "Late"), 9)], dead)
    with pytest.raises(GenerationGone):
        engine.swap(dead)
    engine.drop(alive)
    assert titles(engine, asking("word")) == ["Kept"]


def test_suggestions_look_at_titles_acronyms_and_summaries(engine):
    put(
        engine,
        doc("guide", "Subject access", "body", acronyms=("SAR",)),
        doc("guide", "Other", "subject in the body alone"),
    )
    for word in ("subject", "sar"):
        assert engine.suggest(asking(word)) == [str(doc("guide", "Subject access").ref)]


def test_the_vocabulary_knows_words_by_stem_and_offers_whole_ones(engine):
    put(engine, doc("guide", "Complaints", "complaint complained candour candid caution"))
    words = engine.vocabulary(MEMBER)
    assert words.known(["complaints", "complaining", "zebra"]) == {"complaints", "complaining"}
    assert words.nearest("complant") == ["complaint"]
    assert set(words.beginning("cand")) == {"candour", "candid"}
    put(engine, doc("guide", "Complaints", "nothing"), version=2)
    assert engine.vocabulary(MEMBER).nearest("candoru") == []


def test_hundreds_of_terms_are_one_question(engine):
    put(engine, doc("guide", "Needle", "needle"))
    words = " ".join(f"w{n}" for n in range(95))
    for reads in (PUBLIC, MEMBER, STAFF):
        assert titles(engine, asking(words + " needle", reads=reads)) == ["Needle"]


def test_the_index_is_sound_after_changes(engine):
    put(engine, doc("guide", "One", "a", access="members"), doc("guide", "Two", "b", access="staff"))
    put(engine, doc("guide", "One", "c", access="public"), doc("guide", "Two", "d", access="members"), version=2)
    engine.delete([(str(doc("guide", "Two").ref), 3)])
    assert engine.sound()
    assert engine.search(asking("a")).total == engine.search(asking("d")).total == 0


def test_an_index_that_lost_words_is_not_sound(tmp_path):
    store = FileStore(tmp_path / "search.sqlite3")
    engine = Fts5Engine(store)
    put(engine, doc("guide", "One", "lost words"))
    store.rows("INSERT INTO library_1_members (library_1_members) VALUES ('delete-all')")
    assert not engine.sound()
    store.close()


def test_an_index_that_was_never_prepared_is_empty_not_broken(tmp_path):
    store = FileStore(tmp_path / "search.sqlite3")
    engine = Fts5Engine(store)
    assert engine.search(asking("word")).total == 0
    assert engine.suggest(asking("word")) == []
    assert engine.vocabulary(MEMBER).known(["word"]) == set()
    assert not engine.sound()
    put(engine, doc("guide", "First", "word"))
    assert engine.search(asking("word")).total == 1
    store.close()


def test_a_swap_between_two_statements_is_not_noticed(tmp_path, monkeypatch):
    store = FileStore(tmp_path / "search.sqlite3")
    engine = Fts5Engine(store)
    put(engine, doc("guide", "One", "word"))
    first = engine.now()
    new = engine.begin()
    engine.upsert([Versioned(doc("guide", "One", "word"), 2)], new)
    engine.swap(new)
    answers = iter([first, engine.now()])
    monkeypatch.setattr(Fts5Engine, "now", lambda self: next(answers))
    assert engine.search(asking("word")).total == 1
    store.close()
