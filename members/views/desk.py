"""The shared desk: signing in with a card, and a manager's cards."""

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
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

import segno

from members.cast import DESK_CODE, DESK_NAME, DESK_PIN
from members.desk_backend import open_session
from members.desk_forms import CardForm, ChoosePinForm, DeskPersonForm, DeskSignInForm
from members.errors import DeskError
from members.models import DeskCard, Organisation, User
from members.policy import manageable
from members.requests import SignedInRequest, ViewedRequest, network_address
from members.selectors import members_on
from members.services.desk import Issued, check_card, choose_pin, issue_card, open_desk_account, withdraw_card

FIRST_PAGE = "/learn/"


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
            open_session(request, card, at=at)
            return redirect("members:desk-pin" if card.pin_is_first else FIRST_PAGE)
    shown = {"name": DESK_NAME, "code": DESK_CODE, "pin": DESK_PIN} if settings.DEMO else None
    context = {"form": form, "shown": shown}
    return render(request, "members/desk.html", context, status=422 if form.errors else 200)


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
    return render(request, "members/desk_pin.html", {"form": form, "card": card}, status=422 if form.errors else 200)


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
) -> HttpResponse:
    at = timezone.now()
    context = {
        "organisation": found,
        "cards": DeskCard.objects.filter(organisation=found, withdrawn_at=None)
        .select_related("person")
        .order_by("person__name"),
        "card_form": card_form or CardForm(people=members_on(found.pk, at=at), auto_id="card_%s"),
        "person_form": person_form or DeskPersonForm(auto_id="new_%s"),
        "at": at,
    }
    wrong = any(form is not None and form.errors for form in (card_form, person_form))
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
            return _printed(request, found, issue_card(person, found, issued_by=request.user, at=at))
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
            return _printed(request, found, issued)
    return _page(request, found, person_form=form)


def _printed(request: SignedInRequest, found: Organisation, issued: Issued) -> HttpResponse:
    address = settings.BASE_URL + reverse("members:desk")
    context = {
        "organisation": found,
        "issued": issued,
        "address": address,
        "picture": segno.make(f"{address}#{issued.code}", error="m").svg_data_uri(scale=4, border=2),
    }
    return render(request, "members/desk_card.html", context)


@require_POST
@login_required
def desk_card_withdraw(request: SignedInRequest, uuid: UUID, card: UUID) -> HttpResponse:
    """A card that was lost opens nothing any more."""
    found = get_object_or_404(manageable(request.viewer), uuid=uuid)
    held = get_object_or_404(DeskCard.objects.select_related("person"), organisation=found, uuid=card)
    withdraw_card(held, at=timezone.now())
    messages.success(request, f"The card of {held.person} opens nothing any more.")
    return redirect("members:desk-cards", found.uuid)
