"""A process of its own on the site under test: makes learners, launches them, dumps what is stored.

It reads one JSON list of words a line and answers one line of JSON, {"answer": ...} or {"error": ...}: the database may
be killed under it like under everybody else, and whoever asked asks again.
"""

import json
import sys
import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402 - the models need Django first
from django.db.models import Q  # noqa: E402
from django.utils import timezone  # noqa: E402

from certificates.audit import audit  # noqa: E402
from certificates.models import Certificate, CpdEntry  # noqa: E402
from courses.models import Commit, Course, Enrolment, RunSession, RunState  # noqa: E402
from courses.services.enrolment import enrol  # noqa: E402
from courses.services.launching import launch  # noqa: E402
from foundation.outbox.api import Duty  # noqa: E402
from members.models import User  # noqa: E402
from tests.courses.learning import course, package_version  # noqa: E402

from . import measuring  # noqa: E402


def prepare() -> str:
    """The one course that everybody takes."""
    return str(course(package_version(at=timezone.now()), at=timezone.now()).uuid)


def learner() -> dict[str, str]:
    """Somebody new with a place on the course, launched."""
    name = uuid.uuid4().hex
    person = User.objects.create_user(f"{name}@prove.invalid", name=f"Learner {name[:8]}")
    return relaunch(str(enrol(person, Course.objects.get(), at=timezone.now()).uuid))


def relaunch(place: str) -> dict[str, str]:
    """A one-time code for a place."""
    found = Enrolment.objects.get(uuid=place)
    launched = launch(found, found.version.items.get(), device="A prover", at=timezone.now())
    return {"code": launched.code, "label": launched.label, "place": place}


def unguard() -> str:
    """Take away the rule that a commit is there once; for the control that has no idempotency."""
    rule = next(one for one in Commit._meta.constraints if one.name == "courses_commit_once")
    Commit._meta.constraints.remove(rule)  # SQLite's table is made anew from what the model says
    with connection.schema_editor() as editor:
        editor.remove_constraint(Commit, rule)
    return rule.name


def left() -> int:
    """Duties that are due, run or wait for their next try; not those that are planned for later."""
    due = Q(state="running") | Q(state="waiting", next_at__lte=timezone.now()) | Q(state="waiting", attempts__gt=0)
    return Duty.objects.filter(due | Q(state="parked")).count()


def dump() -> dict[str, Any]:
    """Everything that the checker reads."""
    rows = Commit.objects.order_by("session__attempt_id", "session__epoch", "seq", "pk")
    sessions = RunSession.objects.filter(epoch__gt=0).values_list("uuid", "attempt__uuid")
    states = list(RunState.objects.values_list("attempt__uuid", "data", "revision", "attempt__enrolment__person_id"))
    issued = Counter(Certificate.objects.filter(status="issued").values_list("person_id", flat=True))
    ledger = Counter(CpdEntry.objects.values_list("person_id", flat=True))
    return {
        "commits": [
            [str(session), seq, outcome, body["delta"]]
            for session, seq, outcome, body in rows.values_list("session__uuid", "seq", "outcome", "body")
        ],
        "states": {str(attempt): data for attempt, data, _, _ in states},
        "revisions": {str(attempt): revision for attempt, _, revision, _ in states},
        "attempt_of": {str(session): str(attempt) for session, attempt in sessions},
        "certificates": {str(attempt): issued[person] for attempt, _, _, person in states},
        "ledger": {str(attempt): ledger[person] for attempt, _, _, person in states},
        "left": left(),
        "audit": audit(files=True).faults,
    }


COMMANDS: dict[str, Callable[..., Any]] = {
    "prepare": prepare,
    "learner": learner,
    "relaunch": relaunch,
    "unguard": unguard,
    "left": left,
    "dump": dump,
    "logged": lambda times: measuring.logged(learner(), times=int(times)),
    "write": lambda writers, seconds: measuring.write([learner() for _ in range(int(writers))], seconds=float(seconds)),
}


def serve() -> None:
    """Answer until nobody asks any more."""
    for line in sys.stdin:
        name, *words = json.loads(line)
        try:
            answer = {"answer": COMMANDS[name](*words)}
        except Exception as error:  # noqa: BLE001 - whoever asked judges it
            connection.close()
            answer = {"error": f"{type(error).__name__}: {error}"}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
