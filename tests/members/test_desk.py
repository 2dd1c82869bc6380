"""Desk cards: a printed code and a PIN open a short session that reaches its own things only."""

from datetime import datetime, timedelta

from django.db import connection
from django.urls import reverse

import pytest
import time_machine

from foundation.outbox.models import Duty
from members.desk_rules import wait_after
from members.errors import DeskClosed, DeskHasAddress, DeskLocked, DeskNotForThem, DeskUnknown, PinTooEasy
from members.models import DeskCard, Membership, Organisation, Role, User
from members.services import desk
from members.services.desk import check_card, choose_pin, issue_card, open_desk_account, withdraw_card
from members.services.memberships import begin_membership
from tests.cast import play

pytestmark = pytest.mark.django_db
AT = datetime.fromisoformat("2026-11-20T09:00:00+00:00")
MINUTE = timedelta(minutes=1)
PIN = "802614"


@pytest.fixture
def larkrise(joy) -> Organisation:
    return Organisation.objects.get(name="Larkrise Road Surgery")


@pytest.fixture
def issued(larkrise, joy) -> desk.Issued:
    return open_desk_account(larkrise, name="Maud Fenn", job_role="receptionist", issued_by=joy, at=AT)


def sign_in(client, issued, pin: str = "") -> None:
    with time_machine.travel(AT, tick=False):
        return client.post("/desk/", {"code": issued.grouped.lower(), "pin": pin or issued.pin})


def test_the_first_sign_in_asks_for_a_pin_of_ones_own_and_then_leads_to_learning(client, issued):
    with time_machine.travel(AT, tick=False):
        assert sign_in(client, issued)["Location"] == reverse("members:desk-pin")
        assert client.get("/learn/")["Location"] == reverse("members:desk-pin"), "nothing else opens before"
        refused = client.post("/desk/pin/", {"pin": "123456", "again": "123456"})
        assert "six digits" in refused.content.decode()
        assert client.post("/desk/pin/", {"pin": PIN, "again": PIN})["Location"] == "/learn/"
        html = client.get("/learn/").content.decode()
    assert "Shared desk, signed in as <strong>Maud Fenn</strong>" in html
    with pytest.raises(DeskUnknown):
        check_card(issued.code, issued.pin, address="a", at=AT)
    assert check_card(issued.code, PIN, address="a", at=AT).person.name == "Maud Fenn"


def test_neither_code_nor_pin_is_kept_in_clear(issued):
    row = DeskCard.objects.values().get()
    assert issued.code not in str(row)
    assert issued.pin not in str(row)


def wrong_pins(issued, count: int, *, at: datetime) -> None:
    for _ in range(count):
        with pytest.raises((DeskUnknown, DeskLocked)):
            check_card(issued.code, "000000", address="a", at=at)


def test_each_five_wrong_pins_make_the_card_wait_twice_as_long(issued):
    at = AT
    for minutes in (15, 30, 60, 120):
        wrong_pins(issued, 4, at=at)
        assert not (card := DeskCard.objects.get()).locked_until or card.locked_until <= at, "four are no lock"
        with pytest.raises(DeskLocked) as locked:
            check_card(issued.code, "000000", address="a", at=at)
        until = at + minutes * MINUTE
        assert DeskCard.objects.get().locked_until == until
        assert f"{until:%-d %B at %H:%M}" in locked.value.sentence, "November in London is UTC"
        with pytest.raises(DeskLocked):
            check_card(issued.code, issued.pin, address="a", at=until - MINUTE)
        at = until
    assert check_card(issued.code, issued.pin, address="a", at=at).failures == 0
    wrong_pins(issued, 5, at=at)
    assert DeskCard.objects.get().locked_until == at + 15 * MINUTE, "a right PIN begins anew"


@pytest.mark.parametrize(
    ("failures", "minutes"), [(0, None), (4, None), (5, 15), (6, None), (35, 960), (40, 1440), (500, 1440)]
)
def test_no_wait_is_longer_than_a_day(failures, minutes):
    assert wait_after(failures) == (minutes and minutes * MINUTE)


