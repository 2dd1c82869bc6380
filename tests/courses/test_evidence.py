"""An evidence pack: frozen, provable to the byte, opened by a link that dies, and silent about what is private."""

import hashlib
import json
from datetime import UTC, date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone

import pytest
import time_machine

from certificates.api import Certificate
from courses.models import (
    CompetenceSeen,
    CourseResult,
    Enrolment,
    EvidencePack,
    Exemption,
    OutsideCertificate,
    PackOpening,
    Requirement,
)
from courses.practice.pack_reads import Wanted, snapshot_of
from courses.rules.packing import digest
from courses.rules.weaknesses import Standing, weaknesses
from courses.services.evidence import (
    FORGET,
    PACK,
    LinkClosed,
    forget_pack,
    freeze_pack,
    give_link,
    note_opening,
    open_by_link,
    picture,
    produce_pack,
    take_back,
)
from courses.services.outside_files import path_of
from foundation.outbox.models import Duty
from foundation.vocabulary.api import Crosswalk, FrameworkNode, Topic, read_framework, readable
from members.models import Membership, Organisation, Role, User

from .learning import course as small_course

pytestmark = pytest.mark.django_db


@pytest.fixture
def practice(joy, bea, asha):
    return Organisation.objects.get(name="Larkrise Road Surgery")


@pytest.fixture
def requirement(practice, joy, bea, at):
    made = Requirement.objects.create(
        organisation=practice,
        title="Safeguarding children",
        topic=Topic.objects.get(code="SAFE.ch"),
        months=36,
        since=date(2026, 1, 1),
    )
    CompetenceSeen.objects.create(
        requirement=made,
        person=bea,
        seen_by="Dr Venn",
        seen_on=date(2026, 10, 1),
        how="A drill",
        recorded_by=joy,
        recorded_at=at,
    )
    OutsideCertificate.objects.create(
        organisation=practice,
        person=bea,
        requirement=made,
        title="Level 2",
        provider="Elsewhere",
        completed_on=date(2026, 9, 1),
        sha256="ab" * 32,
        storage_key="x",
        media_type="application/pdf",
        size=1,
        uploaded_by=joy,
        uploaded_at=at,
        state="accepted",
        checked_by=joy,
        checked_on=date(2026, 9, 2),
    )
    Exemption.objects.create(
        requirement=made, person=joy, reason="SECRETREASON", until=date(2027, 1, 1), given_by=joy, given_at=at
    )
    return made


def wanted(*questions):
    return Wanted(
        date(2026, 1, 1), date(2026, 11, 20), read_framework(date(2026, 11, 20)), questions or ("safe", "well-led")
    )


def packed(practice, joy, at):
    return freeze_pack(
        practice, readable().get(), snapshot_of(practice, wanted(), made_by=joy.name, at=at), made_by=joy, at=at
    )


def test_a_pack_holds_its_proof_and_nothing_private(practice, requirement, joy, at):
    snapshot = snapshot_of(practice, wanted(), made_by=joy.name, at=at)
    assert [one["title"] for one in snapshot["requirements"]] == ["Safeguarding children"]
    assert "Safeguarding" in snapshot["requirements"][0]["bears_on"]
    assert snapshot["competence"][0]["seen_by"] == "Dr Venn"
    assert snapshot["outside"][0]["sha256"] == "ab" * 32
    assert snapshot["exemptions"] == 1
    assert "SECRETREASON" not in json.dumps(snapshot)
    weak = {one["code"]: one for one in snapshot["weak"]}
    assert weak["own-check"]["count"] == "1 certificate"
    assert "who brought it" in snapshot["outside"][0]["checked_by"]
    assert weak["thin"]["questions"] == [
        {
            "title": "Safe",
            "count": 1,
            "lines": [{"title": "Safeguarding children", "says": "1 of 2 have it"}],
            "more": 0,
        }
    ]
    assert all(len(one["sha256"]) == 64 for one in snapshot["index"])


def test_a_question_that_was_not_chosen_leaves_its_requirements_out(practice, requirement, joy, at):
    assert snapshot_of(practice, wanted("caring"), made_by=joy.name, at=at)["requirements"] == []


def test_the_file_is_made_again_the_same_after_the_crosswalk_and_the_practice_changed(practice, requirement, joy, at):
    pack = packed(practice, joy, at)
    produce_pack(str(pack.uuid))
    pack.refresh_from_db()
    first = path_of(pack.storage_key).read_bytes()
    assert first.startswith(b"%PDF-")
    assert hashlib.sha256(first).hexdigest() == pack.pdf_sha256
    Crosswalk.objects.all().delete()
    FrameworkNode.objects.update(title="Renamed")
    Requirement.objects.update(title="Something else")
    assert picture(EvidencePack.objects.get().snapshot) == first


