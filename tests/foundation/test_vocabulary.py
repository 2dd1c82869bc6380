"""The controlled lists are there from the first migration on, and an editor's change stays."""

import pytest

from foundation.vocabulary.api import Audience, Nation, Specialty, Topic, load

pytestmark = pytest.mark.django_db


def test_a_fresh_database_has_its_words():
    assert Nation.objects.count() == 5
    assert Audience.objects.filter(code="practice-manager").exists()
    assert Specialty.objects.filter(code="general-practice").exists()
    assert Topic.objects.get(code="DATA.sar").label == "Subject access requests"


def test_a_topic_stands_below_its_head():
    assert Topic.objects.get(code="DATA.sar").parent.code == "DATA"
    assert Topic.objects.get(code="DATA").parent is None


def test_loading_again_adds_nothing_and_keeps_what_an_editor_wrote():
    Topic.objects.filter(code="DATA.sar").update(label="Requests for a copy")
    assert load() == 0
    assert Topic.objects.get(code="DATA.sar").label == "Requests for a copy"


def test_a_missing_word_is_added_again():
    Topic.objects.get(code="CHAP").delete()
    assert load() == 1
    assert Topic.objects.filter(code="CHAP").exists()
