"""An organisation's people, for its managers; an organisation's adviser, for its people."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from members.days import day_of
from members.errors import MembersError
from members.forms import EndMembershipForm, InviteForm
from members.models import Membership, Organisation
from members.policy import manageable
from members.requests import SignedInRequest
from members.selectors import advisers_for, belongs_to, invitations_of, people_of
from members.services.memberships import end_membership


@login_required
def organisations(request: SignedInRequest) -> HttpResponse:
    """/people/organisation/: straight to the one that somebody manages, or theirs with managers and advisers."""
    viewer, at = request.viewer, timezone.now()
    managed = list(manageable(viewer))
    if len(managed) == 1 and viewer.organisations <= {managed[0].pk}:
        return redirect("members:organisation", managed[0].uuid)
    own = belongs_to(viewer, at=at)
    cards = advisers_for(viewer.organisations, at=at) if viewer.organisations else []
    return render(request, "members/organisations.html", {"managed": managed, "own": own, "cards": cards})


@login_required
@require_http_methods(["GET", "HEAD"])
def organisation(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """One organisation's people and invitations, for those who may manage it; 404 for everybody else."""
    found = get_object_or_404(manageable(request.viewer), uuid=uuid)
    return organisation_page(request, found, InviteForm())


def organisation_page(request: SignedInRequest, found: Organisation, form: InviteForm) -> HttpResponse:
    """The page itself, shown again with its form where an invitation could not be made."""
    at = timezone.now()
    people = people_of(found, at=at)
    context = {
        "organisation": found,
        "people": [one for one in people if one.is_here or one.is_to_come],
        "former": [one.membership for one in people if not (one.is_here or one.is_to_come)],
        "invitations": invitations_of(found, at=at),
        "cards": advisers_for([found.pk], at=at),
        "form": form,
    }
    return render(request, "members/organisation.html", context, status=422 if form.errors else 200)


@login_required
def membership_end(request: SignedInRequest, uuid: UUID, membership: UUID) -> HttpResponse:
    """Ask for the last day of a membership, and write it."""
    found = get_object_or_404(manageable(request.viewer), uuid=uuid)
    held = get_object_or_404(Membership.objects.select_related("person"), organisation=found, uuid=membership)
    at = timezone.now()
    form = EndMembershipForm(request.POST or None, initial={"on": held.ends_on or day_of(at)})
    if form.is_valid():
        try:
            ended = end_membership(held, on=form.cleaned_data["on"], at=at)
        except MembersError as problem:
            form.add_error(None, problem.sentence)
        else:
            messages.success(request, f"The last day of {held.person.name} here is {ended.ends_on:%-d %B %Y}.")
            return redirect("members:organisation", found.uuid)
    context = {"organisation": found, "membership": held, "form": form}
    return render(request, "members/membership_end.html", context, status=422 if form.errors else 200)
