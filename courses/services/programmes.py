"""Learning paths: freezing what was published, following one, reading a step, and noting that one was completed."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Max

from courses.errors import CourseError
from courses.models import Course, CourseResult, Programme, ProgrammeEnrolment, ProgrammeVersion, ReadingDone
from courses.rules import programmes as rules
from courses.rules import validity
from courses.specs import Problem
from members.api import day_of
from search import api as search

BATCH = 200


class ProgrammeNotReady(CourseError):
    """The path cannot be published yet; `problems` says why."""

    code = "programme-not-ready"
    sentence = "This learning path cannot be published yet."

    def __init__(self, found: list[Problem]) -> None:
        self.problems = found
        super().__init__(" ".join(problem.sentence for problem in found))


class NotOffered(CourseError):
    code = "programme-not-offered"
    sentence = "This learning path is not offered at present."


class NotAStep(CourseError):
    code = "step-unknown"
    sentence = "This is no reading of the path as you follow it. Open the path again."
    status = 404


class StepLocked(CourseError):
    code = "step-locked"
    sentence = "This step opens when the ones before it are done."


def ref_of(programme: Programme) -> search.LibraryRef:
    """How the library names a path."""
    return search.LibraryRef(search.Kind.LEARNING_PATH, programme.uuid)


def freeze(
    programme: Programme, spec: rules.ProgrammeSpec, *, openable: Collection[str], at: datetime
) -> ProgrammeVersion:
    """Make `spec` what the catalogue offers. Published again unchanged, it is the version that is there.

    Who follows the path already goes on with the version that is offered: a path holds no work of its own.

    Raises:
        ProgrammeNotReady: nothing has been written.
    """
    found = rules.problems(spec, openable=openable)
    if found:
        raise ProgrammeNotReady(found)
    frozen = spec.frozen()
    digest = hashlib.sha256(json.dumps(frozen, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
    with transaction.atomic():
        locked = Programme.objects.select_for_update().get(pk=programme.pk)
        version = locked.versions.filter(digest=digest).first()
        if version is None:
            number = (locked.versions.aggregate(last=Max("number"))["last"] or 0) + 1
            version = ProgrammeVersion.objects.create(
                programme=locked, number=number, digest=digest, frozen_at=at, **frozen
            )
        locked.title, locked.access, locked.current = spec.title, spec.access, version
        locked.save(update_fields=["title", "access", "current"])
        ProgrammeEnrolment.objects.filter(programme=locked, completed_at__isnull=True).update(version=version)
        search.changed(ref_of(locked), at=at)
    programme.title, programme.access, programme.current = spec.title, spec.access, version
    return version


def withdraw(programme: Programme, *, at: datetime) -> None:
    """Take a path out of the catalogue. Nobody can begin to follow it; those who follow it keep it."""
    with transaction.atomic():
        Programme.objects.filter(pk=programme.pk).update(current=None)
        search.changed(ref_of(programme), at=at)
    programme.current = None


def follow(person: Any, programme: Programme, *, at: datetime, source: str = "self") -> ProgrammeEnrolment:
    """Follow a path; asked twice, it is the same. What the person has completed of it before counts.

    Raises:
        NotOffered: it is not in the catalogue, and the person does not follow it from before.
    """
    with transaction.atomic():
        get_user_model().objects.select_for_update().only("pk").get(pk=person.pk)
        found = ProgrammeEnrolment.objects.filter(person=person, programme=programme).first()
        if found is not None:
            return found
        offered = Programme.objects.select_related("current").get(pk=programme.pk).current
        if offered is None:
            raise NotOffered
        made = ProgrammeEnrolment.objects.create(
            person=person, programme=programme, version=offered, source=source, enrolled_at=at
        )
        note_completions([made.pk], at=at)
        made.refresh_from_db(fields=["completed_at"])
        return made


def read_step(own: ProgrammeEnrolment, key: str, *, at: datetime) -> ReadingDone:
    """The learner says that they have read a reading. Said twice, it is once.

    Raises:
        NotAStep: no reading of the version they follow; StepLocked: steps before it are to be done first.
    """
    steps = own.version.steps
    if key not in {step["key"] for step in steps if step["kind"] == rules.READING}:
        raise NotAStep
    with transaction.atomic():
        done, gone = facts_of([own], at=at)[own.pk]
        if rules.states(steps, done=done, gone=gone, ordered=own.version.ordered)[key] == rules.StepState.LOCKED:
            raise StepLocked
        made, _ = ReadingDone.objects.get_or_create(enrolment=own, step=key, defaults={"done_at": at})
        note_completions([own.pk], at=at)
    return made


def note_completions(enrolments: Iterable[int] | None = None, *, at: datetime) -> int:
    """Write the day of completion of every path of which all is done; returns how many were new.

    A course that is completed must not pay for this in its own commit, so it is done here: with what a learner does in
    the path itself, and every hour for all who follow one. The page computes it anew each time and is never behind.
    """
    rows = ProgrammeEnrolment.objects.filter(completed_at__isnull=True)
    if enrolments is not None:
        rows = rows.filter(pk__in=list(enrolments))
    found, last = 0, 0
    while batch := list(rows.filter(pk__gt=last).select_related("version").order_by("pk")[:BATCH]):
        last = batch[-1].pk
        facts = facts_of(batch, at=at)
        complete = [
            own.pk
            for own in batch
            if rules.is_complete(own.version.steps, done=facts[own.pk][0], gone=facts[own.pk][1])
        ]
        if complete:
            found += ProgrammeEnrolment.objects.filter(pk__in=complete, completed_at__isnull=True).update(
                completed_at=at
            )
    return found


def facts_of(enrolments: list[ProgrammeEnrolment], *, at: datetime) -> dict[int, tuple[set[str], set[str]]]:
    """By enrolment: the keys of the steps that are done, and of the courses that are gone. Three statements.

    A completion from before counts as long as it is valid; one that has lapsed must be renewed.
    """
    on = day_of(at)
    wanted = {step["ref"] for own in enrolments for step in own.version.steps if step["kind"] == rules.COURSE}
    offered = dict(Course.objects.filter(uuid__in=wanted).values_list("uuid", "current_id"))
    counting: dict[int, set[str]] = defaultdict(set)
    results = CourseResult.objects.filter(
        enrolment__person__in={own.person_id for own in enrolments},
        enrolment__course__uuid__in=wanted,
        completed_at__isnull=False,
    )
    for person, course, until in results.values_list("enrolment__person", "enrolment__course__uuid", "valid_until"):
        if validity.counts(until, on=on):
            counting[person].add(str(course))
    read: dict[int, set[str]] = defaultdict(set)
    for own_pk, step in ReadingDone.objects.filter(enrolment__in=enrolments).values_list("enrolment_id", "step"):
        read[own_pk].add(step)
    live = {str(uuid) for uuid, current in offered.items() if current is not None}
    found = {}
    for own in enrolments:
        courses = [step for step in own.version.steps if step["kind"] == rules.COURSE]
        done = {step["key"] for step in courses if step["ref"] in counting[own.person_id]} | read[own.pk]
        found[own.pk] = (done, {step["key"] for step in courses if step["ref"] not in live})
    return found
