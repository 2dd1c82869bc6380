"""Comparing a PDF with the issued one, in a real browser: right answers, and not a byte leaves it."""

import pytest

from certificates.documents.storing import path_of
from certificates.models import Artifact
from foundation.outbox.api import run as run_outbox

from .conftest import give

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def stored(asha, at):
    """Asha's certificate and the bytes of its file."""
    certificate = give(asha, at)
    run_outbox()
    return certificate, path_of(Artifact.objects.get().storage_key).read_bytes()


def _choose(page, content):
    page.locator("#pdf").set_input_files({"name": "given.pdf", "mimeType": "application/pdf", "buffer": content})
    verdict = page.locator("[data-verdict] .state")
    verdict.wait_for()
    return verdict.inner_text()


def test_the_browser_tells_the_issued_file_from_any_other_and_sends_nothing(page, live_server, stored):
    certificate, content = stored
    page.goto(live_server.url + certificate.get_absolute_url())
    page.wait_for_load_state("networkidle")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    assert "The same file." in _choose(page, content)
    middle = len(content) // 2
    for changed in (
        content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :],  # one bit
        content + b"\n%%EOF\n",  # text appended after the end
        content[:-1],
        b"",
    ):
        assert "Not our file." in _choose(page, changed)
    assert asked == []


def test_without_javascript_the_page_shows_the_fingerprint_and_offers_no_more(browser, live_server, stored):
    certificate, _ = stored
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url + certificate.get_absolute_url())
    assert page.locator(".fingerprint").inner_text() == Artifact.objects.get().sha256
    assert not page.locator("#pdf").is_visible()
    context.close()
