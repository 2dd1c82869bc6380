"""Somebody's leave, for the managers of their organisation."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from members.days import day_of
from members.desk_forms import LeaveForm
from members.errors import MembersError
from members.models import Leave, Membership
from members.policy import manageable
from members.requests import SignedInRequest
from members.services.leave import end_leave, give_leave


@login_required
def leave(request: SignedInRequest, uuid: UUID, membership: UUID) -> HttpResponse:
    """Whoever is away is not asked, not reminded and not late; no reason is kept."""
    found = get_object_or_404(manageable(request.viewer), uuid=uuid)
    held = get_object_or_404(Membership.objects.select_related("person"), organisation=found, uuid=membership)
    at = timezone.now()
    form = LeaveForm(request.POST or None, initial={"starts_on": day_of(at)})
    if form.is_valid():
        try:
            give_leave(held, **form.cleaned_data, at=at)
        except MembersError as problem:
            form.add_error(None, problem.sentence)
        else:
            messages.success(request, f"Noted. {held.person} is asked nothing and reminded of nothing meanwhile.")
            return redirect("members:leave", found.uuid, held.uuid)
    context = {"organisation": found, "membership": held, "form": form, "today": day_of(at)}
    context["leaves"] = held.leave.order_by("-starts_on")
    return render(request, "members/leave.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def leave_end(request: SignedInRequest, uuid: UUID, membership: UUID, leave: int) -> HttpResponse:
    """They are back today, or the leave is taken out before it has begun."""
    found = get_object_or_404(manageable(request.viewer), uuid=uuid)
    held = get_object_or_404(Leave, pk=leave, membership__organisation=found, membership__uuid=membership)
    at = timezone.now()
    try:
        end_leave(held, back_on=day_of(at), at=at)
    except MembersError as problem:
        messages.error(request, problem.sentence)
    else:
        messages.success(request, "Noted. What is asked of them counts again from today.")
    return redirect("members:leave", found.uuid, membership)
