"""The index keeps up with commits, survives what dies between them, and can be checked and made anew."""

import json
from dataclasses import replace
from io import StringIO

from django.core.management import call_command
from django.db import transaction

import pytest

from foundation.outbox import api as outbox
from members.api import ANONYMOUS
from search import api, indexing
from search.engines.base import Versioned
from search.engines.choosing import engine
from search.finding import find
from search.indexing import next_version
from search.models import EntryTopic, IndexVersion, LibraryEntry
from search.rebuilding import drift, rebuild
from tests.search.conftest import doc, ref

GUIDE = doc("guide", "Sharps", "What to do after a needle.", topics=("HS.sharps",), acronyms=("PEP",))


def total(text: str) -> int:
    return find(text, viewer=ANONYMOUS).total


def run(command: str, *args: str) -> tuple[int, dict]:
    out, code = StringIO(), 0
    try:
        call_command(command, *args, "--format", "json", stdout=out)
    except SystemExit as ended:
        code = int(ended.code or 0)
    return code, json.loads(out.getvalue())


def test_what_is_published_is_in_the_next_search(shelf, at, django_capture_on_commit_callbacks):
    shelf.docs[GUIDE.ref] = GUIDE
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        api.changed(GUIDE.ref, at=at)
        assert total("needle") == 0
    assert total("needle") == 1


@pytest.mark.django_db(transaction=True)
def test_what_is_published_for_real_is_in_the_next_search_and_what_is_not_is_not(shelf, at):
    shelf.docs[GUIDE.ref] = GUIDE
    with transaction.atomic():
        api.changed(GUIDE.ref, at=at)
    assert total("needle") == 1
    shelf.docs[GUIDE.ref] = replace(GUIDE, body="Other words.")
    with transaction.atomic():
        api.changed(GUIDE.ref, at=at)
        transaction.set_rollback(True)
    assert total("needle") == 1
    del shelf.docs[GUIDE.ref]
    with transaction.atomic():
        api.changed(GUIDE.ref, at=at)
    assert total("needle") == 0
    assert not LibraryEntry.objects.exists()


def test_a_change_outside_a_transaction_is_refused(shelf, at):
    connection = transaction.get_connection()
    held, connection.in_atomic_block = connection.in_atomic_block, False
    try:
        with pytest.raises(RuntimeError):
            api.changed(GUIDE.ref, at=at)
    finally:
        connection.in_atomic_block = held


def test_the_duty_does_what_a_crash_left_undone(shelf, at, django_capture_on_commit_callbacks):
    shelf.docs[GUIDE.ref] = GUIDE
    with django_capture_on_commit_callbacks(execute=False), transaction.atomic():
        api.changed(GUIDE.ref, at=at)
    # The process died after the commit and before the index.
    assert total("needle") == 0
    report = outbox.run(now=lambda: at)
    assert (report.done, report.failed, report.left) == (1, 0, 0)
    assert total("needle") == 1


def test_a_failing_index_neither_breaks_the_publisher_nor_is_forgotten(
    shelf, at, monkeypatch, django_capture_on_commit_callbacks
):
    def broken(ref):
        raise OSError("no disk")

    shelf.docs[GUIDE.ref] = GUIDE
    monkeypatch.setattr(shelf, "doc", broken)
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        api.changed(GUIDE.ref, at=at)
    assert outbox.run(now=lambda: at).failed == 1
    monkeypatch.undo()


def test_the_duty_reads_the_thing_of_its_day_and_repeats_harmlessly(shelf):
    shelf.docs[GUIDE.ref] = GUIDE
    indexing.keep_promise(str(GUIDE.ref))
    shelf.docs[GUIDE.ref] = replace(GUIDE, body="Other words.")
    indexing.keep_promise(str(GUIDE.ref))
    indexing.keep_promise(str(GUIDE.ref))
    assert (total("needle"), total("other")) == (0, 1)
    assert LibraryEntry.objects.count() == 1


def test_versions_only_rise(shelf):
    shelf.put(GUIDE)
    first = LibraryEntry.objects.get().version
    shelf.put(GUIDE)
    entry = LibraryEntry.objects.get()
    assert entry.version == IndexVersion.objects.get().value > first
    assert [version for _, version, _ in engine().manifest()] == [entry.version]


def test_a_database_from_a_backup_does_not_fall_behind_its_index(shelf):
    shelf.put(GUIDE)
    shelf.take(GUIDE.ref)
    IndexVersion.objects.update(value=3)
    LibraryEntry.objects.all().delete()
    shelf.put(GUIDE)
    assert total("needle") == 1


def test_an_older_version_never_overwrites_an_entry(shelf):
    shelf.put(GUIDE)
    indexing.write_entries([Versioned(replace(GUIDE, title="Older"), 0)])
    assert LibraryEntry.objects.get().title == "Sharps"


