"""The editors' admin: the society's mark, and the kind of each page at a glance."""

import pytest

from cms.kinds import look_of
from cms.models import HomePage, StandardPage
from cms.templatetags.site_admin import look_of_page, page_mark
from courses.models import CoursePage, ProgrammePage
from publications.models import CaseHistoryPage, GuidePage, WebinarPage

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("model", "kind"),
    [
        (GuidePage, "guide"),
        (CaseHistoryPage, "case-history"),
        (WebinarPage, "webinar"),
        (CoursePage, "course"),
        (ProgrammePage, "learning-path"),
    ],
)
def test_a_page_of_the_library_shows_its_kind(model, kind):
    assert look_of_page(model) == look_of(kind)
    assert page_mark(model(title="x"))["kind"] == kind


def test_other_pages_show_what_they_are_for():
    assert page_mark(HomePage(title="Home")) == {"icon": "house", "kind": "", "words": "Home page"}
    assert page_mark(StandardPage(title="About"))["icon"] == "file-text"


def test_the_admin_carries_the_mark_and_the_colours(client, tree, nia):
    client.force_login(nia)
    text = client.get("/admin/").content.decode()
    assert "Wrenmoor Defence Society: the library" in text
    assert "css/admin.css" in text
    assert 'class="brand-mark"' in text


def test_the_page_tree_names_what_each_page_is(client, tree, nia):
    client.force_login(nia)
    text = client.get(f"/admin/pages/{tree.home.pk}/").content.decode()
    assert text.count('class="page-mark"') == 4
    assert 'title="Contact page"' in text
