"""Desk cards: issuing, replacing and withdrawing them, and signing in with one.

A card carries a code, on its QR picture too, which may be photographed; the PIN protects it. Neither is kept in clear:
the code as a hash, the PIN by the password hashers, and both are shown once, to whoever issues the card.
"""

import hashlib
import logging
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from django.contrib.auth.hashers import check_password, make_password
from django.core.cache import cache
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from foundation.outbox import api as outbox
from members.days import day_of
from members.desk_rules import wait_after
from members.errors import (
    DeskClosed,
    DeskError,
    DeskHasAddress,
    DeskLocked,
    DeskNotForThem,
    DeskNotHere,
    DeskUnknown,
    MembersError,
    PinTooEasy,
)
from members.models import DeskCard, Membership, Organisation, Role, User
from members.notifications import Context, send_mail
from members.policy import viewer_for
from members.selectors import overseers_of

from .memberships import begin_membership

log = logging.getLogger(__name__)

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0, 1, I or O: they are read wrongly off paper
CODE_LENGTH, GROUP, PIN_LENGTH = 12, 4, 6  # 60 bits and six digits
# Codes that are none, by network address: a practice is one address, so this is far above what its people mistype.
STRAY, STRAY_FOR = 100, 900
FORGETTER = "members.forget-desk-card"
REPLACED = "desk-card-replaced"  # the mail to whoever else looks after the practice
MOST_AT_ONCE = 50  # cards of one sheet: each PIN is hashed slowly
KEPT = timedelta(days=365)  # from its withdrawal, so that a card that is found can be explained
LEARNERS = frozenset({Role.LEARNER.value, Role.VIEWER.value})


@dataclass(frozen=True)
class Issued:
    """A new card with what is shown once."""

    card: DeskCard
    code: str
    pin: str

    @property
    def grouped(self) -> str:
        """The code as it is printed: "ABCD-EFGH-JKLM"."""
        return "-".join(self.code[start : start + GROUP] for start in range(0, CODE_LENGTH, GROUP))


def tidy_code(text: str) -> str:
    """A code as typed or scanned, without spaces and dashes, in capitals."""
    return re.sub(r"[\s-]", "", text).upper()[:64]


def code_hash(code: str) -> str:
    """What is kept of a code. It has 60 random bits, so no slow hash is needed."""
    return hashlib.sha256(f"members.desk-card:{tidy_code(code)}".encode()).hexdigest()


