"""Links from a text to pages."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from wagtail.models import Page, Site
from wagtail.rich_text import expand_db_html

import pytest


@pytest.fixture
def pages(db):
    root = Site.objects.get(is_default_site=True).root_page
    return [root.add_child(instance=Page(title=f"Page {n}", slug=f"page-{n}")) for n in range(3)]


def link(page):
    return f'<a linktype="page" id="{page.pk}">words</a>'


def test_a_link_follows_a_page_to_its_new_address(pages):
    assert expand_db_html(link(pages[0])) == '<a href="/page-0/">words</a>'
    pages[0].slug = "renamed"
    pages[0].save()
    assert expand_db_html(link(pages[0])) == '<a href="/renamed/">words</a>'


def test_a_page_that_is_not_live_is_not_linked_but_its_words_stand(pages):
    pages[0].unpublish()
    assert expand_db_html(link(pages[0])) == "<a>words</a>"
    assert expand_db_html('<a linktype="page" id="999999">words</a>') == "<a>words</a>"
    assert expand_db_html('<a linktype="page" id="x">words</a>') == "<a>words</a>"


def test_many_links_of_a_text_cost_as_much_as_one(pages):
    def statements(text):
        expand_db_html(text)
        with CaptureQueriesContext(connection) as captured:
            expand_db_html(text)
        return len(captured)

    assert statements(" ".join(link(page) for page in pages)) == statements(link(pages[0]))
