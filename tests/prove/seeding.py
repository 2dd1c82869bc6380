"""A process of its own on the site under test: makes learners, launches them, or dumps what is stored, as JSON."""

import json
import sys

import django

django.setup()

from django.utils import timezone  # noqa: E402 - the models need Django first

from certificates.api import Certificate  # noqa: E402
from courses.models import Commit, Enrolment, RunSession, RunState  # noqa: E402
from courses.services.enrolment import enrol  # noqa: E402
from courses.services.launching import launch  # noqa: E402
from foundation.outbox.api import Duty  # noqa: E402
from members.models import User  # noqa: E402
from tests.courses.learning import course, package_version  # noqa: E402


def make(learners: int) -> list[str]:
    """One course, and as many people with a place on it."""
    made = course(package_version(at=timezone.now()), at=timezone.now())
    places = []
    for number in range(learners):
        person = User.objects.create_user(f"learner{number}@prove.invalid", name=f"Learner {number}")
        places.append(str(enrol(person, made, at=timezone.now()).uuid))
    return places


def launches(places: list[str]) -> list[dict[str, str]]:
    """A one-time code for each place."""
    answers = []
    for place in Enrolment.objects.filter(uuid__in=places).order_by("pk"):
        launched = launch(place, place.version.items.get(), device="A prover", at=timezone.now())
        answers.append({"code": launched.code, "label": launched.label})
    return answers


def dump() -> dict[str, object]:
    """Everything that the checker reads."""
    rows = Commit.objects.order_by("session__attempt_id", "session__epoch", "seq").select_related("session")
    sessions = RunSession.objects.filter(epoch__gt=0).select_related("attempt")
    places = {str(state.attempt.uuid): state.attempt.enrolment for state in RunState.objects.select_related("attempt")}
    issued = {
        attempt: list(Certificate.objects.filter(person=place.person, status="issued"))
        for attempt, place in places.items()
    }
    return {
        "commits": [[str(row.session.uuid), row.seq, row.outcome, row.body["delta"]] for row in rows],
        "states": {str(state.attempt.uuid): state.data for state in RunState.objects.select_related("attempt")},
        "attempt_of": {str(session.uuid): str(session.attempt.uuid) for session in sessions},
        "certificates": {attempt: len(found) for attempt, found in issued.items()},
        "ledger": {attempt: sum(one.cpd_entries.count() for one in found) for attempt, found in issued.items()},
        "left": Duty.objects.filter(state__in=["waiting", "running"], next_at__lte=timezone.now()).count(),
    }


if __name__ == "__main__":
    what, *rest = sys.argv[1:]
    result = {"make": lambda: make(int(rest[0])), "launches": lambda: launches(rest), "dump": dump}[what]()
    sys.stdout.write(json.dumps(result))
