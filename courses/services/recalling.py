"""Withdrawing a package version: retired for new courses, or recalled at once for everybody.

A recall loses nothing. Sessions that run go on saving and are told; what was completed stays completed; who is mid-way
keeps every commit and cannot go on until the version is reinstated or their course moves to another.
"""

import logging
from datetime import datetime
from typing import Any

from django.db import transaction

from courses.errors import CourseError
from courses.models import PackageVersion

log = logging.getLogger(__name__)

_STATE = PackageVersion.State
LONGEST_REASON = 300  # as long as PackageVersion.recall_reason
_WRITTEN = ["state", "recalled_at", "recall_reason"]


class RecallNeedsReason(CourseError):
    code = "recall-needs-reason"
    sentence = "Say in one sentence why it is withdrawn; learners read it. At most 300 characters."
    status = 400


class AlreadyRecalled(CourseError):
    code = "already-recalled"
    sentence = "This version was recalled already."


class NotRecalled(CourseError):
    code = "not-recalled"
    sentence = "This version is not recalled."


class RecalledVersion(CourseError):
    code = "version-recalled"
    sentence = "This version is recalled. Reinstate it first."


def recall(version: PackageVersion, *, reason: str, by: Any, at: datetime) -> PackageVersion:
    """Let nobody begin or go on with `version`. `reason` is one sentence that learners read.

    Raises:
        RecallNeedsReason, AlreadyRecalled.
    """
    words = " ".join(reason.split())
    if not words or len(words) > LONGEST_REASON:
        raise RecallNeedsReason
    with transaction.atomic():
        row = PackageVersion.objects.select_for_update().get(pk=version.pk)
        if row.state == _STATE.RECALLED:
            raise AlreadyRecalled
        row.state, row.recalled_at, row.recall_reason = _STATE.RECALLED, at, words
        row.save(update_fields=_WRITTEN)
    log.warning("package version %s recalled by %s", row.uuid, by.pk)
    return row


def reinstate(version: PackageVersion, *, by: Any, at: datetime) -> PackageVersion:
    """Undo a recall: everybody goes on where their last acknowledged commit left them. Raises NotRecalled."""
    with transaction.atomic():
        row = PackageVersion.objects.select_for_update().get(pk=version.pk)
        if row.state != _STATE.RECALLED:
            raise NotRecalled
        row.state, row.recalled_at, row.recall_reason = _STATE.READY, None, ""
        row.save(update_fields=_WRITTEN)
    log.warning("package version %s reinstated by %s", row.uuid, by.pk)
    return row


def retire(version: PackageVersion, *, retired: bool) -> PackageVersion:
    """Offer the version to no new course, or offer it again. Learners and courses that have it notice nothing.

    Raises RecalledVersion.
    """
    with transaction.atomic():
        row = PackageVersion.objects.select_for_update().get(pk=version.pk)
        if row.state == _STATE.RECALLED:
            raise RecalledVersion
        row.state = _STATE.RETIRED if retired else _STATE.READY
        row.save(update_fields=["state"])
    return row


def set_policy(version: PackageVersion, *, mastery_override: bool, glance_completes: bool) -> PackageVersion:
    """How sessions that end from now on are judged. Results that stand already stay."""
    with transaction.atomic():
        row = PackageVersion.objects.select_for_update().get(pk=version.pk)
        row.mastery_override, row.glance_completes = mastery_override, glance_completes
        row.save(update_fields=["mastery_override", "glance_completes"])
    return row