def test_the_hash_fails_if_one_byte_changes(practice, requirement, joy, at, client):
    pack = packed(practice, joy, at)
    _, token = give_link(pack, label="Inspector", made_by=joy, at=timezone.now())
    address = reverse("courses:evidence-guest", args=[token])
    assert "Unchanged since it was made" in client.get(address).content.decode()
    changed = pack.snapshot | {"made_by": pack.snapshot["made_by"] + "."}
    assert digest(changed) != pack.snapshot_sha256
    EvidencePack.objects.update(snapshot=changed)
    assert "changed after it was made" in client.get(address).content.decode()
    with pytest.raises(ValueError, match="changed"):
        produce_pack(str(pack.uuid))


def test_a_link_dies_on_time_and_when_it_is_taken_back_and_every_opening_is_noted(practice, joy, at):
    pack = packed(practice, joy, at)
    link, token = give_link(pack, label="Inspector", made_by=joy, at=at)
    assert token not in str(link.__dict__)
    last = at + timedelta(days=14)
    open_by_link(token, what="page", device="x", at=last - timedelta(seconds=1))
    with pytest.raises(LinkClosed):
        open_by_link(token, what="page", device="x", at=last)
    take_back(link, at=at)
    with pytest.raises(LinkClosed):
        open_by_link(token, what="page", device="x", at=at)
    assert PackOpening.objects.filter(link=link).count() == 1


def test_a_manager_previews_makes_gives_and_takes_back(client, practice, requirement, joy, marek):
    client.force_login(joy)
    address = reverse("courses:evidence", args=[practice.uuid])
    chosen = {"starts": "2026-01-01", "ends": "2026-11-20", "questions": ["safe"]}
    preview = client.get(address, chosen)
    assert "What is weak" in preview.content.decode()
    assert preview.headers["Referrer-Policy"] == "same-origin", "else a browser posts the form with Origin: null"
    assert not EvidencePack.objects.exists()
    made = client.post(address, chosen, follow=True)
    pack_address = made.redirect_chain[-1][0]
    produce_pack(str(EvidencePack.objects.get().uuid))
    given = client.post(pack_address, {"label": "CQC inspector"})
    guest = given.context["address"].partition("/evidence/")[2]
    client.logout()
    page = client.get(f"/evidence/{guest}")
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert b"".join(client.get(f"/evidence/{guest}pdf").streaming_content).startswith(b"%PDF-")
    assert list(PackOpening.objects.filter(link__isnull=False).values_list("what", flat=True)) == ["page", "pdf"]
    client.force_login(marek)
    assert client.get(address).status_code == 404
    assert client.get(pack_address).status_code == 404
    client.force_login(joy)
    link = EvidencePack.objects.get().links.get()
    client.post(f"{pack_address}links/{link.uuid}/end/")
    assert client.get(f"/evidence/{guest}").status_code == 404
    wrong = client.post(address, {"starts": "2026-11-20", "ends": "2026-01-01", "questions": ["safe"]})
    assert wrong.status_code == 422


def test_a_pack_of_two_hundred_takes_as_few_statements_as_one_of_three(
    practice, requirement, joy, at, django_assert_max_num_queries
):
    people = User.objects.bulk_create([User(name=f"Person {one}", password="!") for one in range(200)])
    Membership.objects.bulk_create(
        [Membership(person=one, organisation=practice, starts_on=date(2026, 1, 1)) for one in people]
    )
    with django_assert_max_num_queries(13):
        snapshot = snapshot_of(practice, wanted(), made_by=joy.name, at=at)
    assert len(snapshot["people"]) == 203


def test_a_pack_is_forgotten_when_the_setting_says_and_promised_again_until_then(practice, joy, at, settings):
    pack = packed(practice, joy, at)
    Duty.objects.all().update(next_at=at)
    assert Duty.objects.filter(handler=FORGET).count() == 1
    forget_pack(str(pack.uuid))
    assert EvidencePack.objects.exists()
    again = Duty.objects.filter(handler=FORGET).latest("next_at")
    assert again.next_at == at + timedelta(days=3 * 366), "not lost where the setting grew"
    settings.EVIDENCE_PACK_DAYS = 30
    EvidencePack.objects.update(made_at=timezone.now() - timedelta(days=31))
    produce_pack(str(pack.uuid))
    pack.refresh_from_db()
    file = path_of(pack.storage_key)
    assert file.is_file()
    assert pack.storage_key.startswith("packs/")
    forget_pack(str(pack.uuid))
    assert not EvidencePack.objects.exists()
    assert not file.exists()


