"""What a practice asks of its people to keep up: the rows of its training matrix, made, changed, ordered, retired."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from courses.errors import CourseError
from courses.models import Requirement
from members.api import Organisation


class AlreadyThere(CourseError):
    """Two requirements of a practice may share a title only at different levels."""

    code = "requirement-twice"
    sentence = "Your matrix has this title and level already. Change the one you have, or name the level."


@dataclass(frozen=True)
class Wanted:
    """A requirement as the practice words it. `who`: codes of posts, duties as "hat:<code>"; empty for everyone."""

    title: str
    level: str = ""
    topic_id: int | None = None
    who: tuple[str, ...] = ()
    months: int | None = None
    proof: str = ""
    courses: tuple[int, ...] = ()
    template_key: str = ""


def start_from(organisation: Organisation, wanted: Sequence[Wanted], *, at: datetime) -> int:
    """Take lines of the template into the matrix; those that are in force already are left alone.

    Returns how many were added. Called twice, the second adds nothing. Six statements for any number of lines.
    """
    with transaction.atomic():
        there = list(_in_force(organisation).select_for_update())
        keys = {one.template_key for one in there if one.template_key}
        names = {(one.title, one.level) for one in there}
        fresh = [one for one in wanted if one.template_key not in keys and (one.title, one.level) not in names]
        first = max((one.order for one in there), default=-1) + 1
        made = Requirement.objects.bulk_create(
            _row(organisation, one, order=first + number, since=timezone.localdate(at))
            for number, one in enumerate(fresh)
        )
        links = Requirement.courses.through
        links.objects.bulk_create(
            links(requirement_id=row.pk, course_id=course)
            for row, one in zip(made, fresh, strict=True)
            for course in one.courses
        )
    return len(made)


def add(organisation: Organisation, wanted: Wanted, *, at: datetime) -> Requirement:
    """A requirement of the practice's own, at the end of the matrix.

    Raises:
        AlreadyThere: one of that title and level is in force.
    """
    try:
        with transaction.atomic():
            last = _in_force(organisation).select_for_update().order_by("-order").first()
            row = _row(organisation, wanted, order=last.order + 1 if last else 0, since=timezone.localdate(at))
            row.save()
            row.courses.set(wanted.courses)
    except IntegrityError as error:
        raise AlreadyThere from error
    return row


def change(requirement: Requirement, wanted: Wanted) -> Requirement:
    """Word it anew. Proof that people have stays theirs and is measured by the new words from now on.

    Raises:
        AlreadyThere: another one of that title and level is in force.
    """
    try:
        with transaction.atomic():
            requirement.title, requirement.level = wanted.title, wanted.level
            requirement.topic_id, requirement.who = wanted.topic_id, list(wanted.who)
            requirement.months, requirement.proof = wanted.months, wanted.proof
            requirement.save(update_fields=["title", "level", "topic", "who", "months", "proof"])
            requirement.courses.set(wanted.courses)
    except IntegrityError as error:
        raise AlreadyThere from error
    return requirement


def retire(requirement: Requirement, *, at: datetime) -> None:
    """Take it out of the matrix from today on. What was done for it is kept. Retired twice, the first day stays."""
    _in_force(requirement.organisation).filter(pk=requirement.pk).update(retired_on=timezone.localdate(at))


def bring_back(requirement: Requirement) -> None:
    """Put a retired one back.

    Raises:
        AlreadyThere: one of its title and level has taken its place.
    """
    try:
        with transaction.atomic():
            Requirement.objects.filter(pk=requirement.pk).update(retired_on=None)
    except IntegrityError as error:
        raise AlreadyThere from error


def move(requirement: Requirement, *, up: bool) -> None:
    """Change places with the one before or after it; at the end of the list nothing happens."""
    with transaction.atomic():
        rows = list(_in_force(requirement.organisation).select_for_update())
        here = next((number for number, one in enumerate(rows) if one.pk == requirement.pk), None)
        there = None if here is None else here + (-1 if up else 1)
        if here is None or there is None or not 0 <= there < len(rows):
            return
        rows[here], rows[there] = rows[there], rows[here]
        _number(rows)


def _number(rows: Iterable[Requirement]) -> None:
    changed = []
    for number, row in enumerate(rows):
        if row.order != number:
            row.order = number
            changed.append(row)
    Requirement.objects.bulk_update(changed, ["order"])


def _in_force(organisation: Organisation) -> models.QuerySet[Requirement]:
    return Requirement.objects.filter(organisation=organisation, retired_on=None).order_by("order", "title", "pk")


def _row(organisation: Organisation, wanted: Wanted, *, order: int, since: date) -> Requirement:
    return Requirement(
        organisation=organisation,
        template_key=wanted.template_key,
        title=wanted.title,
        topic_id=wanted.topic_id,
        level=wanted.level,
        who=list(wanted.who),
        months=wanted.months,
        proof=wanted.proof,
        order=order,
        since=since,
    )
