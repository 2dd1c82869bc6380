"""What a save costs, counted in statements and transactions: deterministic, so the suite can hold it.

The WAL of PostgreSQL is measured on a server of its own (tests/prove/test_commit_wal.py), CPU by `make bench`.
"""

import json

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import pytest

from certificates.api import Certificate
from courses.services import launching

from .learning import enrolled, player

pytestmark = pytest.mark.django_db(transaction=True)

BOUNDARIES = {"BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE"}
WRITES = {"INSERT", "UPDATE", "DELETE"}


class Host:
    """The content host of one launched learner, and what the database is asked for each message."""

    def __init__(self, person, **course):
        now = timezone.now()
        place = enrolled(person, at=now, **course)
        launched = launching.launch(place, player(place).item, device="A test", at=now)
        self.http = Client(HTTP_HOST=f"{launched.label}.content.localhost")
        self.code, self.named, self.seq = launched.code, {}, 0

    def counted(self, ask):
        with CaptureQueriesContext(connection) as seen:
            answer = ask()
        assert answer.status_code == 200, answer.content
        return answer, [query["sql"].split()[0].upper() for query in seen]

    def post(self, path, message):
        return self.http.post(path, json.dumps(message), content_type="application/json")

    def begin(self):
        answer, words = self.counted(lambda: self.post("/s/begin", {"code": self.code, "take_over": False}))
        self.named = {name: answer.json()[name] for name in ("token", "session", "epoch")}
        return words

    def commit(self, *, final=False, **elements):
        """The reference commit: five elements, all of them new values."""
        self.seq += 1
        delta = {
            "cmi.core.lesson_location": f"page-{self.seq}",
            "cmi.core.lesson_status": "incomplete",
            "cmi.core.score.raw": str(self.seq),
            "cmi.core.session_time": f"0000:05:{self.seq:02}.00",
            "cmi.suspend_data": f"{self.seq};" + "x" * 200,
        }
        message = self.named | {"seq": self.seq, "base": self.seq - 1, "delta": delta | elements, "final": final}
        answer, words = self.counted(lambda: self.post("/s/commit", message))
        assert answer.json()["outcome"] == "applied"
        return words


@pytest.fixture
def host(asha):
    return Host(asha)


def work(words):
    return [word for word in words if word not in BOUNDARIES]


def test_the_reference_commit_is_one_durable_transaction_of_few_statements(host):
    host.begin()
    host.commit()
    words = host.commit()
    assert len(work(words)) <= 6, words
    assert len([word for word in words if word in WRITES]) <= 3, words
    assert [word for word in words if word in BOUNDARIES] == ["BEGIN", "COMMIT"], "one transaction, and no savepoint"
    assert (words[0], words[-1]) == ("BEGIN", "COMMIT"), "nothing is asked before it or written after it"


def test_a_final_commit_that_completes_and_awards_is_one_transaction_of_few_statements(host, marek):
    # The first certificate of a database also makes the head of the chain of events.
    first = Host(marek)
    first.begin()
    first.commit(final=True, **{"cmi.core.lesson_status": "passed"})
    host.begin()
    host.commit()
    words = host.commit(final=True, **{"cmi.core.lesson_status": "passed"})
    assert Certificate.objects.count() == 2
    assert [word for word in words if word in BOUNDARIES] == ["BEGIN", "COMMIT"], "one transaction, and no savepoint"
    assert len(work(words)) <= 20, words


def test_the_player_page_and_begin_ask_the_database_seldom(host):
    page, asked = host.counted(lambda: host.http.get("/p/"))
    assert b"<html" in page.content
    assert asked == []
    assert len(work(host.begin())) <= 10, "15 are allowed, and 8 are needed"
