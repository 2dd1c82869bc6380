"""Keeping a person's private reflection."""

from datetime import datetime
from typing import Any

from django.db import transaction

from certificates.models import CpdEntry, Reflection


def reflect(person: Any, entry: CpdEntry, *, text: str, at: datetime) -> Reflection | None:
    """Write, rewrite or, with an empty text, remove the reflection on one of the person's own entries.

    Raises:
        PermissionError: for an entry of somebody else's record. Views ask for one's own entries only.
    """
    if entry.person_id != person.pk:
        raise PermissionError("A reflection is written by the owner of the entry.")
    with transaction.atomic():
        if not text.strip():
            Reflection.objects.filter(entry=entry, owner=person).delete()
            return None
        reflection, _ = Reflection.objects.update_or_create(
            entry=entry,
            owner=person,
            defaults={"text": text.strip(), "changed_at": at},
            create_defaults={"text": text.strip(), "written_at": at, "changed_at": at},
        )
        return reflection
