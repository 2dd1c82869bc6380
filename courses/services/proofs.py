"""What a practice knows of its people beside their completions here: what was seen at work, who is excused, and proof
from elsewhere with the look that somebody took at it.
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from courses.errors import CourseError
from courses.models import CompetenceSeen, Exemption, OutsideCertificate, Requirement

from . import outside_files

_STATE = OutsideCertificate.State


class NotAFileWeTake(CourseError):
    code = "outside-file-type"
    sentence = "This is no PDF, JPEG or PNG. Save or photograph the certificate as one of them and choose it again."


class FileTooLarge(CourseError):
    code = "outside-file-size"
    sentence = "The file is over 10 MB. A photograph at a lower quality, or one page as a PDF, will do."


class EmptyFile(CourseError):
    code = "outside-file-empty"
    sentence = "The file is empty. Choose it again."


class OwnCertificate(CourseError):
    """`others` manage the practice too, so one of them can look."""

    code = "outside-own"
    sentence = "This certificate is about you. Ask another manager of your practice to look at it."


class LookedAtAlready(CourseError):
    code = "outside-looked-at"
    sentence = "Somebody has looked at this certificate already."


def see_competence(
    requirement: Requirement, person: int, *, by: Any, seen_by: str, seen_on: date, how: str, at: datetime
) -> CompetenceSeen:
    """Note that somebody was seen to do it well. Append-only; a mistake is outlived by a newer row.

    Args:
        person: the id of whose competence.
        by: who writes it down.
        seen_by: who watched, in words.
        how: what was seen; no patient in it.
    """
    return CompetenceSeen.objects.create(
        requirement=requirement,
        person_id=person,
        seen_by=seen_by,
        seen_on=seen_on,
        how=how,
        recorded_by=by,
        recorded_at=at,
    )


def excuse(requirement: Requirement, person: int, *, by: Any, reason: str, until: date, at: datetime) -> Exemption:
    """Excuse somebody until a day; it takes the place of an exemption in force, which is kept as withdrawn."""
    with transaction.atomic():
        # Two at once: the second waits here for the first and then takes its place.
        Requirement.objects.select_for_update().only("pk").get(pk=requirement.pk)
        end_exemption(requirement, person, at=at)
        return Exemption.objects.create(
            requirement=requirement, person_id=person, reason=reason, until=until, given_by=by, given_at=at
        )


def end_exemption(requirement: Requirement, person: int, *, at: datetime) -> bool:
    """Ask it of them again from now on. False where they were not excused."""
    in_force = Exemption.objects.filter(requirement=requirement, person_id=person, withdrawn_at=None)
    return bool(in_force.update(withdrawn_at=at))


def upload(
    requirement: Requirement,
    person: int,
    content: bytes,
    *,
    by: Any,
    title: str,
    provider: str,
    completed_on: date,
    valid_until: date | None,
    at: datetime,
) -> OutsideCertificate:
    """Keep a certificate from elsewhere; it counts once a manager has accepted it.

    Raises:
        EmptyFile, FileTooLarge, NotAFileWeTake: what was sent is not kept.
    """
    if not content:
        raise EmptyFile
    if len(content) > outside_files.LARGEST:
        raise FileTooLarge
    if not outside_files.media_type_of(content):
        raise NotAFileWeTake
    # The file first: a row without one would promise what nobody can open. A file without a row harms nobody.
    kept = outside_files.keep(content)
    return OutsideCertificate.objects.create(
        organisation_id=requirement.organisation_id,
        person_id=person,
        requirement=requirement,
        title=title,
        provider=provider,
        completed_on=completed_on,
        valid_until=valid_until,
        sha256=kept.sha256,
        storage_key=kept.key,
        media_type=kept.media_type,
        size=kept.size,
        uploaded_by=by,
        uploaded_at=at,
    )


def accept(
    certificate: OutsideCertificate, *, by: Any, valid_until: date | None, others: bool, at: datetime
) -> OutsideCertificate:
    """Let it count until the day that the manager read off it.

    Args:
        by: the manager who has looked.
        others: whether somebody else manages the practice today. Then nobody accepts what is about themselves; where
            there is nobody else they may, and evidence packs say so (checked_by is the person).

    Raises:
        OwnCertificate: it is about the manager, and there are others.
        LookedAtAlready: somebody was faster.
    """
    if others and certificate.person_id == by.pk:
        raise OwnCertificate
    return _look(certificate, _STATE.ACCEPTED, by=by, at=at, valid_until=valid_until)


def refuse(certificate: OutsideCertificate, *, by: Any, reason: str, at: datetime) -> OutsideCertificate:
    """Do not let it count; the person reads the reason.

    Raises:
        LookedAtAlready: somebody was faster.
    """
    return _look(certificate, _STATE.REFUSED, by=by, at=at, refusal=reason)


def _look(certificate: OutsideCertificate, state: str, *, by: Any, at: datetime, **facts: Any) -> OutsideCertificate:
    waiting = OutsideCertificate.objects.filter(pk=certificate.pk, state=_STATE.WAITING)
    if not waiting.update(state=state, checked_by=by, checked_on=timezone.localdate(at), **facts):
        raise LookedAtAlready
    certificate.refresh_from_db()
    return certificate
