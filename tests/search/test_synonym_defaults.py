"""The shipped synonyms: there from the start, and never stronger than an editor."""

import pytest

from search.analysis.words import key_of
from search.checks import engine_is_possible
from search.defaults import load, shipped
from search.models import Synonym


def test_a_fresh_database_knows_the_shipped_words(db):
    assert Synonym.objects.count() == len(shipped()) > 150
    assert set(Synonym.objects.filter(form="SAR").values_list("meaning", flat=True)) == {
        "subject access request",
        "safeguarding adults review",
    }


def test_loading_again_changes_nothing_an_editor_changed(db):
    Synonym.objects.filter(form="DoC").update(active=False)
    Synonym.objects.filter(form="GMC").delete()
    assert load() == 1
    assert load() == 0
    assert not Synonym.objects.get(form="DoC").active


def test_keys_follow_the_words_however_a_row_is_written(db):
    row = Synonym.objects.create(form="Copies of the X-rays", meaning="Radiographs")
    assert (row.form_key, row.meaning_key) == (key_of("Copies of the X-rays"), "radiograph")
    row.form = "pictures"
    row.save()
    row.refresh_from_db()
    assert row.form_key == "picture"
    assert str(row) == "pictures = Radiographs"


def test_every_shipped_form_can_be_typed():
    for row in shipped():
        assert key_of(row.form), row
        assert key_of(row.meaning), row


def test_a_setting_that_names_no_engine_is_found_at_the_start(settings):
    settings.SEARCH_ENGINE = "sphinx"
    (error,) = engine_is_possible()
    assert error.id == "search.E002"
    settings.SEARCH_ENGINE = "fts5"
    assert engine_is_possible() == []


@pytest.mark.parametrize("name", ["memory"])
def test_another_engine_answers_by_one_setting(settings, library, name):
    from members.api import ANONYMOUS
    from search.finding import find
    from search.rebuilding import rebuild

    settings.SEARCH_ENGINE = name
    rebuild()
    assert find("chaparone", viewer=ANONYMOUS).hits[0].title == "Chaperones"
