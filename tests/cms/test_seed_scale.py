"""`manage.py seed_scale`: fast, deterministic, and nothing twice."""

import re
from io import StringIO

from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wagtail.models import Page

import pytest
from allauth.account.models import EmailAddress

from cms.demo import prose
from cms.demo.bulk_pages import add_pages
from courses.api import Course, CoursePage, my_learning
from members.api import DEMO_PASSWORD, viewer_for
from publications.api import GuidePage, PublicationIndexPage
from search.api import find
from tests.courses.native import make_index

pytestmark = pytest.mark.django_db


def seed(**numbers) -> str:
    out = StringIO()
    call_command("seed_scale", **numbers, stdout=out)
    return out.getvalue()


def test_it_adds_what_is_asked_for_and_nothing_twice(at, client, django_capture_on_commit_callbacks):
    make_index()
    with django_capture_on_commit_callbacks(execute=True):
        seed(pages=7, learners=5, courses=2)
    assert GuidePage.objects.live().count() == 7
    assert Course.objects.filter(current__isnull=False).count() == 2
    people = get_user_model().objects.filter(email__endswith="@scale.invalid")
    assert people.count() == EmailAddress.objects.filter(verified=True, primary=True).count() == 5
    learner = people.get(email="learner3@scale.invalid")
    assert learner.check_password(DEMO_PASSWORD)
    viewer = viewer_for(learner, at=at)
    assert viewer.is_member
    first = min(Course.objects.all(), key=lambda course: course.pk)
    assert [one.enrolment.course for one in my_learning(learner.pk)] == [first]
    assert find("", viewer=viewer, kinds=("guide",)).total == 7
    titles = list(GuidePage.objects.order_by("path").values_list("title", flat=True))
    assert titles == [prose.title_of(number) for number in range(1, 8)]

    seed(pages=7, learners=5, courses=2)
    assert (GuidePage.objects.count(), people.count(), Course.objects.count()) == (7, 5, 2)
    assert Page.find_problems() == ([], [], [], [], [])
    client.force_login(learner)
    guide = GuidePage.objects.order_by("path")[1]
    html = client.get(guide.get_url()).content.decode()
    assert re.search(r"1\. On \w+", html)
    course = CoursePage.objects.order_by("path").first()
    assert "Begin the first part" in client.get(course.get_url()).content.decode()


def test_more_pages_are_added_behind_those_that_are_there():
    make_index()
    seed(pages=2)
    before = list(GuidePage.objects.order_by("path").values_list("pk", flat=True))
    seed(pages=4)
    assert list(GuidePage.objects.order_by("path").values_list("pk", flat=True))[:2] == before
    assert GuidePage.objects.count() == 4
    assert Page.find_problems() == ([], [], [], [], [])


def test_many_pages_cost_as_many_statements_as_few(at):
    home = Page.objects.get(pk=make_index().get_parent().pk)
    parents = []
    for slug in ("few", "many"):
        pages = [PublicationIndexPage(title=slug, slug=slug, lists="guide")]
        parents.append(Page.objects.get(pk=add_pages(home, pages, at=at)[0].pk))
    counts = []
    for parent, count in zip(parents, (3, 60), strict=True):
        pages = [GuidePage(title=prose.title_of(number), summary="s", body="[]") for number in range(count)]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert len(add_pages(parent, pages, at=at)) == count
        counts.append(len(queries))
    assert counts[1] <= counts[0] + 2, "a wide insert is cut in pieces"


def test_a_number_out_of_range_is_refused_before_anything_is_made():
    with pytest.raises(CommandError, match="--learners is between 0 and 200,000"):
        seed(pages=3, learners=-1)
    assert not GuidePage.objects.exists()