def test_a_manager_unlocks_a_card_and_its_pin_stays(as_, issued, larkrise, joy, asha):
    wrong_pins(issued, 5, at=AT)
    unlock = reverse("members:desk-card-unlock", args=[larkrise.uuid, issued.card.uuid])
    assert as_(asha).post(unlock).status_code == 404
    with time_machine.travel(AT, tick=False):
        cards = reverse("members:desk-cards", args=[larkrise.uuid])
        assert "Locked until 20 November, 09:15" in as_(joy).get(cards).content.decode()
        said = as_(joy).post(unlock, follow=True).content.decode()
    assert "can be used again" in said
    assert unlock not in said
    assert check_card(issued.code, issued.pin, address="a", at=AT)


def test_a_replaced_card_is_told_to_its_owner_and_to_whoever_else_looks_after_the_practice(
    client, issued, joy, ruth, post
):
    larkrise, asha = issued.card.organisation, play("asha")
    person = issued.card.person
    first = issue_card(person, larkrise, issued_by=joy, at=AT)
    assert post() == [], "nobody has used the one before"
    check_card(first.code, first.pin, address="a", at=AT)
    withdraw_card(first.card, by=joy, at=AT)
    second = issue_card(person, larkrise, issued_by=joy, at=AT + MINUTE)
    (told,) = post()
    assert told.to == [ruth.email], "the adviser, where there is no other manager"
    assert "Joy Adeyemi replaced the desk card of Maud Fenn" in told.body
    begin_membership(asha, larkrise, at=AT, role=Role.ADMIN)
    newest = issue_card(person, larkrise, issued_by=joy, at=AT + 2 * MINUTE)
    assert [one.to for one in post()] == [[asha.email]]
    with time_machine.travel(AT + 3 * MINUTE, tick=False):
        client.post("/desk/", {"code": newest.code, "pin": newest.pin})
        html = client.get("/desk/pin/").content.decode()
        assert "Your card was replaced on Friday 20 November 2026 by Joy Adeyemi." in html
        assert html.count("Replaced or withdrawn on 20 November 2026.") == 3
        assert "Last used 20 November 2026 at 09:00." in html
        client.post("/desk/pin/", {"pin": PIN, "again": PIN})
    with time_machine.travel(AT + 60 * MINUTE, tick=False):
        client.post("/desk/", {"code": newest.code, "pin": PIN})
        html = client.get("/learn/").content.decode()
    assert "You were last here on Friday 20 November at 09:03. Was that not you?" in html
    assert second.card.pk != newest.card.pk


def test_a_sheet_has_the_cards_of_everybody_who_cannot_sign_in_yet(as_, larkrise, joy, asha, marek):
    manager = as_(joy)
    for number in range(3):
        begin_membership(User.objects.create_user(None, name=f"Night {number}"), larkrise, at=AT)
    sheet = reverse("members:desk-cards-issue", args=[larkrise.uuid])
    with time_machine.travel(AT, tick=False):
        page = manager.get(reverse("members:desk-cards", args=[larkrise.uuid]))
        assert "3 have no e-mail address and no card" in page.content.decode()
        chosen = page.context["cards_form"]["people"].value()
        assert manager.post(sheet, {"people": []}).status_code == 422
        assert manager.post(sheet, {"people": [asha.pk]}).status_code == 422, "has an address"
        assert as_(marek).post(sheet, {"people": chosen}).status_code == 404
        printed = manager.post(sheet, {"people": chosen})
        assert [one.card.person.name for one, _ in printed.context["sheet"]] == ["Night 0", "Night 1", "Night 2"]
        assert "no-store" in printed["Cache-Control"]
        for one, _ in printed.context["sheet"]:
            assert one.grouped in printed.content.decode()
            assert check_card(one.code, one.pin, address="a", at=AT)
        assert "and no card" not in manager.get(reverse("members:desk-cards", args=[larkrise.uuid])).content.decode()


