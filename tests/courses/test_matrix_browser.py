"""The training matrix in Chromium: axe finds nothing, a telephone is enough, so is a keyboard.

CANDOUR_PICTURES names a folder to leave screenshots in.
"""

import os
from pathlib import Path

from django.urls import reverse
from django.utils import timezone

import pytest
from playwright.sync_api import expect

from courses.models import CompetenceSeen, OutsideCertificate, Requirement
from courses.practice.seeding import seed_matrix
from foundation.vocabulary.api import load
from members.models import Organisation
from tests.cast import play
from tests.journeys.accessibility import findings

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("CANDOUR_PICTURES")


@pytest.mark.parametrize("width", [360, 1280])
def test_the_matrix_is_whole_on_a_telephone_and_at_a_desk(browser, client, live_server, width):
    load()
    joy, _, bea = play("joy"), play("asha"), play("bea")
    larkrise = Organisation.objects.get(name="Larkrise Road Surgery")
    seed_matrix(larkrise, joy.pk, at=timezone.now())
    waiting = OutsideCertificate.objects.filter(state="waiting").first()
    row = Requirement.objects.get(template_key="records-requests")
    cell = reverse("courses:matrix-cell", args=[larkrise.uuid, row.uuid, bea.uuid])
    pages = {
        "matrix": reverse("courses:matrix", args=[larkrise.uuid]),
        "person": reverse("courses:matrix-person", args=[larkrise.uuid, bea.uuid]),
        "cell": cell,
        "requirements": reverse("courses:requirements", args=[larkrise.uuid]),
        "requirement": reverse("courses:requirement-edit", args=[larkrise.uuid, row.uuid]),
        "start": reverse("courses:matrix-start", args=[larkrise.uuid]),
        "look": reverse("courses:matrix-look", args=[larkrise.uuid, waiting.uuid]),
        "waiting": reverse("courses:matrix-waiting", args=[larkrise.uuid]),
        "mine": reverse("courses:my-training"),
        "upload": reverse("courses:my-certificate", args=[row.uuid]),
    }
    client.force_login(joy)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    for scheme in ("light", "dark"):
        context = browser.new_context(
            color_scheme=scheme, viewport={"width": width, "height": 900}, reduced_motion="reduce", locale="en-GB"
        )
        context.add_cookies([cookie])
        page = context.new_page()
        for name, address in pages.items():
            page.goto(live_server.url + address)
            assert findings(page) == [], (name, scheme)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, (name, wide)
            if PICTURES:
                page.screenshot(path=Path(PICTURES) / f"{name}-{width}-{scheme}.png", full_page=True)
        if scheme == "light":
            page.goto(live_server.url + cell)
            page.get_by_text("Note that they were seen to do it").focus()
            page.keyboard.press("Enter")
            page.get_by_label("What was seen").focus()
            page.keyboard.type("Asked at the desk")
            page.keyboard.press("Enter")
            expect(page.get_by_text("Asked at the desk: seen by Joy Adeyemi")).to_be_visible()
            assert CompetenceSeen.objects.filter(how="Asked at the desk").count() == 1
        context.close()
