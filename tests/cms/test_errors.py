"""Pages for when something did not work."""

from django.core.exceptions import PermissionDenied
from django.test import Client, RequestFactory

import pytest

from cms import errors
from members.api import ANONYMOUS


@pytest.mark.django_db
def test_nothing_here_is_a_404_with_a_search(client, tree):
    answer = client.get("/no/such/page/")
    assert answer.status_code == 404
    assert "There is nothing at this address" in answer.content.decode()
    assert 'action="/search/"' in answer.content.decode()


@pytest.mark.django_db
def test_a_refusal_says_its_own_sentence(tree):
    request = RequestFactory().get("/x/")
    request.viewer = ANONYMOUS
    answer = errors.forbidden(request, PermissionDenied("Ask the person who looks after your practice."))
    assert answer.status_code == 403
    assert "Ask the person who looks after your practice." in answer.content.decode()


def test_our_own_fault_asks_the_database_nothing(rf):
    answer = errors.broken(rf.get("/x/"))  # without the mark for a database, a statement would fail this test
    assert answer.status_code == 500
    assert "Something broke on our side" in answer.content.decode()


def test_a_damaged_request_asks_the_database_nothing(rf):
    answer = errors.bad_request(rf.get("/x/"))
    assert answer.status_code == 400
    assert "could not be read" in answer.content.decode()


@pytest.mark.django_db
def test_an_old_form_is_refused_in_words(tree):
    answer = Client(enforce_csrf_checks=True).post("/accounts/logout/")
    assert answer.status_code == 403
    assert "This form is too old to be sent" in answer.content.decode()
