"""The shared desk: signing in with a card, and a manager's cards."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

import segno

from members.cast import DESK_CODE, DESK_NAME, DESK_PIN
from members.days import LONDON
from members.desk_backend import open_session
from members.desk_forms import CardForm, CardsForm, ChoosePinForm, DeskPersonForm, DeskSignInForm
from members.errors import DeskError
from members.models import DeskCard, Organisation, User
from members.policy import manageable
from members.requests import SignedInRequest, ViewedRequest, network_address
from members.selectors import cards_of, members_on, overseers_of, without_card
from members.services.desk import (
    Issued,
    check_card,
    choose_pin,
    issue_card,
    issue_cards,
    open_desk_account,
    unlock_card,
    withdraw_card,
)

FIRST_PAGE = "/learn/"
EARLIER = 50  # cards of the last year that the list of what became of them shows


@sensitive_post_parameters()
@never_cache
def desk(request: ViewedRequest) -> HttpResponse:
    """/desk/: code and PIN. The code may come in the address's fragment, which no server and no log sees."""
    form, at = DeskSignInForm(request.POST or None), timezone.now()
    if form.is_valid():
        try:
            card = check_card(**form.cleaned_data, address=network_address(request), at=at)
        except DeskError as refused:
            form.add_error(None, refused.sentence)
        else:
            last_used = card.last_used
            open_session(request, card, at=at)
            if last_used is not None:
                _say_last_visit(request, last_used)
            return redirect("members:desk-pin" if card.pin_is_first else FIRST_PAGE)
    shown = {"name": DESK_NAME, "code": DESK_CODE, "pin": DESK_PIN} if settings.DEMO else None
    context = {"form": form, "shown": shown}
    return render(request, "members/desk.html", context, status=422 if form.errors else 200)


def _say_last_visit(request: ViewedRequest, last_used: datetime) -> None:
    """Whoever signs in sees whether somebody else did with their card."""
    when = last_used.astimezone(LONDON)
    words = '{} <a href="{}">Choose another PIN</a>, and tell your manager.'
    said = f"You were last here on {when:%A %-d %B} at {when:%H:%M}. Was that not you?"
    messages.info(request, format_html(words, said, reverse("members:desk-pin")))


@sensitive_post_parameters()
@never_cache
@login_required
def desk_pin(request: SignedInRequest) -> HttpResponse:
    """A PIN of one's own: asked at the first sign-in, open to change later."""
    card: DeskCard | None = getattr(request, "desk", None)
    if card is None:
        return redirect("members:desk")
    form = ChoosePinForm(request.POST or None)
    if form.is_valid():
        try:
            choose_pin(card, form.cleaned_data["pin"])
        except DeskError as refused:
            form.add_error("pin", refused.sentence)
        else:
            messages.success(request, "That is your PIN from now on. Tear the slip up.")
            return redirect(FIRST_PAGE)
    context = {"form": form, "card": card, "earlier": cards_of(card.person, card.organisation)[1:]}
    return render(request, "members/desk_pin.html", context, status=422 if form.errors else 200)


@require_POST
def desk_leave(request: ViewedRequest) -> HttpResponse:
    """Sign out at the desk, ready for the next colleague."""
    logout(request)
    return redirect(reverse("members:desk") + "?out=1")


