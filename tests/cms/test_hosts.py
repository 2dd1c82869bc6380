"""Which host is which, before anything else looks at a request."""

from django.conf import settings

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
        (f"evil{CONTENT}", None),
        (f"{CONTENT}.evil.example", None),
        ("localhost:8000", None),
        ("", None),
    ],
)
def test_a_host_is_told_apart_however_it_is_written(host, label):
    assert content_label(host) == label


@pytest.mark.parametrize("host", [CONTENT, f"a.b.{CONTENT}:8000", f"4f2a.{CONTENT}"])
@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/static/css/base.css", "/livez", "/no/such/page"])
def test_nothing_of_the_application_is_served_on_the_content_site(client, host, path):
    answer = client.get(path, headers={"host": host})
    assert (answer.status_code, answer["Content-Type"]) == (404, "text/plain")
    assert answer.content == b"There is nothing at this address."
    assert not answer.cookies
