"""The controlled lists are there from the first migration on, and an editor's change stays."""

from datetime import date

import pytest

from foundation.vocabulary.api import (
    Audience,
    Framework,
    FrameworkNode,
    Nation,
    Specialty,
    Topic,
    bearing,
    crosswalk_on,
    load,
    readable,
)

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
    Topic.objects.get(code="MEDIA").delete()
    assert load() == 1
    assert Topic.objects.filter(code="MEDIA").exists()


def test_a_topic_bears_on_the_nodes_of_its_own_or_of_the_one_above():
    framework = readable(code="cqc-saf-2023").get()
    crosswalk = crosswalk_on(framework, date(2026, 11, 20))
    assert bearing("SAFE.ch", crosswalk) == ["safe.safeguarding", "reg-13"]
    assert bearing("HS.ipc", crosswalk) == ["safe.infection", "reg-12"]
    assert bearing("MEDIA", crosswalk) == []
    assert crosswalk_on(framework, date(2023, 11, 20)) == {}


def test_a_framework_that_nobody_has_checked_is_seen_by_no_reader():
    assert Framework.objects.filter(code="cqc-primary-care-next").exists()
    assert [one.code for one in readable()] == ["cqc-saf-2023"]


def test_loading_the_frameworks_again_adds_nothing_and_keeps_what_an_editor_changed():
    FrameworkNode.objects.filter(code="safe").update(title="Are they safe?")
    assert load() == 0
    assert FrameworkNode.objects.get(code="safe").title == "Are they safe?"