@require_GET
@login_required
def desk_cards(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """A practice's cards, for its managers."""
    found = get_object_or_404(manageable(request.viewer), uuid=uuid)
    return _page(request, found)


def _page(
    request: SignedInRequest,
    found: Organisation,
    card_form: CardForm | None = None,
    person_form: DeskPersonForm | None = None,
    cards_form: CardsForm | None = None,
) -> HttpResponse:
    at = timezone.now()
    cards = DeskCard.objects.filter(organisation=found).select_related("person", "issued_by")
    without = without_card(found, at=at)
    context = {
        "organisation": found,
        "cards": cards.filter(withdrawn_at=None).order_by("person__name"),
        "earlier": cards.filter(withdrawn_at__isnull=False).order_by("-withdrawn_at", "-pk")[:EARLIER],
        "without": without,
        "others": overseers_of(found, beside=request.user, at=at),
        "cards_form": cards_form or CardsForm(people=without, auto_id="sheet_%s"),
        "card_form": card_form or CardForm(people=members_on(found.pk, at=at), auto_id="card_%s"),
        "person_form": person_form or DeskPersonForm(auto_id="new_%s"),
        "at": at,
    }
    wrong = any(form is not None and form.errors for form in (card_form, person_form, cards_form))
    return render(request, "members/desk_cards.html", context, status=422 if wrong else 200)


@require_POST
@never_cache
@login_required
def desk_card_issue(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """A card for a colleague; the answer is the card itself, which is shown this once."""
    found, at = get_object_or_404(manageable(request.viewer), uuid=uuid), timezone.now()
    form = CardForm(request.POST, people=members_on(found.pk, at=at), auto_id="card_%s")
    if form.is_valid():
        person = get_object_or_404(User, pk=form.cleaned_data["person"])
        try:
            return _printed(request, found, [issue_card(person, found, issued_by=request.user, at=at)])
        except DeskError as refused:
            form.add_error("person", refused.sentence)
    return _page(request, found, card_form=form)


@require_POST
@never_cache
@login_required
def desk_person_create(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """An account without an e-mail address, and its card."""
    found = get_object_or_404(manageable(request.viewer), uuid=uuid)
    form = DeskPersonForm(request.POST, auto_id="new_%s")
    if form.is_valid():
        try:
            with transaction.atomic():
                issued = open_desk_account(found, **form.cleaned_data, issued_by=request.user, at=timezone.now())
        except IntegrityError:
            form.add_error("reference", "Somebody here has this staff number already.")
        else:
            return _printed(request, found, [issued])
    return _page(request, found, person_form=form)


@require_POST
@never_cache
@login_required
def desk_cards_issue(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """A sheet of cards for colleagues who have none, such as those of a staff list; shown this once."""
    found, at = get_object_or_404(manageable(request.viewer), uuid=uuid), timezone.now()
    form = CardsForm(request.POST, people=without_card(found, at=at), auto_id="sheet_%s")
    if not form.is_valid():
        return _page(request, found, cards_form=form)
    issued, refused = issue_cards(form.cleaned_data["people"], found, issued_by=request.user, at=at)
    for person, reason in refused:
        messages.error(request, f"{person}: {reason.sentence}")
    return _printed(request, found, issued) if issued else _page(request, found)


def _printed(request: SignedInRequest, found: Organisation, issued: list[Issued]) -> HttpResponse:
    address = settings.BASE_URL + reverse("members:desk")
    context = {
        "organisation": found,
        "sheet": [
            (one, segno.make(f"{address}#{one.code}", error="m").svg_data_uri(scale=4, border=2)) for one in issued
        ],
        "address": address,
    }
    return render(request, "members/desk_card.html", context)


@require_POST
@login_required
def desk_card_withdraw(request: SignedInRequest, uuid: UUID, card: UUID) -> HttpResponse:
    """A card that was lost opens nothing any more."""
    found = get_object_or_404(manageable(request.viewer), uuid=uuid)
    held = get_object_or_404(DeskCard.objects.select_related("person"), organisation=found, uuid=card)
    withdraw_card(held, by=request.user, at=timezone.now())
    messages.success(request, f"The card of {held.person} opens nothing any more.")
    return redirect("members:desk-cards", found.uuid)


@require_POST
@login_required
def desk_card_unlock(request: SignedInRequest, uuid: UUID, card: UUID) -> HttpResponse:
    """A card that waits after wrong PINs may be tried again at once."""
    found = get_object_or_404(manageable(request.viewer), uuid=uuid)
    held = get_object_or_404(DeskCard.objects.select_related("person"), organisation=found, uuid=card)
    unlock_card(held, by=request.user)
    messages.success(request, f"The card of {held.person} can be used again, with the same PIN.")
    return redirect("members:desk-cards", found.uuid)
