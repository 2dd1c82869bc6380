"""What packages keep of a person beyond one attempt: preferences for all packages, objectives and stores for one.

A row is read and written in the caller's transaction, with its attempt locked; preferences come before a package's row,
always, so that no two commits of one person wait for each other in a circle.
"""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from courses.models import Attempt, PackageVersion, Remembered
from courses.rules import elements

from .parts import tree_of


def remember(attempt: Attempt, changes: Mapping[str, Any], shared: Mapping[str, Any]) -> None:
    """Keep what a commit has changed of these. No statement where it changed nothing of the kind."""
    preferences = {name: value for name, value in changes.items() if elements.PREFERENCES.fullmatch(name)}
    if preferences:
        _merge(attempt.enrolment.person_id, None, preferences)
    lasting = {name: value for name, value in shared.items() if name == elements.OBJECTIVES or _is_store(name)}
    if lasting and attempt.item.package_version_id is not None:
        version = PackageVersion.objects.only("package_id", "organisations").get(pk=attempt.item.package_version_id)
        tree = tree_of(version, attempt.item.organisation)
        kept = {name: value for name, value in lasting.items() if tree.get(_switch_of(name), True)}
        if kept:
            _merge(attempt.enrolment.person_id, version.package_id, kept)


def remembered(
    person_id: int, version: PackageVersion, *, tree: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The person's preferences, and what earlier attempts at the package have left for this one. One statement."""
    preferences: dict[str, Any] = {}
    lasting: dict[str, Any] = {}
    rows = Remembered.objects.filter(person_id=person_id)
    for row in rows.filter(Q(package=None) | Q(package=version.package_id)):
        if row.package_id is None:
            preferences = row.data
        else:
            lasting = {name: value for name, value in row.data.items() if tree.get(_switch_of(name), True)}
    return preferences, lasting


def _switch_of(name: str) -> str:
    """The attribute of the outline that says whether it outlives the attempt (SCORM 2004 CAM 4th Edition, 3.4.1.3)."""
    return "objectivesGlobalToSystem" if name == elements.OBJECTIVES else "sharedDataGlobalToSystem"


def _is_store(name: str) -> bool:
    return name.startswith(elements.STORE)


def _merge(person_id: int, package_id: int | None, values: Mapping[str, Any]) -> None:
    Remembered.objects.bulk_create([Remembered(person_id=person_id, package_id=package_id)], ignore_conflicts=True)
    row = Remembered.objects.select_for_update().get(person=person_id, package=package_id)
    data = row.data | {name: value for name, value in values.items() if value is not None}
    if data != row.data:
        row.data = data
        row.save(update_fields=["data"])
