"""Planting the demo: everything once, and nothing that an editor changed twice."""

from datetime import date

from django.core.management import call_command
from django.test import Client

from wagtail.models import Page, Site

import pytest

from cms.demo import seed as seeding
from cms.demo.reading import read_library
from cms.models import HomePage, StandardPage
from courses.models import CoursePage, PackageVersion
from editing.api import ReviewRecord, review_of
from members.api import ANONYMOUS
from publications.models import CaseHistoryPage, GuidePage, WebinarPage
from publications.querysets import access_of
from search import api as search


def quiet(_: str) -> None:
    pass


@pytest.fixture
def report(db):
    return seeding.seed(say=quiet)


def test_the_whole_library_is_planted_as_it_is_written(report):
    library = read_library()
    assert report.added > len(library.items)
    for item in library.items:
        if item.kind == "page":
            continue
        model = {"guide": GuidePage, "case-history": CaseHistoryPage, "webinar": WebinarPage}[item.kind]
        page = model.objects.live().get(slug=item.slug)
        assert page.title == item.front["title"]
        assert (access_of(page) == "members") == item.front["members_only"]
        assert page.first_published_at.date() == item.front["published"]
        review = review_of(page, on=date(2026, 11, 20))
        assert review.reviewed_on == min(item.front["reviewed"], date.today())  # noqa: DTZ011
        assert [row.topic.code for row in page.publication_topics.all()] == item.front["topics"]
    # Every page that is linked is there, and every link of the library became one of Wagtail's own.
    assert "library:" not in "".join(str(page.body.raw_data) for page in GuidePage.objects.all())
    case = CaseHistoryPage.objects.get(slug="the-coil")
    assert case.fictionalised
    assert len(case.reflection) == 3
    assert "invented" not in str(case.body)


def test_the_packaged_courses_are_offered_and_the_awkward_one_to_the_staff_alone(report):
    expected = {
        "the-consent-conversation": "members",
        "candour-what-you-know": "members",
        "the-awkward-package": "staff",
    }
    pages = {page.slug: page for page in CoursePage.objects.live().filter(slug__in=expected)}
    assert {slug: page.access for slug, page in pages.items()} == expected
    for page in pages.values():
        (item,) = page.course.current.items.all()
        assert item.package_version.title == page.title
        assert review_of(page, on=date(2026, 11, 24)).reviewer_name
    assert [version.standard for version in PackageVersion.objects.order_by("pk")] == [
        "scorm-1.2",
        "scorm-1.2",
        "scorm-2004",
        "scorm-1.2",
    ]
    seen = {}
    for email in ("asha.venn@larkrise.invalid", "tom.reyes@wrenmoor.invalid"):
        reader = Client(HTTP_HOST="localhost")
        assert reader.login(email=email, password=report.password)
        listed = reader.get("/courses/").content.decode()
        assert "Duty of candour: what you already know counts" in listed
        page = reader.get("/courses/the-awkward-package/").content.decode()
        seen[email] = ("The awkward package" in listed, "Start the course" in page)
    assert list(seen.values()) == [(False, False), (True, True)]


def test_the_site_stands_on_it(report, client):
    home = HomePage.objects.get()
    assert Site.objects.get(is_default_site=True).root_page_id == home.pk
    assert Page.objects.filter(depth=2).count() == 1
    reader = Client(HTTP_HOST="localhost")
    for address in ("/", "/library/", "/library/guides/", "/courses/", "/about/", "/contact/", "/privacy/"):
        assert reader.get(address).status_code == 200, address
    assert {account.role for account in report.accounts}
    assert client.login(email=report.accounts[0].email, password=report.password)


def test_a_second_planting_adds_nothing_and_keeps_what_an_editor_changed(report, settings, tmp_path):
    guide = GuidePage.objects.get(slug="chaperones")
    guide.title = "Chaperones, mended by Tom"
    guide.save_revision().publish()
    about = StandardPage.objects.get(slug="about")
    about.delete()
    records = ReviewRecord.objects.count()
    again = seeding.seed(say=quiet)
    assert again.added == 0
    assert again.unchanged == report.added
    assert not StandardPage.objects.filter(slug="about").exists(), "what was deleted on purpose stays deleted"

    # Without the marker every item is looked for, and only what is missing is planted.
    settings.MEDIA_ROOT = tmp_path / "media"
    looked = seeding.seed(say=quiet)
    assert looked.added == 1
    assert StandardPage.objects.filter(slug="about").exists()
    assert GuidePage.objects.get(slug="chaperones").title == "Chaperones, mended by Tom"
    assert ReviewRecord.objects.count() == records + 1


def test_a_marker_of_another_database_is_not_believed(report):
    HomePage.objects.all().delete()
    assert seeding.seed(say=quiet).added > 0
    assert HomePage.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_command_prints_what_it_did_and_the_search_finds_it(capsys):
    call_command("seed_demo")
    told = capsys.readouterr().out
    assert "added, 0 already there." in told
    assert "wrenmoor-demo-2026" in told
    found = search.find("copy of my notes", viewer=ANONYMOUS)
    assert found.hits[0].url.startswith("/library/guides/subject-access-and-complaints/")
    call_command("seed_demo")
    assert capsys.readouterr().out.startswith("0 added, ")
