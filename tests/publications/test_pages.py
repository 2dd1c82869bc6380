"""Page types: where they may stand, and that each can be read, edited and previewed."""

from django.urls import reverse

from wagtail.models import Page

import pytest

from cms.models import HomePage, LandingPage, StandardPage
from publications.models import CaseHistoryPage, GuidePage, PublicationIndexPage, WebinarPage

from .editing_forms import editing_form

KINDS = ["guide", "case-history", "webinar"]


@pytest.mark.parametrize("model", [GuidePage, CaseHistoryPage, WebinarPage])
def test_a_publication_stands_below_a_listing_and_has_nothing_below_it(model):
    assert model.allowed_parent_page_models() == [PublicationIndexPage]
    assert model.allowed_subpage_models() == []
    for other in (HomePage, LandingPage, StandardPage, Page):
        assert model not in other.allowed_subpage_models()


@pytest.mark.parametrize("model", [GuidePage, CaseHistoryPage, WebinarPage])
def test_a_publication_is_written_below_the_listing_of_its_own_kind(shelves, model):
    for index in (shelves.guides, shelves.cases, shelves.webinars):
        assert model.can_create_at(index) == (index.lists == model.kind)


@pytest.mark.parametrize("kind", KINDS)
def test_a_publication_can_be_read_edited_and_previewed(client, publish, nia, kind):
    page = publish(kind)
    assert client.get(page.url).status_code == 200
    client.force_login(nia)
    form = editing_form(client, page) | {"title": "Mended"}
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    assert client.post(preview, form).json()["is_valid"]
    shown = client.get(preview).content.decode()
    assert "Newly written." in shown
    assert "Mended" in shown
    saved = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form)
    assert saved.status_code == 302
    page.refresh_from_db()
    assert page.get_latest_revision_as_object().title == "Mended"
    assert "Newly written." in str(page.get_latest_revision_as_object().body)


def test_a_form_that_lacks_what_a_reader_needs_says_which(client, publish, nia):
    page = publish()
    client.force_login(nia)
    form = editing_form(client, page) | {"summary": "", "action-publish": "action-publish"}
    answer = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form)
    assert answer.status_code == 200
    assert "summary" in answer.context["form"].errors


def test_the_reading_time_is_counted_before_every_save(publish):
    page = publish(text=f"<p>{'word ' * 450}</p>")
    assert page.reading_minutes == 3
    page.body = [("paragraph", "<p>Short.</p>")]
    page.save_revision().publish()
    page.refresh_from_db()
    assert page.reading_minutes == 1


def test_an_editor_may_set_the_reading_time(publish):
    assert publish(reading_minutes_set=15).reading_minutes == 15


def test_an_hour_of_listening_is_an_hour(publish):
    assert publish("webinar", duration_minutes=60).reading_minutes == 60
