"""The upload in Chromium: what has gone, what went wrong, how far the import is; and whole without a script."""

from django.contrib.auth.models import Permission
from django.utils import timezone

import pytest
from playwright.sync_api import expect

from courses.models import PackageUpload
from courses.services import uploads
from tests.courses.made_packages import package
from tests.courses.test_lessons_browser import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LIST = "/admin/packages/"


@pytest.fixture
def editor(tom, settings, tmp_path):
    """An editor with a file to send; a small limit."""
    settings.PACKAGES_ROOT, settings.PACKAGES_QUARANTINE = tmp_path / "store", tmp_path / "quarantine"
    settings.PACKAGES_ROOT.mkdir()
    settings.PACKAGE_LIMITS = {"upload": 100_000}
    (tmp_path / "bad.zip").write_bytes(package("<manifest/>"))
    (tmp_path / "big.zip").write_bytes(b"x" * 200_000)
    tom.user_permissions.add(Permission.objects.get(codename="add_packageversion"))
    return tom


def send(page, path) -> None:
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="Upload it").click()


def test_an_upload_is_followed_to_its_end(browser_context, client, editor, live_server, tmp_path):
    page = signed_in(browser_context, client, editor, live_server)
    page.goto(live_server.url + LIST)
    send(page, tmp_path / "big.zip")
    expect(page.locator("[data-progress] [data-words]")).to_contain_text("too big")
    assert PackageUpload.objects.count() == 0, "nothing was sent"

    page.route(
        "**/admin/packages/", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    send(page, tmp_path / "bad.zip")
    expect(page.locator("[data-progress] [data-words]")).to_contain_text("The connection broke")
    page.unroute("**/admin/packages/")

    send(page, tmp_path / "bad.zip")
    expect(page.locator("[data-words]")).to_have_text("Waiting for the import")
    upload = PackageUpload.objects.get()
    PackageUpload.objects.filter(pk=upload.pk).update(state="importing", step="Unpacking file 2 of 3", percent=60)
    expect(page.locator("[data-words]")).to_have_text("Unpacking file 2 of 3")
    assert page.locator("progress").evaluate("bar => bar.value") == 60
    uploads.import_duty(str(upload.uuid))
    expect(page.get_by_role("heading", name="What to do")).to_be_visible()
    expect(page.get_by_text("The package was refused, and nothing of it was kept.")).to_be_visible()


def test_without_scripts_the_form_posts_and_a_link_looks_again(browser, client, editor, live_server, tmp_path):
    context = browser.new_context(java_script_enabled=False)
    page = signed_in(context, client, editor, live_server)
    page.goto(live_server.url + LIST)
    send(page, tmp_path / "bad.zip")
    expect(page.get_by_role("heading", name="Your package is being examined")).to_be_visible()
    upload = PackageUpload.objects.get()
    assert upload.received_at <= timezone.now()
    PackageUpload.objects.filter(pk=upload.pk).update(
        state="refused", report={"sentence": "It is no package.", "remedy": "Export it again."}
    )
    page.get_by_role("link", name="Look again").click()
    expect(page.get_by_text("It is no package.")).to_be_visible()
    context.close()