@transaction.atomic
def issue_card(
    person: User, organisation: Organisation, *, issued_by: User | None, at: datetime, code: str = "", pin: str = ""
) -> Issued:
    """A card for somebody of the organisation; one that they had there opens nothing from now on.

    Whoever issues a card knows its first PIN and could sign in with it. So a card for somebody who has used one is told
    to the other managers, or to the adviser where there is none, and its person reads of it at the first visit.
    Code and PIN are random unless the demo gives them.

    Raises:
        DeskNotHere, DeskNotForThem, DeskHasAddress.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    _ensure_learner(person, organisation, at)
    earlier = DeskCard.objects.filter(person=person, organisation=organisation)
    # Also where the old one was withdrawn first: the account has something in it that somebody could read.
    in_use = earlier.filter(last_used__isnull=False).exists()
    _withdraw(earlier, at)
    code = tidy_code(code) or "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    pin = pin or _random_pin()
    card = DeskCard.objects.create(
        person=person,
        organisation=organisation,
        code_hash=code_hash(code),
        pin_hash=make_password(pin),
        issued_by=issued_by,
        issued_at=at,
    )
    log.info("desk card %s of %s issued by %s", card.uuid, person.uuid, issued_by and issued_by.uuid)
    if in_use:
        for other in overseers_of(organisation, beside=issued_by, at=at):
            send_mail(other, REPLACED, {"card": str(card.uuid)}, at=at)
    return Issued(card, code, pin)


def replaced_context(references: Context) -> Context | None:
    """What the mail about a replaced card shows; None where the card has gone meanwhile."""
    cards = DeskCard.objects.select_related("person", "organisation", "issued_by")
    card = cards.filter(uuid=references["card"]).first()
    return None if card is None else {"card": card}


def issue_cards(
    people: Sequence[User], organisation: Organisation, *, issued_by: User | None, at: datetime
) -> tuple[list[Issued], list[tuple[User, DeskError]]]:
    """A card for each of these people, and who got none with the reason. Each is issued by itself: a slow hash for
    each PIN must not hold up everybody's saves.

    Raises:
        ValueError: for more than MOST_AT_ONCE.
    """
    if len(people) > MOST_AT_ONCE:
        raise ValueError(f"At most {MOST_AT_ONCE} cards at once.")
    issued, refused = [], []
    for person in people:
        try:
            issued.append(issue_card(person, organisation, issued_by=issued_by, at=at))
        except DeskError as reason:
            refused.append((person, reason))
    return issued, refused


@transaction.atomic
def open_desk_account(
    organisation: Organisation, *, name: str, job_role: str, issued_by: User | None, at: datetime, reference: str = ""
) -> Issued:
    """An account without an e-mail address, with membership and card."""
    person = User.objects.create_user(None, name=" ".join(name.split()), date_joined=at)
    membership = begin_membership(person, organisation, at=at, job_role=job_role)
    if reference:
        membership.reference = reference
        membership.save(update_fields=["reference"])
    return issue_card(person, organisation, issued_by=issued_by, at=at)


@transaction.atomic
def withdraw_card(card: DeskCard, *, by: User | None, at: datetime) -> None:
    """The card opens nothing from now on, and sessions of it end at their next request. Twice is no error."""
    _withdraw(DeskCard.objects.filter(pk=card.pk), at)
    log.info("desk card %s of %s withdrawn by %s", card.uuid, card.person.uuid, by and by.uuid)


def unlock_card(card: DeskCard, *, by: User | None) -> None:
    """Let a card that waits after wrong PINs be tried again at once; the PIN stays. Twice is no error."""
    DeskCard.objects.filter(pk=card.pk).update(failures=0, locked_until=None)
    log.info("desk card %s of %s unlocked by %s", card.uuid, card.person.uuid, by and by.uuid)


def _withdraw(cards: QuerySet[DeskCard], at: datetime) -> None:
    holding = cards.filter(withdrawn_at=None)
    references = [str(uuid) for uuid in holding.values_list("uuid", flat=True)]
    if references:
        holding.update(withdrawn_at=at)
        outbox.add_many(FORGETTER, references, at=at, not_before=at + KEPT)


def forget_card(reference: str) -> None:
    """Outbox handler: delete a card a year after it was withdrawn. One that is in use stays, whatever is asked."""
    DeskCard.objects.filter(uuid=reference, withdrawn_at__lte=timezone.now() - KEPT).delete()


def check_card(code: str, pin: str, *, address: str, at: datetime) -> DeskCard:
    """The card that this code and PIN open. Wrong PINs are counted on the card, wrong codes by network address.

    Raises:
        DeskUnknown: no such code, or a wrong PIN. DeskLocked: after too many of them (desk_rules.py says how long).
        DeskClosed: the person has left, has an office or an address now, or the card was withdrawn.
    """
    stray = f"members.desk:{hashlib.sha256(address.encode()).hexdigest()[:32]}"
    if cache.get(stray, 0) >= STRAY:
        raise DeskLocked
    refusal: MembersError | None = None
    with transaction.atomic():  # what is counted is kept, so nothing is raised in here
        rows = DeskCard.objects.select_for_update(of=("self",)).select_related("person", "organisation")
        card = rows.filter(code_hash=code_hash(code)).first()
        if card is None:
            refusal = DeskUnknown()
        elif card.locked_until is not None and card.locked_until > at:
            refusal = DeskLocked(card.locked_until)
        elif not check_password(pin, card.pin_hash):
            refusal = _count_failure(card, at)
        elif card.failures or card.locked_until:
            card.failures, card.locked_until = 0, None
            card.save(update_fields=["failures", "locked_until"])
    if card is None:
        # Takes as long as a PIN that is wrong, and holds no lock: strangers may come here.
        make_password(pin[:64])
        cache.add(stray, 0, STRAY_FOR)
        cache.incr(stray)
    if refusal is not None or card is None:
        raise refusal or DeskUnknown()
    if card.withdrawn_at is not None or not still_opens(card, at=at):
        raise DeskClosed
    DeskCard.objects.filter(pk=card.pk).update(last_used=at)
    return card


def _count_failure(card: DeskCard, at: datetime) -> DeskUnknown | DeskLocked:
    card.failures += 1
    wait = wait_after(card.failures)
    if wait is None:
        card.save(update_fields=["failures"])
        return DeskUnknown()
    card.locked_until = at + wait
    card.save(update_fields=["failures", "locked_until"])
    log.warning("desk card %s waits until %s after %s wrong PINs", card.uuid, card.locked_until, card.failures)
    return DeskLocked(card.locked_until)


def choose_pin(card: DeskCard, pin: str) -> None:
    """The person's own PIN, from the first sign-in on.

    Raises:
        PinTooEasy.
    """
    if not re.fullmatch(rf"[0-9]{{{PIN_LENGTH}}}", pin) or _is_easy(pin) or check_password(pin, card.pin_hash):
        raise PinTooEasy
    DeskCard.objects.filter(pk=card.pk).update(pin_hash=make_password(pin), pin_is_first=False)


def still_opens(card: DeskCard, *, at: datetime) -> bool:
    """Whether its person still belongs where it was issued, and sees nothing but their own things."""
    try:
        _ensure_learner(card.person, card.organisation, at)
    except (DeskNotHere, DeskNotForThem, DeskHasAddress):
        return False
    return bool(card.person.is_active)


def _ensure_learner(person: User, organisation: Organisation, at: datetime) -> None:
    viewer = viewer_for(person, at=at)
    if not Membership.objects.on(day_of(at)).filter(person=person, organisation=organisation).exists():
        raise DeskNotHere
    if viewer.is_staff or viewer.is_administrator or viewer.roles - LEARNERS:
        raise DeskNotForThem
    if person.email:
        raise DeskHasAddress


def _random_pin() -> str:
    while True:
        pin = f"{secrets.randbelow(10**PIN_LENGTH):0{PIN_LENGTH}}"
        if not _is_easy(pin):
            return pin


def _is_easy(pin: str) -> bool:
    steps = {int(after) - int(before) for before, after in pairwise(pin)}
    return steps in ({0}, {1}, {-1})
