"""Publishing in the editors' admin happens whole or not at all."""

from django.urls import reverse

import pytest

from foundation.outbox.api import Duty
from publications.library import ref_of
from publications.models import GuidePage
from search import api as search

from .editing_forms import editing_form

pytestmark = pytest.mark.django_db(transaction=True)


def publish_in_admin(client, page, **facts):
    data = editing_form(client, page) | {"action-publish": "action-publish"} | facts
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)


def test_an_editor_publishes_and_the_search_is_told_in_the_same_transaction(client, publish, lena):
    page = publish()
    Duty.objects.all().delete()
    client.force_login(lena)
    answer = publish_in_admin(client, page, title="The mended weir")
    assert answer.status_code == 302
    page.refresh_from_db()
    assert page.title == "The mended weir"
    assert Duty.objects.filter(reference=str(ref_of(page))).exists()


def test_a_page_is_not_live_where_the_search_could_not_be_told(client, publish, lena, monkeypatch):
    page = publish()
    client.force_login(lena)
    client.raise_request_exception = False

    def refuse(ref, *, at):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(search, "changed", refuse)
    before = page.revisions.count()
    assert publish_in_admin(client, page, title="The mended weir").status_code == 500
    assert GuidePage.objects.get(pk=page.pk).title == "The weir"
    assert page.revisions.count() == before


def test_an_editor_without_the_right_to_publish_keeps_a_draft(client, publish, tom):
    page = publish()
    client.force_login(tom)
    data = editing_form(client, page) | {"title": "A draft of Tom's"}
    client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)
    page.refresh_from_db()
    assert (page.title, page.draft_title) == ("The weir", "A draft of Tom's")
