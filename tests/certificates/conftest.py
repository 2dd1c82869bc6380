"""Facts to certify, and a certificate that stands."""

from datetime import date

from django.db import transaction

import pytest

from certificates.api import Facts, award
from foundation.outbox import api as outbox

OBJECTIVES = (
    "Recognise a subject access request however it is worded, and record it on the day it arrives",
    "Decide who may ask for whose information, and name the separate law for the notes of someone who has died",
    "Work out the last day for a reply, and say when the time may pause or be extended",
    "List the places a reasonable and proportionate search covers, and keep a record of the search",
    "Hold back as little as the law requires, safely, with a written reason for each part",
    "Answer a request beside an open complaint, and acknowledge a data protection complaint within 30 days",
)


def make_facts(**changes) -> Facts:
    """The facts of the demo's first course; name what differs."""
    facts = {
        "title": "A copy of everything: SARs in practice",
        "version": "3",
        "kind": "course",
        "minutes": 45,
        "participatory": False,
        "completed_on": date(2026, 11, 20),
        "aims": "To enable everyone who meets patients to recognise a subject access request on the day it is made.",
        "objectives": OBJECTIVES,
        "gdc_outcomes": ("B",),
        "gmp_domains": (4,),
        "assessment": "Ten questions, pass mark 80%",
        "quality_assurer": "Dr Lena Ode",
        "evidence": "A",
        "topics": ("DATA.sar",),
    }
    return Facts(**facts | changes)


def give(person, at, *, source_ref="course:1", period_key="2026", **changes):
    """Award a certificate as a completion would."""
    with transaction.atomic():
        return award(person, source_ref=source_ref, period_key=period_key, facts=make_facts(**changes), at=at)


@pytest.fixture
def certificate(asha, at):
    """Asha's certificate of the demo's first course; its file is not made yet."""
    return give(asha, at)


@pytest.fixture
def produced(certificate):
    """The same with its file made by the outbox."""
    report = outbox.run()
    assert report.failed == 0
    return certificate
