"""One evidence pack for the demo, made by the same service that a manager's click calls."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from courses.models import EvidencePack
from courses.services.evidence import freeze_pack
from foundation.vocabulary.api import read_framework
from members.api import Organisation

from .pack_reads import Wanted, snapshot_of


def seed_pack(organisation: Organisation, manager: Any, *, at: datetime) -> int:
    """A pack over the last year and every key question, made by `manager`, a row; nothing where a pack is.

    Its PDF follows by the outbox, like every other. Returns how many packs were added.
    """
    today = timezone.localdate(at)
    read = read_framework(today)
    if read is None or EvidencePack.objects.filter(organisation=organisation).exists():
        return 0
    questions = tuple(one.code for one in read.key_questions)
    wanted = Wanted(today - timedelta(days=365), today, read, questions)
    snapshot = snapshot_of(organisation, wanted, made_by=manager.name, at=at)
    freeze_pack(organisation, read.framework, snapshot, made_by=manager, at=at)
    return 1
