"""A practice's buttons pressed twice at once, in real threads: one pack, one link, one note, one file."""

from datetime import date
from uuid import uuid4

from django.utils import timezone

import pytest

from courses.models import CompetenceSeen, EvidencePack, OutsideCertificate, PackLink
from courses.practice.pack_reads import Wanted, snapshot_of
from courses.services import proofs, requirements
from courses.services.evidence import PACK, freeze_pack, give_link, new_secret
from courses.services.requirements import Wanted as Asked
from foundation.outbox.models import Duty
from foundation.vocabulary.api import load, read_framework
from members.models import Organisation
from tests.cast import play

from .test_save_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_pressed_twice_at_once_is_done_once():
    load()
    joy, bea, now = play("joy"), play("bea"), timezone.now()
    larkrise = Organisation.objects.get(name="Larkrise Road Surgery")
    fire = requirements.add(larkrise, Asked("Fire safety", months=12), at=now)
    wanted = Wanted(date(2026, 1, 1), date(2026, 11, 1), read_framework(timezone.localdate(now)), ("safe",))
    snapshot, key, secret = snapshot_of(larkrise, wanted, made_by=joy.name, at=now), uuid4(), new_secret()
    assert (
        at_once(
            *[lambda: freeze_pack(larkrise, wanted.framework, snapshot, made_by=joy, at=now, key=key) for _ in range(4)]
        )
        == []
    )
    assert EvidencePack.objects.count() == 1
    assert Duty.objects.filter(handler=PACK).count() == 1
    pack = EvidencePack.objects.get()
    assert at_once(*[lambda: give_link(pack, label="CQC", made_by=joy, at=now, secret=secret) for _ in range(4)]) == []
    assert PackLink.objects.count() == 1
    seen = {"by": joy, "seen_by": "Dr Venn", "seen_on": date(2026, 9, 1), "how": "Drill", "at": now}
    assert at_once(*[lambda: proofs.see_competence(fire, bea.pk, **seen) for _ in range(4)]) == []
    assert CompetenceSeen.objects.count() == 1
    facts = {"title": "F", "provider": "B", "completed_on": date(2026, 9, 1), "valid_until": None}
    sent = b"%PDF-1.7 fire"
    assert at_once(*[lambda: proofs.upload(fire, bea.pk, sent, by=bea, at=now, **facts) for _ in range(4)]) == []
    assert OutsideCertificate.objects.count() == 1