@pytest.mark.parametrize("other", ["pack", "certificate"])
def test_a_file_that_another_row_names_outlives_its_pack(practice, requirement, joy, at, *, settings, other):
    settings.EVIDENCE_PACK_DAYS = 0
    pack, second = packed(practice, joy, at), packed(practice, joy, at)
    produce_pack(str(pack.uuid))
    pack.refresh_from_db()
    if other == "pack":
        EvidencePack.objects.filter(pk=second.pk).update(storage_key=pack.storage_key)
    else:
        OutsideCertificate.objects.update(storage_key=pack.storage_key)
    forget_pack(str(pack.uuid))
    assert not EvidencePack.objects.filter(pk=pack.pk).exists()
    assert path_of(pack.storage_key).is_file()
    path_of(pack.storage_key).unlink()


def test_the_pages_take_few_statements_however_many_packs_links_and_openings(
    client, practice, requirement, joy, bea, *, at, django_assert_max_num_queries
):
    packs = [packed(practice, joy, at) for _ in range(12)]
    for number in range(12):
        link, _ = give_link(packs[0], label=f"Inspector {number}", made_by=joy, at=timezone.now())
        note_opening(packs[0], link=link, what="page", device="x", at=timezone.now())
        note_opening(packs[0], person=bea, what="pdf", device="x", at=timezone.now())
    _, token = give_link(packs[0], label="Guest", made_by=joy, at=timezone.now())
    client.force_login(joy)
    listing = reverse("courses:evidence", args=[practice.uuid])
    chosen = {"starts": "2026-01-01", "ends": "2026-11-20", "questions": ["safe"]}
    page = reverse("courses:evidence-pack", args=[practice.uuid, packs[0].uuid])
    client.get(listing)  # what a process reads once is read
    with django_assert_max_num_queries(12):
        assert client.get(listing).status_code == 200
    with django_assert_max_num_queries(12):
        assert client.get(page).status_code == 200
    people = User.objects.bulk_create([User(name=f"Person {one}", password="!") for one in range(200)])
    Membership.objects.bulk_create(
        [Membership(person=one, organisation=practice, starts_on=date(2026, 1, 1)) for one in people]
    )
    with django_assert_max_num_queries(12):
        shown = client.get(listing, chosen)
    assert len(shown.context["snapshot"]["people"]) == 203
    with django_assert_max_num_queries(30):
        assert client.post(listing, chosen | {"once": shown.context["once"]}).status_code == 302
    client.logout()
    with django_assert_max_num_queries(12):
        assert client.get(reverse("courses:evidence-guest", args=[token])).status_code == 200


@pytest.mark.parametrize(
    ("standing", "said"),
    [
        (Standing("X", 8, 10, (), 0, 1), {}),
        (Standing("X", 7, 10, (), 0, 1), {"thin": "7 of 10 have it"}),
        (Standing("X", 9, 10, (date(2026, 10, 1),), 0, 1), {"overdue": "1 of 10"}),
        (Standing("X", 9, 10, (date(2026, 11, 1),), 1, 1), {"old": "1 of 10"}),
        (Standing("X", 9, 10, (), 0, 0), {"unseen": "needed by 10"}),
        (Standing("X", 9, 10, (), 0, 1, has_course=False), {"no-course": "needed by 10"}),
        (Standing("X", 0, 0, (), 0, 0), {}),
    ],
)
def test_what_is_weak_is_said(standing, said):
    found = weaknesses([standing], own_checks=0, waiting=0, on=date(2026, 11, 20))
    assert {one["code"]: one["questions"][0]["lines"][0]["says"] for one in found} == said


def test_what_is_weak_is_grouped_with_the_worst_first_and_the_rest_counted():
    late = date(2026, 1, 1)
    safe = [Standing(f"S{number}", 9, 10, (late,) * number, 0, 0, "Safe") for number in range(1, 6)]
    led = [Standing("W", 9, 10, (late,) * 9, 0, 1, "Well-led"), Standing("N", 9, 10, (late,), 0, 1)]
    found = weaknesses([*safe, *led], own_checks=2, waiting=1, questions=["Safe", "Well-led"], on=date(2026, 11, 20))
    assert [one["code"] for one in found] == ["overdue", "waiting", "own-check", "unseen"]
    overdue = found[0]
    assert overdue["count"] == "7 requirements"
    assert [(one["title"], one["count"], one["more"]) for one in overdue["questions"]] == [
        ("Safe", 5, 2),
        ("Well-led", 1, 0),
        ("No key question", 1, 0),
    ]
    assert [line["title"] for line in overdue["questions"][0]["lines"]] == ["S5", "S4", "S3"]
    assert all(one["advice"] for one in found)