def test_an_entry_holds_what_listings_need_and_no_body(shelf):
    shelf.put(replace(GUIDE, minutes=7, audiences=("gp",)))
    entry = LibraryEntry.objects.get()
    assert (entry.kind, entry.uuid, entry.minutes, entry.audiences) == ("guide", GUIDE.ref.uuid, 7, ["gp"])
    assert (entry.topics, entry.acronyms) == (["HS.sharps", "HS"], ["PEP"])
    assert list(EntryTopic.objects.order_by("pk").values_list("code", "primary")) == [
        ("HS.sharps", True),
        ("HS", False),
    ]
    shelf.put(replace(GUIDE, topics=("SAFE",)))
    assert list(EntryTopic.objects.values_list("code", flat=True)) == ["SAFE"]
    assert "needle" not in repr(LibraryEntry.objects.values().get())


def test_a_kind_without_a_source_is_not_in_the_library(shelf, monkeypatch):
    shelf.put(GUIDE)
    monkeypatch.setattr("search.registry._sources", {})
    indexing.index(GUIDE.ref)
    assert total("needle") == 0


def test_a_part_is_searched_once_whether_or_not_the_body_repeats_it(shelf):
    part = api.Part("t-720", "12:00 Lena", "A canula is not a cannula.")
    shelf.put(replace(GUIDE, body="Intro. A canula is not a cannula.", parts=(part,)))
    assert Versioned(shelf.docs[GUIDE.ref], 1).fields["body"].count("cannula") == 1
    shelf.put(replace(GUIDE, body="Intro.", parts=(part,)))
    assert total("cannula") == total("lena") == 1


def test_a_rebuild_makes_the_index_of_the_library_of_today(library):
    engine().delete([(str(ref("guide", "Chaperones")), next_version())])
    LibraryEntry.objects.filter(kind="course").delete()
    shelved = library.docs.pop(ref("webinar", "When the press rings"))
    report = rebuild()
    assert (report.indexed, report.failed) == (6, [])
    assert total("chaperone") == 1
    assert total("press") == 0
    assert LibraryEntry.objects.count() == 6
    library.put(shelved)
    assert total("press") == 1
    assert drift().count == 0


def test_what_is_published_during_a_rebuild_is_not_lost(library, monkeypatch):
    late = doc("guide", "Published meanwhile", "late words")
    changed = replace(library.docs[ref("guide", "Chaperones")], body="Rewritten meanwhile.")
    swap = engine().swap

    def publish_then_swap(generation):
        library.put(late, changed)
        swap(generation)

    monkeypatch.setattr(engine(), "swap", publish_then_swap)
    rebuild()
    assert (total("late words"), total("rewritten"), total("policy")) == (1, 1, 0)
    assert drift().count == 0


def test_one_thing_that_cannot_be_read_does_not_keep_others_from_being_found(library, monkeypatch):
    read = library.doc

    def doc_of(what):
        if what.kind == "webinar":
            raise ValueError("a broken page")
        return read(what)

    monkeypatch.setattr(library, "doc", doc_of)
    code, report = run("rebuild_search")
    assert (code, report["indexed"], report["failed"]) == (1, 6, [str(ref("webinar", "When the press rings"))])
    assert total("chaperone") == 1


def test_a_rebuild_that_dies_leaves_the_old_index_answering(library, monkeypatch):
    def dies(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr("search.rebuilding.write_entries", dies)
    with pytest.raises(KeyboardInterrupt):
        rebuild()
    assert total("chaperone") == 1
    monkeypatch.undo()


def test_the_check_finds_what_is_missing_stale_and_extra_and_repairs_it(library):
    assert run("search_check")[0] == 0
    missing, stale, extra = (ref("guide", "Chaperones"), ref("webinar", "When the press rings"), ref("guide", "Ghost"))
    engine().delete([(str(missing), next_version())])
    library.docs[stale] = replace(library.docs[stale], summary="Changed without a word.")
    engine().upsert([Versioned(doc("guide", "Ghost", "boo"), 1)])
    code, report = run("search_check")
    assert code == 1
    assert (report["found"]["missing"], report["found"]["stale"], report["found"]["extra"]) == (
        [str(missing)],
        [str(stale)],
        [str(extra)],
    )
    code, report = run("search_check", "--repair")
    assert (code, report["left"]["count"]) == (0, 0)
    assert (total("chaperone"), total("boo")) == (1, 0)


def test_the_check_repairs_rows_that_vanished_and_words_that_were_lost(library):
    store = getattr(engine(), "store", None)
    if store is None:
        pytest.skip("the engine keeps no tables")
    number = engine().now().generation
    store.rows(f"DELETE FROM library_{number}_face WHERE kind = 'webinar'")
    assert run("search_check")[1]["found"]["missing"] == [str(ref("webinar", "When the press rings"))]
    assert run("search_check", "--repair")[0] == 0
    with store.writing():
        number = engine().now().generation
        store.rows(f"INSERT INTO library_{number}_open (library_{number}_open) VALUES ('delete-all')")
    code, report = run("search_check")
    assert (code, report["found"]["sound"]) == (1, False)
    assert run("search_check", "--repair")[0] == 0
    assert total("chaperone") == 1


def test_the_commands_speak_to_people_too(library):
    out = StringIO()
    call_command("rebuild_search", stdout=out)
    call_command("search_check", stdout=out)
    assert "7 things are in the index." in out.getvalue()
    assert "The index says what the library says." in out.getvalue()
