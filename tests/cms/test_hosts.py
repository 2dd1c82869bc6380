"""Which host is which, before anything else looks at a request."""

from django.conf import settings
from django.core.exceptions import SuspiciousOperation

import pytest

from cms.hosts import content_label

pytestmark = pytest.mark.django_db

CONTENT = settings.CONTENT_HOST


@pytest.mark.parametrize(
    ("host", "label"),
    [
        (f"4f2a.{CONTENT}:8000", "4f2a"),
        (f"4F2A.{CONTENT.upper()}", "4f2a"),
        (f"4f2a.{CONTENT}.:8000", "4f2a"),
        (CONTENT, ""),
        (f"{CONTENT}:8000", ""),
        (f".{CONTENT}", ""),
        (f"a.b.{CONTENT}", ""),
        (f"4f2a.{CONTENT}..", "4f2a"),
        (f"a_b.{CONTENT}:8000", ""),
        (f"a b.{CONTENT}", ""),
        (f"ü.{CONTENT}", ""),
        (f"4f2a.{CONTENT}:8000:9000", ""),
        (f"4f2a.{CONTENT}:x", ""),
        (f"4f2a@x.{CONTENT}", ""),
        (f" 4f2a.{CONTENT} ", "4f2a"),
        (f"{'a' * 64}.{CONTENT}", ""),
        (f"{CONTENT}@localhost", None),
        (f"evil{CONTENT}", None),
        (f"{CONTENT}.evil.example", None),
        ("localhost:8000", None),
        ("", None),
    ],
)
def test_a_host_is_told_apart_however_it_is_written(host, label):
    assert content_label(host) == label


@pytest.mark.parametrize(
    "host",
    [CONTENT, f"a.b.{CONTENT}:8000", f"4f2a.{CONTENT}", f"A_B.{CONTENT}", f"4f2a.{CONTENT}..", f"4f2a.{CONTENT}:x"],
)
@pytest.mark.parametrize(
    "path",
    ["/", "/accounts/login/", "/static/css/base.css", "/livez", "/no/such/page", "/documents/1/a.pdf", "/admin/", "/p"],
)
def test_nothing_of_the_application_is_served_on_the_content_site(client, host, path):
    answer = client.get(path, headers={"host": host})
    assert (answer.status_code, answer["Content-Type"]) == (404, "text/plain")
    assert answer.content == b"There is nothing at this address."
    assert not answer.cookies


@pytest.fixture
def content(client):
    """Asks the content host. Errors are answered, as on a server."""
    client.raise_request_exception = False
    headers = {"host": f"4f2a.{CONTENT}:8000"}
    return lambda path, method="get", **more: getattr(client, method)(
        path, headers=headers | more.pop("headers", {}), **more
    )


def bodies_that_fail(content, monkeypatch):
    """Every way in which the content host says no, and the two kinds of its own files."""
    yield content("/nothing/here")
    yield content("/v/forged-key/index.html")
    yield content("/p/static/x/css/tokens.css")
    yield content("/p/static/x/brand/favicon.svg")
    yield content("/p/", method="post")
    yield content("/s/commit")
    yield content("/s/commit", method="post", data="{", content_type="application/json")
    yield content("/s/begin", method="post", data="{}", content_type="application/json")
    yield content("/p/static/x/js/player/main.js", headers={"service-worker": "script"})
    monkeypatch.setattr("cms.hosts.get_resolver", _fails_by(SuspiciousOperation("odd")))
    yield content("/p/")
    monkeypatch.setattr("cms.hosts.get_resolver", _fails_by(RuntimeError("broken")))
    yield content("/p/")


def _fails_by(error: Exception):
    def fail(urlconf):
        raise error

    return fail


def test_whatever_the_content_host_answers_is_closed_and_plain(content, monkeypatch):
    answers = list(bodies_that_fail(content, monkeypatch))
    assert [answer.status_code for answer in answers] == [404, 404, 200, 200, 405, 405, 400, 400, 403, 400, 500]
    for answer in answers:
        policy = answer["Content-Security-Policy"]
        # Opened as a page it has an origin of its own and may do nothing: no other page of the host can use its window.
        assert policy.startswith("default-src 'none'")
        assert policy.endswith("; sandbox")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["Origin-Agent-Cluster"] == "?1"
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "Set-Cookie" not in answer.headers
        assert not answer.cookies
        assert not answer.headers.get("Content-Type", "").startswith("text/html")
        assert b"Wrenmoor" not in answer.content


def test_the_player_page_runs_our_scripts_only_and_clears_the_cookies_of_its_site(content):
    answer = content("/p/")
    assert f"script-src 4f2a.{CONTENT}:*/p/static/;" in answer["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert answer["Clear-Site-Data"] == '"cookies"'
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cache-Control"] == "no-store"