def test_guessing_codes_is_counted_by_address_and_shuts_out_no_other(issued):
    for _ in range(desk.STRAY):
        with pytest.raises(DeskUnknown):
            check_card("ABCD-EFGH-2345", "111111", address="a", at=AT)
    with pytest.raises(DeskLocked):
        check_card(issued.code, issued.pin, address="a", at=AT)
    assert check_card(issued.code, issued.pin, address="b", at=AT)


def test_a_session_ends_after_half_an_hour_idle_and_after_four_hours_at_most(client, issued):
    choose_pin(issued.card, PIN)
    sign_in(client, issued, PIN)
    for minutes in range(25, 240, 25):
        with time_machine.travel(AT + minutes * MINUTE, tick=False):
            assert client.get("/learn/").status_code == 200
    with time_machine.travel(AT + 241 * MINUTE, tick=False):
        assert client.get("/learn/").status_code == 302
    sign_in(client, issued, PIN)
    with time_machine.travel(AT + 31 * MINUTE, tick=False):
        ended = client.get("/learn/")
        assert ended["Location"] == "/desk/?ended=1"
        assert "_auth_user_id" not in client.session


def test_a_desk_session_reaches_no_account_settings_and_no_admin(client, issued):
    choose_pin(issued.card, PIN)
    sign_in(client, issued, PIN)
    with time_machine.travel(AT, tick=False):
        for address in ("/accounts/password/change/", "/accounts/email/", "/accounts/2fa/", "/people/me/", "/admin/"):
            assert client.get(address).status_code == 403, address
        assert client.post("/desk/out/")["Location"] == "/desk/?out=1"
        assert client.get("/learn/").status_code == 302


def test_a_withdrawn_or_replaced_card_opens_nothing_and_ends_its_session(client, issued, larkrise, joy):
    choose_pin(issued.card, PIN)
    sign_in(client, issued, PIN)
    newer = issue_card(issued.card.person, larkrise, issued_by=joy, at=AT)
    with time_machine.travel(AT, tick=False):
        assert client.get("/learn/")["Location"] == "/desk/?ended=1"
    with pytest.raises(DeskClosed):
        check_card(issued.code, PIN, address="a", at=AT)
    withdraw_card(newer.card, by=joy, at=AT)
    with pytest.raises(DeskClosed):
        check_card(newer.code, newer.pin, address="a", at=AT)


def test_a_withdrawn_card_is_deleted_after_a_year_and_one_in_use_never(issued, larkrise, joy):
    newer = issue_card(issued.card.person, larkrise, issued_by=joy, at=AT)
    assert Duty.objects.get(handler=desk.FORGETTER).reference == str(issued.card.uuid)
    for days, left in ((364, 2), (366, 1)):
        with time_machine.travel(AT + timedelta(days=days), tick=False):
            desk.forget_card(str(issued.card.uuid))
            desk.forget_card(str(newer.card.uuid))
        assert DeskCard.objects.count() == left
    assert DeskCard.objects.get() == newer.card


def test_who_left_or_manages_gets_in_by_no_card(issued, larkrise, joy, tom):
    with pytest.raises(DeskNotForThem):
        issue_card(joy, larkrise, issued_by=joy, at=AT)
    Membership.objects.create(person=tom, organisation=larkrise, starts_on=AT.date())
    with pytest.raises(DeskNotForThem):
        issue_card(tom, larkrise, issued_by=joy, at=AT)
    held = issued.card.person.memberships.get()
    Membership.objects.filter(pk=held.pk).update(role="org-admin")
    with pytest.raises(DeskClosed):
        check_card(issued.code, issued.pin, address="a", at=AT)
    Membership.objects.filter(pk=held.pk).update(role="learner", ends_on=AT.date())
    assert check_card(issued.code, issued.pin, address="a", at=AT)
    with pytest.raises(DeskClosed):
        check_card(issued.code, issued.pin, address="a", at=AT + timedelta(days=1))


