"""How far learners are inside packages of several parts: "part 2 of 4" for lists. Two statements, or none."""

from collections.abc import Collection, Iterable

from courses.models import Completion, PackageItem, PackageVersion, RunState

Pair = tuple[int, int]  # an enrolment's id and an item's


def places_inside(begun: Iterable[tuple[int, int, int, str]]) -> dict[Pair, tuple[int, int]]:
    """Which part comes next and how many there are, by enrolment and item.

    Args:
        begun: enrolment, item, package version and chosen outline of each package that was begun and is not done.

    A sequencer decides for itself what comes next, so SCORM 2004 has no such number; nor has a package of one part.
    """
    wanted = list(begun)
    if not wanted:
        return {}
    parts = _parts({version for _, _, version, _ in wanted})
    done = _done({enrolment for enrolment, *_ in wanted}, {item for _, item, *_ in wanted})
    found = {}
    for enrolment, item, version, outline in wanted:
        listed = _outline(parts.get(version, []), outline)
        finished = done.get((enrolment, item), set())
        following = next((number for number, pk in enumerate(listed, start=1) if pk not in finished), None)
        if len(listed) > 1 and following is not None:
            found[enrolment, item] = (following, len(listed))
    return found


def _parts(versions: Collection[int]) -> dict[int, list[tuple[str, int]]]:
    """The parts that a learner sees, in order: outline and id, by version."""
    rows = PackageItem.objects.filter(
        version_id__in=versions, version__standard=PackageVersion.Standard.SCORM_12, visible=True
    )
    found: dict[int, list[tuple[str, int]]] = {}
    for version, outline, pk in rows.exclude(href="").order_by("order").values_list("version_id", "organisation", "pk"):
        found.setdefault(version, []).append((outline, pk))
    return found


def _outline(parts: list[tuple[str, int]], wanted: str) -> list[int]:
    """The ids of the wanted outline's parts; of the default one, which comes first, where it is not there."""
    named = [pk for outline, pk in parts if wanted and outline == wanted]
    return named or [pk for outline, pk in parts if outline == parts[0][0]]


def _done(enrolments: Collection[int], items: Collection[int]) -> dict[Pair, set[int]]:
    """The parts finished in the newest attempt of each."""
    rows = RunState.objects.filter(
        attempt__enrolment_id__in=enrolments, attempt__item_id__in=items, package_item__isnull=False
    ).order_by("attempt__number")
    newest: dict[Pair, int] = {}
    found: dict[Pair, set[int]] = {}
    for enrolment, item, number, part, completion in rows.values_list(
        "attempt__enrolment_id", "attempt__item_id", "attempt__number", "package_item_id", "completion"
    ):
        if newest.get((enrolment, item)) != number:
            newest[enrolment, item], found[enrolment, item] = number, set()
        if completion == Completion.COMPLETED and part is not None:
            found[enrolment, item].add(part)
    return found
