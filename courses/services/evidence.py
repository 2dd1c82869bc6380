"""Evidence packs: frozen in one transaction, typeset after it, opened by links that die, and every opening noted."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from courses.errors import CourseError
from courses.models import EvidencePack, OutsideCertificate, PackLink, PackOpening
from courses.rules.packing import digest
from foundation.outbox import api as outbox
from foundation.stored_files.api import path_of, store
from foundation.typesetting import api as typesetting
from foundation.vocabulary.api import Framework
from members.api import Organisation

PACK = "courses.pack"
FORGET = "courses.forget-pack"
ROOM = "packs"  # packs and strangers' files never share one
LINK_LASTS = timedelta(days=14)


class NoQuestions(CourseError):
    code = "pack-without-questions"
    sentence = "Choose at least one key question."
    status = 422


class LinkClosed(CourseError):
    """Unknown, revoked and expired are told alike: a stranger learns nothing from trying."""

    code = "pack-link-closed"
    sentence = "This link opens nothing. It was good for 14 days, or it was taken back. Ask the practice for a new one."
    status = 404


@transaction.atomic
def freeze_pack(
    organisation: Organisation,
    framework: Framework,
    snapshot: dict[str, Any],
    *,
    made_by: Any,
    at: datetime,
    key: UUID | None = None,
) -> EvidencePack:
    """Keep a snapshot for good and promise its file.

    `key` becomes its uuid: the same key again, a button that was pressed twice, gives the pack that is there.

    Raises:
        NoQuestions.
    """
    questions = [one["code"] for one in snapshot["questions"]]
    if not questions:
        raise NoQuestions
    pack, is_new = EvidencePack.objects.get_or_create(
        uuid=key or uuid4(),
        organisation=organisation,
        defaults={
            "starts_on": snapshot["starts"],
            "ends_on": snapshot["ends"],
            "framework": framework,
            "questions": questions,
            "snapshot": snapshot,
            "snapshot_sha256": digest(snapshot),
            "made_by": made_by,
            "made_at": at,
        },
    )
    if not is_new:
        return pack
    outbox.add(PACK, str(pack.uuid), at=at)
    outbox.add(FORGET, str(pack.uuid), at=at, not_before=at + _kept())
    return pack


def picture(snapshot: dict[str, Any]) -> bytes:
    """The PDF of a snapshot, from the snapshot alone: equal snapshots give equal bytes."""
    # The hash on the cover covers everything that is printed, itself excepted.
    printed = snapshot | {"sha256": digest(snapshot)}
    title = f"Evidence pack: {snapshot['organisation']['name']}, {snapshot['period']}"
    return typesetting.typeset(
        snapshot["template"], printed, title=title, dated=datetime.fromisoformat(snapshot["made_at"])
    )


def produce_pack(reference: str) -> None:
    """Outbox handler: make and keep the file of a pack. Doing it again does nothing.

    Raises:
        ValueError: the snapshot is not the one that was frozen; no file is made of it.
    """
    pack = EvidencePack.objects.filter(uuid=reference).first()
    if pack is None or (pack.storage_key and path_of(pack.storage_key).is_file()):
        return
    if digest(pack.snapshot) != pack.snapshot_sha256:
        raise ValueError("The snapshot of the pack was changed after it was frozen.")
    pdf = picture(pack.snapshot)
    sha256, key = store(pdf, room=ROOM, suffix="pdf")
    EvidencePack.objects.filter(pk=pack.pk).update(
        pdf_sha256=sha256, storage_key=key, size=len(pdf), produced_at=timezone.now()
    )


def forget_pack(reference: str) -> None:
    """Outbox handler: delete a pack with its links and openings when EVIDENCE_PACK_DAYS are over; its file goes too.

    Where the setting was made longer after the pack was made, it is promised again for its new day.
    """
    now = timezone.now()
    with transaction.atomic():
        pack = EvidencePack.objects.filter(uuid=reference).first()
        if pack is None:
            return
        over = pack.made_at + _kept()
        if over > now:
            # The duty that runs now still holds the usual key.
            outbox.add(FORGET, reference, at=now, key=f"{FORGET}:{reference}:{over:%Y-%m-%d}", not_before=over)
            return
        key = pack.storage_key
        PackOpening.objects.filter(pack=pack).delete()
        PackLink.objects.filter(pack=pack).delete()
        pack.delete()
        is_named = any(
            rows.filter(storage_key=key).exists() for rows in (EvidencePack.objects, OutsideCertificate.objects)
        )
    if key and not is_named:
        path_of(key).unlink(missing_ok=True)


def _kept() -> timedelta:
    return timedelta(days=settings.EVIDENCE_PACK_DAYS)


def new_secret() -> str:
    """256 bits for an address that nobody guesses."""
    return secrets.token_urlsafe(32)


@transaction.atomic
def give_link(pack: EvidencePack, *, label: str, made_by: Any, at: datetime, secret: str = "") -> tuple[PackLink, str]:
    """A way in for 14 days, and its secret, which is shown now and never again.

    `secret` is one of `new_secret` that the form brought: the same again, a button that was pressed twice, is the same
    link, so that both answers show the address that works.
    """
    token = secret or new_secret()
    link, _ = PackLink.objects.get_or_create(
        token_hash=_hash(token),
        pack=pack,
        defaults={"label": label, "made_by": made_by, "made_at": at, "until": at + LINK_LASTS},
    )
    return link, token


def take_back(link: PackLink, *, at: datetime) -> None:
    """Close a link at once. Doing it twice is no error."""
    PackLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=at)


def open_by_link(token: str, *, what: str, device: str, at: datetime) -> EvidencePack:
    """The pack behind a link, with the opening noted.

    Raises:
        LinkClosed.
    """
    link = (
        PackLink.objects.select_related("pack").filter(token_hash=_hash(token), revoked_at=None, until__gt=at).first()
    )
    if link is None:
        raise LinkClosed
    note_opening(link.pack, link=link, what=what, device=device, at=at)
    return link.pack


def note_opening(
    pack: EvidencePack, *, what: str, device: str, at: datetime, link: PackLink | None = None, person: Any = None
) -> None:
    """Write down that somebody opened a pack: `what` is page or pdf."""
    PackOpening.objects.create(pack=pack, link=link, person=person, what=what, device=device[:120], opened_at=at)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
