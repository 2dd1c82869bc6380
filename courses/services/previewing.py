"""A package as its author sees it before learners do: it plays, and nothing of it is kept.

There is no row behind a preview. Its code is signed, names version, person and outline, and is good for one working
day; it opens the version's files on the person's own content host and nothing else, so a leaked one changes nothing.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.core import signing

from courses.capabilities import label_for
from courses.errors import ExpiredCode, NothingToLaunch, UnknownCode
from courses.models import Mode, PackageItem, PackageVersion, RunState
from courses.rules import rollup

from .launching import Begun, Launch, opening
from .parts import outline_of, parts_of, tree_of

LIFE = timedelta(hours=12)
PREFIX = "preview."
LONGEST = 2_000  # characters of a code: it may name an outline
_SALT = "courses.preview"


def is_preview(code: str) -> bool:
    """Whether a code or token is a preview's."""
    return code.startswith(PREFIX)


def preview(version: PackageVersion, person: Any, *, at: datetime, organisation: str = "") -> Launch:
    """A code for the player in which `person` may see `version` play. The caller has checked that they may."""
    facts = [str(version.uuid), str(person.uuid), organisation, int(at.timestamp())]
    return Launch(PREFIX + signing.dumps(facts, salt=_SALT), label_for(version.uuid, person.uuid), None)


def begin_preview(code: str, *, label: str, at: datetime, part: UUID | None = None) -> Begun:
    """What `begin` answers to a preview's code: a first launch in the mode browse. May be asked again, for each part.

    Raises:
        UnknownCode: forged, or another host's. ExpiredCode. NothingToLaunch.
    """
    try:
        uuid, person_uuid, organisation, made = signing.loads(code.removeprefix(PREFIX), salt=_SALT)
    except (signing.BadSignature, ValueError) as error:
        raise UnknownCode from error
    if not made <= at.timestamp() <= made + LIFE.total_seconds():
        raise ExpiredCode
    version = PackageVersion.objects.filter(uuid=uuid).first()
    person = get_user_model().objects.filter(uuid=person_uuid, is_active=True).first()
    if version is None or person is None or label != label_for(version.uuid, person.uuid):
        raise UnknownCode
    outline = outline_of(version.pk, organisation)
    launchable = [item for item in outline if item.href]
    chosen = next((item for item in launchable if item.uuid == part), None) if part else _first(launchable)
    if chosen is None:
        raise NothingToLaunch
    tree = tree_of(version, organisation) if version.standard == PackageVersion.Standard.SCORM_2004 else {}
    return Begun(
        token=code,
        part=chosen,
        state=opening(RunState(standard=version.standard), chosen, mode=Mode.BROWSE, person=person, more={}),
        version=version,
        label=label,
        title=version.title,
        course="Preview",
        mode=Mode.BROWSE,
        parts=parts_of(None, outline),
        tree=tree if rollup.is_sequenced(tree) else {},
    )


def _first(launchable: list[PackageItem]) -> PackageItem | None:
    return next((item for item in launchable if item.visible), launchable[0] if launchable else None)
