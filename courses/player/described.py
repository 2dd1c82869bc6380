"""What the shell shows and opens: titles, parts, the address of the content, the way back."""

from datetime import datetime
from typing import Any

from courses.services.launching import Begun
from courses.services.parts import Part

from .addresses import leave_address, package_address
from .assets import asset_base


def described(begun: Begun, *, at: datetime) -> dict[str, Any]:
    """The answer of `begin`: the session, its state, and all that the shell shows."""
    session = begun.session
    named = (
        {"preview": True}
        if session is None
        else {"session": str(session.uuid), "epoch": session.epoch, "seq": session.last_seq}
    )
    return {
        "token": begun.token,
        **named,
        "mode": begun.mode,
        "state": begun.state,
        "standard": begun.version.standard,
        "launch": asset_base(begun.version.uuid, label=begun.label, at=at) + begun.part.href,
        "asset": begun.part.scorm_type == "asset",
        "title": begun.title,
        "course": begun.course,
        "leave": leave_address(begun.enrolment) if session is not None else package_address(begun.version.uuid),
        "tree": begun.tree or None,
        "parts": [_part(part, current=part.item.pk == begun.part.pk) for part in begun.parts],
    }


def _part(part: Part, *, current: bool) -> dict[str, Any]:
    return {
        "part": str(part.uuid),
        "identifier": part.item.identifier,
        "parent": part.parent,
        "title": part.item.title,
        "visible": part.item.visible,
        "launchable": part.launchable,
        "asset": part.item.scorm_type == "asset",
        "completion": part.completion,
        "success": part.success,
        "locked": part.locked,
        "current": current,
    }
