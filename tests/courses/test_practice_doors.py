"""Who may open what of a practice's training: every role against every page, the refusals as well."""

from datetime import date

from django.urls import reverse
from django.utils import timezone

import pytest

from courses.models import CompetenceSeen, EvidencePack, Exemption, PackLink, Requirement
from courses.practice.pack_reads import Wanted, snapshot_of
from courses.services import proofs, requirements
from courses.services.evidence import freeze_pack, give_link
from courses.services.requirements import Wanted as Asked
from foundation.vocabulary.api import read_framework
from members.models import Membership, Organisation, Role, User
from tests.cast import play

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n% a certificate\n%%EOF\n"
# What each page answers: to who manages, to who may look, to everybody else who is signed in.
READ, CHANGE = (200, 200, 404), (200, 404, 404)
PAGES = {
    "matrix": READ,
    "matrix-print": READ,
    "matrix-export": READ,
    "matrix-person": READ,
    "matrix-cell": READ,
    "matrix-start": CHANGE,
    "requirements": CHANGE,
    "requirement-new": CHANGE,
    "requirement-edit": CHANGE,
    "matrix-waiting": CHANGE,
    "matrix-look": CHANGE,
    "matrix-file": CHANGE,
    "evidence": CHANGE,
    "evidence-pack": CHANGE,
    "evidence-pdf": (404, 404, 404),  # its file is not made yet
    "assignments": CHANGE,
    "assignment-create": CHANGE,
}
# Posts that change something; whoever may not is told that there is nothing.
POSTS = (
    *("matrix-competence", "matrix-exemption", "matrix-exemption-end", "matrix-certificate", "matrix-look"),
    *("matrix-start", "requirement-new", "requirement-edit", "requirement-move", "requirement-retire"),
    *("evidence", "evidence-pack", "evidence-link-end"),
)
EVERYBODY = {
    "manager": 0,
    "administrator": 0,
    "viewer": 1,
    "learner": 2,
    "complaints handler": 2,
    "broker": 2,
    "auditor": 2,
    "adviser": 2,
    "editor": 2,
    "manager of another": 2,
    "viewer who left": 2,
    "viewer of another": 2,
}


@pytest.fixture
def larkrise(joy, asha, bea):
    return Organisation.objects.get(name="Larkrise Road Surgery")


@pytest.fixture
def places(larkrise, joy, bea):
    """Addresses of everything there is, by name."""
    now = timezone.now()
    fire = requirements.add(larkrise, Asked("Fire safety", months=12), at=now)
    facts = {"title": "Fire", "provider": "Brigade", "completed_on": date(2026, 9, 1), "valid_until": None}
    kept = proofs.upload(fire, bea.pk, PDF, by=bea, at=now, **facts)
    wanted = Wanted(date(2026, 1, 1), date(2026, 11, 1), read_framework(timezone.localdate(now)), ("safe",))
    snapshot = snapshot_of(larkrise, wanted, made_by=joy.name, at=now)
    pack = freeze_pack(larkrise, wanted.framework, snapshot, made_by=joy, at=now)
    link, _ = give_link(pack, label="Inspector", made_by=joy, at=now)
    below = {
        "matrix-person": [bea.uuid],
        "requirement-edit": [fire.uuid],
        "requirement-move": [fire.uuid],
        "requirement-retire": [fire.uuid],
        "matrix-look": [kept.uuid],
        "matrix-file": [kept.uuid],
        "evidence-pack": [pack.uuid],
        "evidence-pdf": [pack.uuid],
        "evidence-link-end": [pack.uuid, link.uuid],
    }
    for name in ("matrix-cell", "matrix-competence", "matrix-exemption", "matrix-exemption-end", "matrix-certificate"):
        below[name] = [fire.uuid, bea.uuid]
    return {name: reverse(f"courses:{name}", args=[larkrise.uuid, *below.get(name, ())]) for name in {*PAGES, *POSTS}}


def somebody(who: str, larkrise: Organisation) -> User:
    of_the_cast = {
        "manager": "joy",
        "administrator": "nia",
        "learner": "asha",
        "adviser": "ruth",
        "editor": "tom",
    }
    if who in of_the_cast:
        return play(of_the_cast[who])
    made = User.objects.create(name=who, email=f"{who.replace(' ', '-')}@example.org", password="!")
    roles = {
        "viewer": Role.VIEWER,
        "complaints handler": Role.MATTER_HANDLER,
        "broker": Role.BROKER,
        "auditor": Role.AUDITOR,
        "manager of another": Role.ADMIN,
        "viewer who left": Role.VIEWER,
        "viewer of another": Role.VIEWER,
    }
    place = larkrise
    if who.endswith("another"):
        place = Organisation.objects.create(
            name="Elsewhere", provider_type=larkrise.provider_type, nation=larkrise.nation
        )
    ends = date(2026, 6, 1) if who.endswith("left") else None
    Membership.objects.create(
        person=made, organisation=place, role=roles[who], starts_on=date(2026, 1, 5), ends_on=ends
    )
    return made


@pytest.mark.parametrize("who", EVERYBODY)
def test_each_page_opens_for_whom_it_is_and_for_nobody_else(client, larkrise, places, who):
    client.force_login(somebody(who, larkrise))
    answers = {}
    for name in PAGES:
        answer = client.get(places[name])
        answers[name] = answer.status_code
        if answer.streaming:
            b"".join(answer.streaming_content)  # to its end, so that its file is closed
    assert answers == {name: expected[EVERYBODY[who]] for name, expected in PAGES.items()}


@pytest.mark.parametrize("who", [one for one, rank in EVERYBODY.items() if rank])
def test_who_may_not_change_changes_nothing(client, larkrise, places, who):
    client.force_login(somebody(who, larkrise))
    sent = {
        "seen_by": "Dr Venn",
        "seen_on": "2026-09-01",
        "how": "Drill",
        "until": "2027-01-01",
        "reason": "Agreed",
        "title": "New",
        "level": "",
        "everyone": "yes",
        "line": ["fire"],
        "to": "up",
        "refuse": "1",
        "starts": "2026-01-01",
        "ends": "2026-11-01",
        "questions": ["safe"],
        "label": "Me",
    }
    assert {client.post(places[name], sent).status_code for name in POSTS} == {404}
    assert (CompetenceSeen.objects.count(), Exemption.objects.count(), EvidencePack.objects.count()) == (0, 0, 1)
    assert Requirement.objects.get().title == "Fire safety"
    assert PackLink.objects.get().revoked_at is None


def test_a_stranger_is_asked_to_sign_in(client, places):
    for name in {*PAGES, *POSTS}:
        answer = client.post(places[name]) if name in POSTS else client.get(places[name])
        assert answer.status_code == 302, name
        assert "/accounts/login/" in answer["Location"], name


def test_who_may_only_look_finds_no_form_no_file_and_no_reason(client, larkrise, places, joy, bea):
    fire = Requirement.objects.get()
    proofs.excuse(fire, bea.pk, by=joy, reason="SECRETREASON", until=date(2099, 1, 1), at=timezone.now())
    client.force_login(somebody("viewer", larkrise))
    for name in ("matrix", "matrix-person", "matrix-cell", "matrix-print"):
        answer = client.get(places[name])
        content = b"".join(answer) if answer.streaming else answer.content
        main = content.decode().partition("<main")[2].partition("</main>")[0]
        assert "Bea Marsh" in main, name
        for hidden in ('method="post"', "SECRETREASON", "/certificates/", "/evidence/", "/requirements/"):
            assert hidden not in main, (name, hidden)
    assert "training matrix" in client.get(reverse("courses:my-training")).content.decode()
