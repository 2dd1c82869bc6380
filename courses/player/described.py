"""What the shell shows and opens: titles, parts, the address of the content, the way back."""

from datetime import datetime
from typing import Any

from courses.models import RunState
from courses.services.launching import Begun, parts_of

from .addresses import leave_address
from .assets import asset_base


def described(begun: Begun, *, at: datetime) -> dict[str, Any]:
    """The part of `begin`'s answer that is for the shell; the protocol itself does not need it."""
    enrolment = begun.attempt.enrolment
    version = begun.part.version
    return {
        "standard": version.standard,
        "launch": asset_base(version.uuid, label=begun.session.label, at=at) + begun.part.href,
        "title": begun.attempt.item.title,
        "course": enrolment.version.title,
        "leave": leave_address(enrolment.uuid),
        "parts": _parts(begun),
    }


def _parts(begun: Begun) -> list[dict[str, Any]]:
    reached = dict(RunState.objects.filter(attempt=begun.attempt).values_list("package_item_id", "completion"))
    return [
        {
            "part": str(part.uuid),
            "title": part.title,
            "completion": reached.get(part.pk, "unknown"),
            "current": part.pk == begun.part.pk,
        }
        for part in parts_of(begun.part.version_id)
        if part.visible or part.pk == begun.part.pk
    ]
