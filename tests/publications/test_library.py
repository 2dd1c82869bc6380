"""What the search knows of publications, and when."""

from wagtail.models import PageViewRestriction

import pytest

from members.api import ANONYMOUS, Viewer
from publications.library import PublicationSource, ref_of
from search import api as search

from .conftest import CANARY

MEMBER = Viewer(user_id=1, is_authenticated=True, is_member=True)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _an_empty_index(transactional_db):
    search.rebuild()


def found(text, viewer=MEMBER):
    return [hit.title for hit in search.find(text, viewer=viewer).hits]


def test_a_publication_is_described_as_it_stands_today(publish):
    page = publish(
        "guide",
        "Two clocks",
        members=True,
        topics=("DATA.sar", "COMP"),
        acronyms=["SAR"],
        audiences=("practice-manager",),
        body=[
            ("heading", {"text": "Who is asking", "level": "2"}),
            ("paragraph", "<p>A solicitor.</p>"),
        ],
    )
    doc = PublicationSource().doc(ref_of(page))
    assert (doc.title, doc.url, doc.access) == ("Two clocks", "/library/guides/two-clocks/", "members")
    assert doc.topics == ("DATA.sar", "COMP")
    assert doc.acronyms == ("SAR",)
    assert doc.audiences == ("practice-manager",)
    assert [(part.anchor, part.title, part.text) for part in doc.parts] == [
        ("who-is-asking", "Who is asking", "A solicitor.")
    ]
    assert list(PublicationSource().refs()) == [doc.ref]


def test_a_recording_is_found_by_the_minute(publish):
    page = publish(
        "webinar",
        state="recording",
        transcript=[("passage", {"at": 760, "speaker": "Callum", "text": "A reporter is at the gate."})],
    )
    parts = PublicationSource().doc(ref_of(page)).parts
    assert [(part.anchor, part.title) for part in parts] == [("t-760", "12:40 Callum")]


def test_publishing_shows_in_the_very_next_search(publish):
    assert found("quaternion heron") == []
    page = publish()
    assert found("quaternion heron") == ["The weir"]
    page.body = [("paragraph", "<p>Nothing of the kind.</p>")]
    page.save_revision()
    assert found("quaternion heron") == ["The weir"], "a draft is no publication"
    page.save_revision().publish()
    assert found("quaternion heron") == []


def test_what_is_taken_down_or_deleted_is_gone_from_the_next_search(publish):
    first, second = publish(), publish(title="The other weir")
    first.unpublish()
    assert found("quaternion heron") == ["The other weir"]
    second.delete()
    assert found("quaternion heron") == []


def test_a_restriction_holds_in_the_next_search(publish, shelves):
    publish()
    mark = PageViewRestriction.objects.create(page=shelves.guides, restriction_type=PageViewRestriction.LOGIN)
    answer = search.find("quaternion heron", viewer=ANONYMOUS)
    assert not any(CANARY in str(hit) for hit in answer.hits)
    assert found("quaternion heron") == ["The weir"]
    mark.delete()
    assert found("quaternion heron", ANONYMOUS) == ["The weir"]


def test_a_new_address_is_found_at_once(publish, shelves):
    publish()
    shelves.guides.slug = "guidance"
    shelves.guides.save_revision().publish()
    assert [hit.url.partition("#")[0] for hit in search.find("quaternion heron", viewer=MEMBER).hits] == [
        "/library/guidance/the-weir/"
    ]


def test_what_is_for_staff_is_indexed_as_such(publish):
    page = publish()
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.PASSWORD)
    assert PublicationSource().doc(ref_of(page)).access == "staff"
    assert found("quaternion heron") == []
