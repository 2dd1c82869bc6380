"""What a practice knows of its people beside their completions here: what was seen at work, who is excused, and proof
from elsewhere with the look that somebody took at it.
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from courses.errors import CourseError
from courses.models import CompetenceSeen, Exemption, OutsideCertificate, Requirement
from members.api import roster

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
    """It is about the manager, or brought by them, and others manage the practice too: one of them can look."""

    code = "outside-own"
    sentence = "You brought this certificate, or it is about you. Ask another manager of your practice to look at it."


class LookedAtAlready(CourseError):
    code = "outside-looked-at"
    sentence = "Somebody has looked at this certificate already."


def see_competence(
    requirement: Requirement, person: int, *, by: Any, seen_by: str, seen_on: date, how: str, at: datetime
) -> CompetenceSeen:
    """Note that somebody was seen to do it well. Append-only; a mistake is outlived by a newer row.

    The same words for the same day again are the same row: a button that was pressed twice.

    Args:
        person: the id of whose competence.
        by: who writes it down.
        seen_by: who watched, in words.
        how: what was seen; no patient in it.
    """
    with transaction.atomic():
        _in_turn(requirement)
        seen, _ = CompetenceSeen.objects.get_or_create(
            requirement=requirement,
            person_id=person,
            seen_by=seen_by,
            seen_on=seen_on,
            how=how,
            defaults={"recorded_by": by, "recorded_at": at},
        )
    return seen


def excuse(requirement: Requirement, person: int, *, by: Any, reason: str, until: date, at: datetime) -> Exemption:
    """Excuse somebody until a day; it takes the place of an exemption in force, which is kept as withdrawn."""
    with transaction.atomic():
        _in_turn(requirement)
        end_exemption(requirement, person, at=at)
        return Exemption.objects.create(
            requirement=requirement, person_id=person, reason=reason, until=until, given_by=by, given_at=at
        )


def _in_turn(requirement: Requirement) -> None:
    """Two at once: the second waits here for the first, and then sees what it wrote."""
    Requirement.objects.select_for_update().only("pk").get(pk=requirement.pk)


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

    The same file again for the same requirement and person, not refused meanwhile, is the one that is there.

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
    with transaction.atomic():
        _in_turn(requirement)
        there = OutsideCertificate.objects.exclude(state=_STATE.REFUSED).filter(
            requirement=requirement, person_id=person, sha256=kept.sha256, completed_on=completed_on
        )
        return there.first() or OutsideCertificate.objects.create(
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


def is_own(certificate: OutsideCertificate, person: int | None) -> bool:
    """Whether it is about them or was brought by them, so that somebody else has to look."""
    return person in {certificate.person_id, certificate.uploaded_by_id}


def has_other_manager(organisation: int, person: int | None, *, at: datetime) -> bool:
    """Whether somebody else manages the organisation of that id today. One statement."""
    return any(one.is_manager and one.person_id != person for one in roster(organisation, at=at))


def accept(certificate: OutsideCertificate, *, by: Any, valid_until: date | None, at: datetime) -> OutsideCertificate:
    """Let it count until the day that the manager, `by`, read off it.

    Nobody accepts what is about themselves or what they brought, while somebody else manages the practice. Where nobody
    else does they may, and the proof and evidence packs say so.

    Raises:
        OwnCertificate: another manager has to look.
        LookedAtAlready: somebody was faster.
    """
    if is_own(certificate, by.pk) and has_other_manager(certificate.organisation_id, by.pk, at=at):
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
