"""A matrix with a credible mix for the demo: made by the same services that a manager's clicks call."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from courses.models import Requirement
from courses.rules.covering import is_for
from courses.services import proofs, requirements
from members.api import Organisation, roster

from . import starting

# Nobody sees a file that is not there: a page of PDF that says what it is.
OPEN_TURN, WAITING_TURN = 8, 6  # of eleven
_WORDS = b"BT /F1 20 Tf 72 700 Td (Certificate of attendance, for the demo) Tj ET"


def seed_matrix(organisation: Organisation, manager: Any, *, at: datetime) -> int:
    """The template's lines for that kind of practice, with proof for most people; nothing where a matrix is.

    Returns how many requirements were added.
    """
    if Requirement.objects.filter(organisation=organisation).exists():
        return 0
    lines = starting.lines_for(organisation.provider_type)
    topics, offered = starting.topics_by_code(lines), starting.current_topics()
    wanted = [
        requirements.Wanted(
            line.title,
            line.level,
            topics.get(line.topics[0]) if line.topics else None,
            line.who,
            line.months,
            line.proof,
            tuple(starting.suggested(line.topics, offered)),
            line.key,
        )
        for line in lines
    ]
    added = requirements.start_from(organisation, wanted, at=at - timedelta(days=300))
    rows = list(Requirement.objects.filter(organisation=organisation).order_by("order"))
    today = timezone.localdate(at)
    manager_row = get_user_model().objects.get(pk=manager)
    people = roster(organisation.pk, at=at)
    accounts = get_user_model().objects.in_bulk([one.person_id for one in people])
    for number, person in enumerate(people):
        for place, row in enumerate(rows):
            # A fixed pattern, so that every start shows the same: most done, some run out, some open.
            turn = (number * 7 + place * 5) % 11
            is_asked = is_for(row.who, person.posts, person.hats)
            if not is_asked or turn == OPEN_TURN or row.template_key == "records-requests":
                continue
            months = row.months or 12
            age = {0: months * 31 + 40, 5: months * 30 - 30}.get(turn, 40 + turn * 15)
            kept = proofs.upload(
                row,
                person.person_id,
                _pdf(),
                by=accounts[person.person_id],  # their own: whoever brings a certificate does not check it
                title=row.title,
                provider="Wrenmoor Training Hub",
                completed_on=today - timedelta(days=age),
                valid_until=None,
                at=at - timedelta(days=5),
            )
            if turn != WAITING_TURN:
                proofs.accept(kept, by=manager_row, valid_until=None, at=at)
            if turn == 1:
                proofs.see_competence(
                    row,
                    person.person_id,
                    by=manager_row,
                    seen_by=manager_row.name,
                    seen_on=today - timedelta(days=30 + place),
                    how=row.proof or "Asked and shown",
                    at=at,
                )
        if number == 2:  # noqa: PLR2004 - any one of them
            until = today + timedelta(days=60)
            reason = "Agreed with the partners"
            proofs.excuse(rows[0], person.person_id, by=manager_row, reason=reason, until=until, at=at)
            proofs.excuse(rows[8], person.person_id, by=manager_row, reason=reason, until=until, at=at)
    return added


def _pdf() -> bytes:
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(_WORDS), _WORDS),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(body))
        body += b"%d 0 obj%s endobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(parts) + 1
    return body + b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        count,
        table,
        count,
        len(body),
    )