def test_easy_pins_are_refused(issued):
    for pin in ("111111", "123456", "654321", "12345", "abcdef", "1234567", issued.pin):
        with pytest.raises(PinTooEasy):
            choose_pin(issued.card, pin)


def test_a_manager_prints_a_card_once_and_others_find_no_page(as_, larkrise, joy, asha, marek):
    where = reverse("members:desk-cards", args=[larkrise.uuid])
    for stranger in (asha, marek):
        assert as_(stranger).get(where).status_code == 404
    client = as_(joy)
    made = client.post(
        reverse("members:desk-person-create", args=[larkrise.uuid]), {"name": "Ann Poe", "job_role": "cleaner"}
    )
    html = made.content.decode()
    assert "Your first PIN" in html
    assert "data:image/svg+xml" in html
    assert "no-store" in made["Cache-Control"]
    assert User.objects.get(name="Ann Poe").email is None
    page = client.get(where).content.decode()
    assert "Ann Poe" in page
    assert "Your first PIN" not in page
    refused = client.post(reverse("members:desk-card-issue", args=[larkrise.uuid]), {"person": joy.pk})
    assert refused.status_code == 422
    assert "see more than their own things" in refused.content.decode()
    card = DeskCard.objects.get(person__name="Ann Poe")
    client.post(reverse("members:desk-card-withdraw", args=[larkrise.uuid, card.uuid]))
    card.refresh_from_db()
    assert card.withdrawn_at


def test_a_manager_notes_leave_without_a_reason_and_ends_it(as_, larkrise, joy, bea, asha):
    held = bea.memberships.get()
    where = reverse("members:leave", args=[larkrise.uuid, held.uuid])
    assert as_(asha).get(where).status_code == 404
    client = as_(joy)
    with time_machine.travel(AT, tick=False):
        assert client.post(where, {"starts_on": "2026-11-18", "ends_on": ""}).status_code == 302
        again = client.post(where, {"starts_on": "2026-11-20", "ends_on": "2026-11-22"})
        assert "already away" in again.content.decode()
        backwards = client.post(where, {"starts_on": "2026-12-20", "ends_on": "2026-11-22"})
        assert "cannot be before the first" in backwards.content.decode()
        leave = held.leave.get()
        client.post(reverse("members:leave-end", args=[larkrise.uuid, held.uuid, leave.pk]))
        leave.refresh_from_db()
        assert leave.ends_on.isoformat() == "2026-11-19"
        assert client.get(where).status_code == 200


def test_nobody_with_an_account_of_their_own_is_opened_by_a_card_that_a_manager_printed(as_, larkrise, joy, bea):
    with pytest.raises(DeskHasAddress):
        issue_card(bea, larkrise, issued_by=joy, at=AT)
    client = as_(joy)
    assert bea.name not in client.get(reverse("members:desk-cards", args=[larkrise.uuid])).content.decode()
    client.post(reverse("members:desk-card-issue", args=[larkrise.uuid]), {"person": bea.pk})
    assert not DeskCard.objects.exists()


def test_a_card_opens_nothing_once_its_person_has_an_address(issued):
    User.objects.filter(pk=issued.card.person_id).update(email="maud.fenn@larkrise.invalid")
    with pytest.raises(DeskClosed):
        check_card(issued.code, issued.pin, address="a", at=AT)


def test_a_guessed_code_is_hashed_outside_the_transaction_so_that_nobodys_save_waits(issued, monkeypatch):
    depth, depths = len(connection.savepoint_ids), []
    monkeypatch.setattr(desk, "make_password", lambda _: depths.append(len(connection.savepoint_ids)))
    with pytest.raises(DeskUnknown):
        check_card("ABCD-EFGH-2345", "111111", address="a", at=AT)
    assert depths == [depth]
