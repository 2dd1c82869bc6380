"""Whom a publication is for: one answer in all its forms."""

from django.contrib.auth.models import Group

from wagtail.models import PageViewRestriction

import pytest

from members.api import ANONYMOUS, Access, Viewer, may_read
from publications.models import GuidePage
from publications.querysets import access_of, accesses_of

MEMBER = Viewer(user_id=1, is_authenticated=True, is_member=True)
LAPSED = Viewer(user_id=2, is_authenticated=True)
STAFF = Viewer(user_id=3, is_authenticated=True, is_member=True, is_staff=True)
READERS = [ANONYMOUS, LAPSED, MEMBER, STAFF]


def restrict(page, kind):
    return PageViewRestriction.objects.create(page=page, restriction_type=kind)


@pytest.fixture
def pages(publish, shelves):
    """One publication of each access, and an alias of the members' one."""
    found = {"open": publish(title="Open"), "members": publish(title="For members", members=True)}
    found["staff"] = publish(title="For staff")
    restrict(found["staff"], PageViewRestriction.GROUPS).groups.add(Group.objects.create(name="A group"))
    found["password"] = publish(title="With a password")
    restrict(found["password"], PageViewRestriction.PASSWORD)
    found["alias"] = found["members"].create_alias(update_slug="mirror")
    return found


def test_the_access_is_read_from_the_editors_markers(pages):
    assert {name: str(access_of(page)) for name, page in pages.items()} == {
        "open": "public",
        "members": "members",
        "staff": "staff",
        "password": "staff",
        "alias": "members",
    }


def test_a_marker_above_holds_for_all_below_and_the_stricter_wins(pages, shelves):
    restrict(shelves.library, PageViewRestriction.LOGIN)
    assert access_of(pages["open"]) == Access.MEMBERS
    assert access_of(pages["staff"]) == Access.STAFF
    assert access_of(shelves.home) == Access.PUBLIC


@pytest.mark.parametrize("above", ["nothing", "login", "groups"])
def test_the_filter_leaves_exactly_what_the_predicate_allows(pages, shelves, above):
    if above != "nothing":
        restrict(shelves.guides, above)
    every = GuidePage.objects.live()
    for reader in READERS:
        allowed = {page for page in every if may_read(reader, access_of(page))}
        assert set(GuidePage.objects.readable_by(reader)) == allowed, reader


def test_what_is_for_staff_is_not_announced(pages):
    for reader in (ANONYMOUS, LAPSED, MEMBER):
        assert {page.title for page in GuidePage.objects.listed_for(reader)} == {"Open", "For members"}


def test_a_draft_is_read_by_nobody(publish):
    publish(live=False)
    assert not GuidePage.objects.readable_by(STAFF).exists()


def test_many_pages_cost_one_statement(pages, django_assert_num_queries):
    with django_assert_num_queries(1):
        accesses_of(pages.values())
    with django_assert_num_queries(1):
        list(GuidePage.objects.readable_by(ANONYMOUS))
