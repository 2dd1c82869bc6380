"""The morning's mails about what is asked: one digest a day to a person, one a week to who looks after training.

Each mail is promised in the transaction that notes its steps, so a kill between two people doubles and loses nothing.
What a digest shows is read when it is written: what was done meanwhile is not in it.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from courses.models import Assigned, Assignment, Reminded
from courses.practice.asked import asked_in_words, open_rows
from courses.rules.due import Standing, standing
from courses.rules.reminding import step_today, working_day
from members.api import Organisation, Staff, day_of, mailed_since, send_mail, staff_on

from .assigning import asking_organisations, spread_organisation

DIGEST, LEADS = "learning-digest", "learning-digest-practice"
BATCH = 50  # people a transaction: short enough that nobody's save waits for it
AHEAD = timedelta(days=30)  # what falls due later is not in a digest, unless it is new
TRAINING, MANAGER = "training", "org-admin"


@dataclass
class Morning:
    """What a morning's run did."""

    reached: int = 0
    mails: int = 0
    practices: int = 0


def morning(*, at: datetime) -> Morning:
    """Spread what is asked and send what is due to be said. Running it again on the same day sends nothing twice."""
    done = Morning()
    for organisation in asking_organisations():
        done.reached += spread_organisation(organisation, at=at).reached
        done.mails += remind(organisation, at=at)
        done.practices += tell_training_leads(organisation, at=at)
    return done


def remind(organisation: int, *, at: datetime) -> int:
    """Promise each person of an organisation the digest of today, where a step of a ladder is due. Returns how many."""
    today = day_of(at)
    nation = _nation(organisation)
    staff = {one.person_id: one for one in staff_on(organisation, at=at)}
    steps = _steps(organisation, staff, today, nation)
    mails = 0
    waiting = iter(sorted(steps.items()))
    while batch := list(islice(waiting, BATCH)):
        mails += _remind_batch(batch, staff, at=at)
    return mails


def _nation(organisation: int) -> str:
    return str(Organisation.objects.values_list("nation__code", flat=True).get(pk=organisation))


def _steps(organisation: int, staff: dict[int, Staff], today: date, nation: str) -> dict[int, list[Reminded]]:
    """The steps to take today, by person: of everybody who is here and was not written to today."""
    taken: dict[int, list[int]] = defaultdict(list)
    rows = open_rows().filter(assignment__organisation_id=organisation)
    for asked, step in Reminded.objects.filter(assigned__in=rows.values("pk")).values_list("assigned_id", "step"):
        taken[asked].append(step)
    told = dict(
        Reminded.objects.filter(assigned__person__in=list(staff)).values_list("assigned__person").annotate(Max("day"))
    )
    steps: dict[int, list[Reminded]] = defaultdict(list)
    for row in rows.select_related("assignment"):
        somebody = staff.get(row.person_id)
        if somebody is None or somebody.away or told.get(row.person_id) == today:
            continue
        next_step = step_today(row.due_on, row.assignment.reminders, taken[row.pk], today=today, nation=nation)
        if next_step is not None:
            steps[row.person_id].append(Reminded(assigned=row, step=next_step, day=today))
    return steps


@transaction.atomic
def _remind_batch(batch: Sequence[tuple[int, list[Reminded]]], staff: dict[int, Staff], *, at: datetime) -> int:
    Reminded.objects.bulk_create([one for _, steps in batch for one in steps], ignore_conflicts=True)
    # Who has no address is not written to: their manager's digest names them, and the step counts as said.
    reachable = [person for person, _ in batch if staff[person].email]
    people = get_user_model().objects.filter(pk__in=reachable, is_active=True)
    for person in people:
        send_mail(person, DIGEST, {"person": person.pk, "day": day_of(at).isoformat()}, at=at)
    return len(people)


def digest_context(references: dict[str, Any]) -> dict[str, Any] | None:
    """What a person's digest shows on the day of sending; None where nothing is asked any more."""
    day = date.fromisoformat(references["day"])
    rows = list(
        open_rows()
        .filter(person_id=references["person"])
        .select_related(
            "assignment__made_by", "assignment__organisation", "assignment__course", "assignment__programme"
        )
        .order_by("due_on", "pk")
    )
    said = set(Reminded.objects.filter(assigned__in=rows, day=day).values_list("assigned_id", flat=True))
    lines = [_line(row, day) for row in rows if row.pk in said or row.due_on <= day + AHEAD]
    if not lines:
        return None
    return {
        "lines": lines,
        "late": sum(line["late"] for line in lines),
        "link": settings.BASE_URL + reverse("courses:learning-list"),
    }


def _line(row: Assigned, day: date) -> dict[str, Any]:
    asked = asked_in_words(row)
    how = standing(due_on=row.due_on, grace_days=row.assignment.grace_days, done=False, released=False, today=day)
    return {
        "title": title_of(row.assignment),
        "due_on": row.due_on,
        "late": how is not Standing.OPEN,
        "by": asked.by,
        "reason": asked.reason,
    }


def title_of(assignment: Assignment) -> str:
    """What is asked, by its title."""
    return str(assignment.course or assignment.programme)


def tell_training_leads(organisation: int, *, at: datetime) -> int:
    """Once a week, on its first working day: tell the managers who hold the training duty who is late.

    Names and titles, never how somebody did. Returns how many mails were promised; nobody late, no mail.
    """
    today = day_of(at)
    monday = today - timedelta(days=today.weekday())
    if today != working_day(monday, nation=_nation(organisation)):
        return 0
    staff = staff_on(organisation, at=at)
    leads = [one.person_id for one in staff if TRAINING in one.hats and MANAGER in one.roles and one.email]
    if not leads or leads_context({"organisation": organisation, "day": today.isoformat()}) is None:
        return 0
    with transaction.atomic():
        # Two runs at once take turns here; the second finds what the first promised.
        Organisation.objects.select_for_update().only("pk").get(pk=organisation)
        told = mailed_since(leads, LEADS, since=at - timedelta(days=4))
        people = get_user_model().objects.filter(pk__in=[one for one in leads if one not in told], is_active=True)
        for person in people:
            send_mail(person, LEADS, {"organisation": organisation, "day": today.isoformat()}, at=at)
        return len(people)


def leads_context(references: dict[str, Any]) -> dict[str, Any] | None:
    """What a practice's digest shows: who is late with what, and who has to be told by word of mouth."""
    day = date.fromisoformat(references["day"])
    organisation = Organisation.objects.filter(pk=references["organisation"]).first()
    if organisation is None:
        return None
    rows = (
        open_rows()
        .filter(assignment__organisation=organisation, due_on__lt=day + timedelta(days=7))
        .select_related("assignment__course", "assignment__programme", "person")
        .order_by("person__name", "person_id", "due_on")
    )
    away = {one.person_id for one in staff_on(organisation.pk, at=_noon(day)) if one.away}
    lines: list[dict[str, Any]] = [
        {
            "name": str(row.person),
            "title": title_of(row.assignment),
            "due_on": row.due_on,
            "no_mail": not row.person.email,
        }
        for row in rows
        if row.person_id not in away
    ]
    late = [line for line in lines if line["due_on"] < day]
    unmailed = [line for line in lines if line["no_mail"] and line["due_on"] >= day]
    if not late and not unmailed:
        return None
    link = reverse("courses:assignments", args=[organisation.uuid])
    return {"organisation": organisation.name, "late": late, "unmailed": unmailed, "link": settings.BASE_URL + link}


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
