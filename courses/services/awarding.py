"""The certificate that a completed course earns, in the transaction of its completion."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from certificates import api as certificates
from courses.models import CourseResult, Enrolment, ItemResult
from foundation.outbox import api as outbox
from members.api import day_of

CERTIFY = "courses.certify"
TRY_AGAIN = timedelta(hours=1)

log = logging.getLogger(__name__)


def award_for(enrolment: Enrolment, result: CourseResult, items: Iterable[ItemResult], *, at: datetime) -> str:
    """The code of the certificate; blank for a course that earns no CPD minutes.

    An account without a name can complete a course and earns its certificate once it has one: a fact that only a
    certificate needs must never stop progress from being saved. A duty tries again every hour (completion.certify).
    """
    if enrolment.version.cpd_minutes == 0:
        return ""
    try:
        certificate = certificates.award(
            enrolment.person,
            source_ref=f"course:{enrolment.course.uuid}",
            period_key=enrolment.period_start.isoformat(),
            facts=facts_of(enrolment, result, items),
            at=at,
        )
    except certificates.BadFacts as error:
        log.error("no certificate for enrolment %s: %s", enrolment.uuid, error)  # noqa: TRY400 - no trace is needed
        outbox.add(CERTIFY, str(enrolment.uuid), at=at, not_before=at + TRY_AGAIN)
        return ""
    return certificate.code


def facts_of(enrolment: Enrolment, result: CourseResult, items: Iterable[ItemResult]) -> certificates.Facts:
    """Every fact of the certificate, as the frozen version and the results have them."""
    version = enrolment.version
    completed = result.completed_at
    if completed is None:
        raise ValueError("Only a completed course is certified.")
    return certificates.Facts(
        title=version.title,
        version=f"Version {version.number}",
        kind="course",
        minutes=version.cpd_minutes,
        participatory=False,
        completed_on=day_of(completed),
        aims=version.aims,
        objectives=tuple(version.objectives),
        gdc_outcomes=tuple(version.gdc_outcomes),
        gmp_domains=tuple(int(domain) for domain in version.gmp_domains),
        assessment=assessment_of(items),
        quality_assurer=version.quality_assurer,
        evidence=result.evidence,
        topics=tuple(version.topics),
    )


def assessment_of(items: Iterable[ItemResult]) -> str:
    """How the learning was assessed, in words, such as "Quiz, pass mark 80%"; blank where nothing had to be passed.

    The mark itself is the learner's own business and stands on no certificate.
    """
    marked = [result.item for result in items if result.satisfied_at is not None and result.score is not None]
    quizzes = sorted((item for item in marked if item.pass_mark is not None), key=lambda item: item.order)
    return "; ".join(f"{quiz.title}, pass mark {quiz.pass_mark}%" for quiz in quizzes)
