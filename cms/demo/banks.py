"""Planting question banks: the rows that quizzes draw from."""

import json
import uuid
from collections.abc import Sequence

from courses.api import QuestionBank

from .course_pages import questions_of
from .quizzes import Bank

_NAMESPACE = uuid.UUID("c0e5a5f2-0a53-4b6f-9a53-3f5f0e9c7d1b")


def plant_banks(banks: Sequence[Bank]) -> tuple[int, dict[str, int]]:
    """Make every bank that is not there yet; returns how many were added, and the keys of the rows by slug.

    The caller opens the transaction.
    """
    added, rows = 0, {}
    for bank in banks:
        row, made = QuestionBank.objects.get_or_create(
            uuid=uuid.uuid5(_NAMESPACE, bank.slug),
            defaults={
                "title": bank.title,
                "note": bank.note,
                "live": False,
                "questions": json.dumps(questions_of(bank.questions, f"bank/{bank.slug}")),
            },
        )
        if made:
            row.save_revision().publish()
        added += made
        rows[bank.slug] = row.pk
    return added, rows
