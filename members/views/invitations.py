"""Inviting, and accepting an invitation."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login

from members.errors import InvitationError, InvitationUnknown
from members.forms import AcceptForm, InviteForm
from members.models import Invitation
from members.policy import manageable
from members.requests import SignedInRequest
from members.selectors import account_at, invitation_of
from members.services.invitations import (
    accept_as,
    accept_with_new_account,
    ensure_open,
    invite,
    send_invitation_again,
    withdraw_invitation,
)

from .organisations import organisation_page


@login_required
@require_POST
def invitation_create(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Invite somebody to an organisation."""
    found = get_object_or_404(manageable(request.viewer), uuid=uuid)
    form = InviteForm(request.POST)
    if form.is_valid():
        try:
            invitation = invite(found, **form.cleaned_data, invited_by=request.user, at=timezone.now())
        except InvitationError as problem:
            form.add_error("email", problem.sentence)
        else:
            messages.success(request, f"An invitation is on its way to {invitation.email}. It is good for 14 days.")
            return redirect("members:organisation", found.uuid)
    return organisation_page(request, found, form)


@login_required
@require_POST
def invitation_again(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Send an invitation again, with a new link."""
    invitation = _manageable_invitation(request, uuid)
    try:
        send_invitation_again(invitation, at=timezone.now())
    except InvitationError as problem:
        messages.error(request, problem.sentence)
    else:
        messages.success(request, f"Sent again to {invitation.email}. The earlier link no longer works.")
    return redirect("members:organisation", invitation.organisation.uuid)


@login_required
@require_POST
def invitation_withdraw(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Take an invitation back."""
    invitation = _manageable_invitation(request, uuid)
    try:
        withdraw_invitation(invitation, at=timezone.now())
    except InvitationError as problem:
        messages.error(request, problem.sentence)
    else:
        messages.success(request, f"The invitation of {invitation.email} is withdrawn; its link no longer works.")
    return redirect("members:organisation", invitation.organisation.uuid)


def _manageable_invitation(request: SignedInRequest, uuid: UUID) -> Invitation:
    open_to_viewer = Invitation.objects.filter(organisation__in=manageable(request.viewer))
    return get_object_or_404(open_to_viewer.select_related("organisation"), uuid=uuid)


@never_cache
@sensitive_post_parameters("password", "password_again")
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    """The page that an invitation's link opens. Looking at it uses nothing up: mail scanners look first."""
    at = timezone.now()
    try:
        invitation = ensure_open(invitation_of(token), at=at)
        account = account_at(invitation.email)
        if account is None and not request.user.is_authenticated:
            return _accept_newcomer(request, invitation)
        if account is not None and request.method == "POST" and request.user.is_authenticated:
            accept_as(request.user, invitation, at=at)
            messages.success(request, f"Welcome to {invitation.organisation.name}.")
            return redirect("members:organisations")
    except InvitationError as closed:
        status = 404 if isinstance(closed, InvitationUnknown) else 410
        return render(request, "members/invitation_closed.html", {"sentence": closed.sentence}, status=status)
    context = {"invitation": invitation, "has_account": account is not None, "is_theirs": account == request.user}
    return render(request, "members/invitation_join.html", context)


def _accept_newcomer(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    form = AcceptForm(request.POST or None, email=invitation.email, initial={"name": invitation.name})
    if not form.is_valid():
        context = {"form": form, "invitation": invitation}
        return render(request, "members/invitation_accept.html", context, status=422 if form.errors else 200)
    person = accept_with_new_account(
        invitation, name=form.cleaned_data["name"], password=form.cleaned_data["password"], at=timezone.now()
    )
    messages.success(
        request, f"Welcome to {invitation.organisation.name}. Is this how your certificates should name you?"
    )
    login = Login(user=person, email=person.email, redirect_url=reverse("members:profile"))
    return perform_password_login(request, {"email": person.email}, login)
