"""What a reader without the right sees of a members' publication."""

from datetime import date, timedelta

import pytest

from editing.api import plan_review, record_review

from .conftest import CANARY, MODELS

KINDS = sorted(MODELS)


@pytest.mark.parametrize("kind", KINDS)
def test_the_teaser_holds_none_of_the_text(client, publish, cara, finn, kind):
    extra = {"transcript": [("passage", {"at": 5, "speaker": "A", "text": CANARY})]} if kind == "webinar" else {}
    if kind == "webinar":
        extra |= {"state": "recording", "chapters": [("chapter", {"at": 0, "title": CANARY})]}
    if kind == "case-history":
        extra = {"reflection": [("question", CANARY)]}
    page = publish(
        kind,
        members=True,
        body=[
            ("paragraph", f"<p>{CANARY}</p>"),
            ("heading", {"text": CANARY, "level": "2"}),
            ("key_points", {"title": "", "points": [f"<p>{CANARY}</p>"]}),
        ],
        references=[("reference", {"title": CANARY, "publisher": "P", "url": "https://a.example/", "says": CANARY})],
        changes=[("change", {"date": "2026-11-02", "text": CANARY})],
        **extra,
    )
    for reader in (None, cara, finn):
        if reader:
            client.force_login(reader)
        answer = client.get(page.url)
        text = answer.content.decode()
        assert answer.status_code == 200
        assert CANARY not in text
        assert "The weir" in text
        assert "What the page is about." in text


@pytest.mark.parametrize("kind", KINDS)
def test_a_member_reads_the_text(client, publish, asha, kind):
    page = publish(kind, members=True)
    client.force_login(asha)
    assert CANARY in client.get(page.url).content.decode()


def test_the_teaser_says_who_wrote_it_what_it_holds_and_when_it_was_reviewed(client, publish, at):
    page = publish(
        members=True,
        body=[
            ("heading", {"text": "One", "level": "2"}),
            ("key_points", {"title": "", "points": ["<p>a</p>", "<p>b</p>"]}),
        ],
    )
    record_review(page, reviewer_name="Dr Lena Ode", reviewed_on=at.date(), at=at)
    text = client.get(page.url).content.decode()
    assert "Dr Ruth Calloway" in text
    assert "2 sections and 2 key points" in text
    assert "20 November 2026" in text
    assert "Reviewed by Dr Lena Ode." in text


def test_a_page_whose_review_is_overdue_says_so_to_its_readers(client, publish, at):
    page = publish()
    assert "overdue" not in client.get(page.url).content.decode()
    plan_review(page, due=date.today() + timedelta(days=30))  # noqa: DTZ011
    text = client.get(page.url).content.decode()
    assert "Next review by" in text
    assert "overdue" not in text
    plan_review(page, due=date(2020, 1, 6))
    text = client.get(page.url).content.decode()
    assert "The review of this page is overdue" in text
    assert "Monday 6 January 2020" in text
