"""Situations of issue 4 that nobody reaches by clicking in one sitting, put into the running demo's database.

`manage.py shell -c "from tests.journeys.staged import stage; stage()"` prints the addresses as JSON. Rows are made by
the product's own services; what only time or an editor could bring is written into the rows.
"""

import json
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from courses.models import (
    Assignment,
    Course,
    CourseItem,
    CourseVersion,
    Enrolment,
    Evaluation,
    EvidencePack,
    ItemResult,
    OutsideCertificate,
    PackLink,
    Programme,
    Requirement,
)
from courses.question_outlines import question_of
from courses.rules import marking
from courses.rules.evaluating import STATEMENTS
from courses.services.assigning import assign
from courses.services.completion import recompute
from courses.services.enrolment import enrol
from courses.services.evidence import give_link
from members.models import Organisation

FREE_TEXT = {
    "stem": "What would you say to the family first?",
    "points_to": "",
    "longest": 400,
    "look_for": "Names the facts, and says sorry.",
    "model_answer": "We are sorry. This is what we know today.",
}


def stage() -> None:
    """Write the situations and print where they are seen."""
    at = timezone.now()
    larkrise = Organisation.objects.get(name="Larkrise Road Surgery")
    joy, asha, bea = (_person(name) for name in ("joy.adeyemi", "asha.venn", "bea.marsh"))
    found: dict[str, str] = {"practice": str(larkrise.uuid), "bea": str(bea.uuid)}
    copying, desk = _course("A copy of everything: SARs"), _course("Front desk, first line")
    sorry, coroner = _course("Saying sorry well"), _course("Writing for a coroner")
    repeats, consent = _course("Repeat prescribing"), _course("Before the procedure")
    packaged = _course("A copy of everything: the packaged edition")

    found["open course"], found["copying"] = str(repeats.uuid), str(copying.uuid)
    for word, course in {
        "copy": copying,
        "desk": desk,
        "sorry": sorry,
        "repeats": repeats,
        "package": packaged,
    }.items():
        found |= _places(word, enrol(asha, course, at=at))
    # Completed 400 days ago and no longer counting, so that it can be renewed.
    lapsed = _done(enrol(asha, consent, at=at - timedelta(days=400)), at=at - timedelta(days=399))
    lapsed.result.__class__.objects.filter(enrolment=lapsed).update(valid_until=timezone.localdate(at) - timedelta(3))
    found["lapsed"] = str(lapsed.uuid)
    # A quiz with a time limit and a question that a person marks.
    quiz = CourseItem.objects.get(version=coroner.current, kind="quiz")
    timed = quiz.content | {
        "time_limit": 30,
        "questions": [question_of(marking.FREE_TEXT, "q-free", FREE_TEXT)],
        "draws": [],
    }
    CourseItem.objects.filter(pk=quiz.pk).update(content=timed)
    CourseVersion.objects.filter(pk=coroner.current_id).update(prerequisites=[])
    found |= _places("coroner", enrol(asha, coroner, at=at))
    # Another course comes first.
    consented = enrol(bea, consent, at=at)
    CourseVersion.objects.filter(pk=consent.current_id).update(prerequisites=[str(sorry.uuid)])
    found |= _places("waits", consented)
    found["waits course"] = str(consent.uuid)
    # Finished today.
    done = _done(Enrolment.objects.filter(person=bea, course=copying).first() or enrol(bea, copying, at=at), at=at)
    found["done"], found["certificate"] = str(done.uuid), done.result.certificate_code
    found |= _asked(larkrise, joy, at=at)
    found |= _proven(larkrise, joy, at=at)
    found |= _figures(copying, at=at)
    programme = Programme.objects.get()
    found["programme"] = str(programme.uuid)
    print(json.dumps(found))  # noqa: T201


def _course(title: str) -> Course:
    return Course.objects.get(title__startswith=title)


def _person(name: str) -> Any:
    return get_user_model().objects.get(email__startswith=name)


def _places(word: str, enrolment: Enrolment) -> dict[str, str]:
    """The addresses of an enrolment and its parts: "<word>", "<word> 1" .. in order, "<word> quiz"."""
    found = {word: str(enrolment.uuid)}
    for item in CourseItem.objects.filter(version=enrolment.version).order_by("order"):
        address = reverse("courses:item-detail", args=[enrolment.uuid, item.uuid])
        found[f"{word} quiz" if item.kind == "quiz" else f"{word} {item.order}"] = address
        if item.content.get("videos"):
            found[f"{word} film"] = address
    return found


def _done(enrolment: Enrolment, *, at: datetime) -> Enrolment:
    """The course completed: what its parts have come to, and the certificate that follows."""
    for item in CourseItem.objects.filter(version=enrolment.version):
        facts = {
            "completion": "completed",
            "success": "passed" if item.kind == "quiz" else "unknown",
            "score": 90 if item.kind == "quiz" else None,
            "evidence": "A",
            "reason": "Read to the end.",
            "satisfied_at": at,
        }
        ItemResult.objects.update_or_create(enrolment=enrolment, item=item, defaults=facts)
    with transaction.atomic():
        recompute(enrolment, at=at)
    return Enrolment.objects.select_related("result").get(pk=enrolment.pk)


def _asked(larkrise: Organisation, joy: Any, *, at: datetime) -> dict[str, str]:
    """Something asked 40 days ago and due 26 days ago."""
    before = at - timedelta(days=40)
    asked = Assignment(
        organisation=larkrise,
        course=_course("Repeat prescribing"),
        target=Assignment.Target.POSTS,
        wanted=["gp-salaried", "gp-partner", "receptionist"],
        due=Assignment.Due.RELATIVE,
        due_days=14,
        reminders=[14, 3, -1, -7],
        reason="Two near misses this summer.",
        made_by=joy,
        made_at=before,
    )
    assign(asked, at=before)
    return {"assignment": str(asked.uuid)}


def _proven(larkrise: Organisation, joy: Any, *, at: datetime) -> dict[str, str]:
    waiting = OutsideCertificate.objects.filter(state="waiting", organisation=larkrise).first()
    row = Requirement.objects.get(organisation=larkrise, template_key="records-requests")
    pack = EvidencePack.objects.filter(organisation=larkrise).first()
    _, live = give_link(pack, label="Inspector, for the day", made_by=joy, at=at)
    old, over = give_link(pack, label="Last month's visit", made_by=joy, at=at - timedelta(days=30))
    return {
        "waiting": str(waiting.uuid),
        "requirement": str(row.uuid),
        "pack": str(pack.uuid),
        "link": live,
        "expired": over,
        "old link": str(PackLink.objects.get(pk=old.pk).uuid),
    }


def _figures(course: Course, *, at: datetime) -> dict[str, str]:
    """Six forms, so that the admin shows what they say."""
    answers = dict.fromkeys(STATEMENTS, 4)
    for number in range(6):
        Evaluation.objects.create(
            version=course.current,
            pseudonym=f"{number:064d}",
            answers=answers,
            remarks="The scenario in part 3 was close to home.",
            given_on=timezone.localdate(at),
        )
    return {}