def test_what_somebody_earned_after_they_left_or_as_an_outsider_is_not_the_practices(
    practice, requirement, bea, asha, at
):
    made = small_course("lesson")
    requirement.courses.add(made)
    earned = {"A": (bea, date(2026, 8, 1)), "B": (bea, date(2026, 10, 20)), "C": (asha, date(2026, 10, 1))}
    for number, (code, (person, day)) in enumerate(earned.items()):
        moment = at.replace(year=day.year, month=day.month, day=day.day)
        place = Enrolment.objects.create(
            person=person,
            course=made,
            version=made.current,
            period_start=day - timedelta(days=number + 1),
            enrolled_at=moment,
        )
        CourseResult.objects.create(
            enrolment=place, completed_at=moment, evidence="A", reason="Done.", certificate_code=code
        )
        Certificate.objects.bulk_create(
            [
                Certificate(
                    code=code,
                    person=person,
                    source_ref=f"course:{code}",
                    period_key=code,
                    status="issued",
                    snapshot={"name": person.name, "title": "Fire"},
                    snapshot_sha256="0" * 64,
                    issued_at=moment,
                    completed_on=day,
                    minutes=30,
                )
            ]
        )
    Membership.objects.filter(person=bea).update(starts_on=date(2026, 1, 1), ends_on=date(2026, 9, 30))
    Membership.objects.filter(person=asha).update(role=Role.AUDITOR)
    snapshot = snapshot_of(practice, wanted(), made_by="Joy", at=at)
    assert [one["code"] for one in snapshot["certificates"]] == ["A"]


def test_a_button_pressed_twice_makes_one_pack_and_one_link_that_opens(client, practice, requirement, joy, bea):
    client.force_login(joy)
    address = reverse("courses:evidence", args=[practice.uuid])
    chosen = {"starts": "2026-01-01", "ends": "2026-11-20", "questions": ["safe"]}
    once = client.get(address, chosen).context["once"]
    made = [client.post(address, chosen | {"once": once})["Location"] for _ in range(2)]
    assert made[0] == made[1]
    assert EvidencePack.objects.count() == 1
    assert Duty.objects.filter(handler=PACK).count() == 1
    sent = {"label": "Inspector", "once": client.get(made[0]).context["once"]}
    shown = [client.post(made[0], sent).context["address"] for _ in range(2)]
    assert shown[0] == shown[1], "the second answer is the one that a browser shows"
    assert client.get("/evidence/" + shown[0].partition("/evidence/")[2]).status_code == 200
    assert EvidencePack.objects.get().links.count() == 1
    forged = client.post(made[0], sent | {"once": "chosen-by-me"})
    assert forged.context["address"]
    assert "chosen-by-me" not in forged.context["address"], "nobody chooses a secret of their own"


def test_a_guest_walks_a_link_from_its_first_day_to_its_last(client, practice, requirement, joy, at):
    pack = packed(practice, joy, at)
    now = timezone.now()
    _, good = give_link(pack, label="Good", made_by=joy, at=now)
    _, over = give_link(pack, label="Over", made_by=joy, at=now - timedelta(days=14))
    taken, back = give_link(pack, label="Taken", made_by=joy, at=now)
    take_back(taken, at=now)
    said = set()
    for token in ("nonsense", over, back):
        for name in ("evidence-guest", "evidence-guest-pdf"):
            answer = client.get(reverse(f"courses:{name}", args=[token]))
            assert answer.status_code == 404
            assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("no-store", "noindex, nofollow")
            said.add(answer.content.decode().partition("<main")[2].partition("</main>")[0])
    assert len(said) == 1, "a stranger learns nothing from trying"
    assert not PackOpening.objects.exists()
    page = client.get(
        reverse("courses:evidence-guest", args=[good]), HTTP_USER_AGENT="Mozilla/5.0 (X11; Linux) Firefox/140.0"
    )
    assert page.status_code == 200
    assert 'content="noindex"' in page.content.decode()
    client.force_login(joy)
    assert (
        "Good, page" in client.get(reverse("courses:evidence-pack", args=[practice.uuid, pack.uuid])).content.decode()
    )


def test_a_network_that_tries_many_links_is_told_to_wait(client, practice):
    address = reverse("courses:evidence-guest", args=["nonsense"])
    with time_machine.travel(datetime(2026, 11, 21, 10, tzinfo=UTC), tick=False):  # all within one minute, its own
        answers = [client.get(address).status_code for _ in range(31)]
        refused = client.get(address)
    assert answers == [404] * 30 + [429]
    assert int(refused["Retry-After"]) > 0
    assert refused["Cache-Control"] == "no-store"


def test_a_pack_says_what_has_no_course_or_no_question_and_counts_no_revoked_certificate(practice, joy, bea, at):
    Requirement.objects.create(organisation=practice, title="Parking", since=date(2025, 1, 1))
    snapshot = snapshot_of(practice, wanted(), made_by=joy.name, at=at)
    weak = {one["code"]: one for one in snapshot["weak"]}
    assert weak["no-course"]["questions"][0]["title"] == "No key question"
    assert snapshot["requirements"][0]["bears_on"] == ""
