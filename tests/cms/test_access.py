"""Members' pages and documents ask the one policy."""

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile

from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

import pytest

pytestmark = pytest.mark.django_db


def test_a_stranger_sees_the_teaser_with_status_200_and_none_of_the_text(client, tree):
    answer = client.get("/closed/")
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "For members" in text
    assert "What members get." in text
    assert tree.secret not in text


def test_a_teaser_is_kept_by_no_cache(client, tree):
    answer = client.get("/closed/")
    assert "private" in answer["Cache-Control"]
    assert "no-store" in answer["Cache-Control"]
    assert "Cookie" in answer["Vary"]


@pytest.mark.parametrize("reader", ["cara", "finn"])
def test_a_signed_in_person_without_membership_sees_the_teaser(client, tree, reader, request):
    client.force_login(request.getfixturevalue(reader))
    answer = client.get("/closed/")
    assert answer.status_code == 200
    assert tree.secret not in answer.content.decode()
    assert "you have no membership today" in answer.content.decode()


@pytest.mark.parametrize("reader", ["asha", "tom"])
def test_members_and_staff_read_the_text(client, tree, reader, request):
    client.force_login(request.getfixturevalue(reader))
    assert tree.secret in client.get("/closed/").content.decode()


def test_the_teaser_leads_back_to_the_page_after_the_sign_in(client, tree):
    assert "?next=/closed/" in client.get("/closed/").content.decode()


def test_a_page_of_the_staff_refuses_a_member_and_sends_a_stranger_to_the_sign_in(client, tree, asha):
    mark = PageViewRestriction.objects.create(page=tree.about, restriction_type=PageViewRestriction.GROUPS)
    mark.groups.add(Group.objects.create(name="Editors of the test"))
    assert client.get("/about/").status_code == 302
    client.force_login(asha)
    assert client.get("/about/").status_code == 403


@pytest.fixture
def paper(db):
    shelf = Collection.get_first_root_node().add_child(name="Members' papers")
    CollectionViewRestriction.objects.create(collection=shelf, restriction_type=CollectionViewRestriction.LOGIN)
    document = get_document_model()(title="A form", collection=shelf)
    document.file.save("form.txt", ContentFile(b"the form"))
    return document


def test_a_document_of_the_members_sends_a_stranger_to_the_sign_in(client, tree, paper):
    answer = client.get(paper.url)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_a_document_of_the_members_refuses_a_lapsed_member_in_words(client, tree, paper, finn):
    client.force_login(finn)
    answer = client.get(paper.url)
    assert answer.status_code == 403
    assert "If your membership has ended, ring us" in answer.content.decode()


def test_a_member_opens_the_document(client, tree, paper, asha):
    client.force_login(asha)
    assert b"".join(client.get(paper.url).streaming_content) == b"the form"
