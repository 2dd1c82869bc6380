"""Each wording of a question is kept once and numbered, so that what authors read about it is about what was shown."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from courses.models import QuestionVersion

# Where a question stands is no part of its wording.
_BESIDE = {"points_to", "pool", "version"}


def numbered(contents: Sequence[Mapping[str, Any]], *, at: datetime) -> list[dict[str, Any]]:
    """The contents of a version's items with the number of each question's wording in it. Two statements at most.

    Called in the transaction that freezes. A wording that was frozen before keeps its number.
    """
    questions = [one for content in contents for one in content.get("questions", ()) if _is_named(one)]
    known: dict[str, dict[str, int]] = {}
    for key, digest, number in QuestionVersion.objects.filter(key__in={one["key"] for one in questions}).values_list(
        "key", "digest", "number"
    ):
        known.setdefault(str(key), {})[digest] = number
    new = []
    for question in questions:
        own, digest = known.setdefault(str(UUID(question["key"])), {}), digest_of(question)
        if digest not in own:
            own[digest] = max(own.values(), default=0) + 1
            new.append(
                QuestionVersion(
                    key=UUID(question["key"]),
                    number=own[digest],
                    digest=digest,
                    kind=question["kind"],
                    stem=question["stem"],
                    content={name: value for name, value in question.items() if name not in _BESIDE},
                    frozen_at=at,
                )
            )
    QuestionVersion.objects.bulk_create(new)
    return [_with_numbers(content, known) for content in contents]


def digest_of(question: Mapping[str, Any]) -> str:
    """SHA-256 of a wording, its answers and rationale included."""
    facts = {name: value for name, value in question.items() if name not in _BESIDE}
    return hashlib.sha256(json.dumps(facts, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _with_numbers(content: Mapping[str, Any], known: Mapping[str, Mapping[str, int]]) -> dict[str, Any]:
    if not content.get("questions"):
        return dict(content)
    questions = [
        question | {"version": known[str(UUID(question["key"]))][digest_of(question)]}
        if _is_named(question)
        else question
        for question in content["questions"]
    ]
    return dict(content) | {"questions": questions}


def _is_named(question: Mapping[str, Any]) -> bool:
    """Whether the question's key is the id of a block; what a script wrote by hand is not followed."""
    try:
        UUID(question["key"])
    except ValueError:
        return False
    return True
