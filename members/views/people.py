"""A person's own page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from members.accounts import has_second_factor
from members.days import day_of
from members.forms import ProfileForm
from members.models import MemberProfile
from members.requests import SignedInRequest
from members.selectors import memberships_of, profile_of
from members.services.accounts import update_profile


@login_required
def profile(request: SignedInRequest) -> HttpResponse:
    """/people/me/: the name on certificates, profession and register; ways on to password, passkeys and devices."""
    person = request.user
    held = profile_of(person.pk) or MemberProfile(person=person)
    initial = {"name": person.name, "nation": held.nation} | {
        field: getattr(held, field) for field in ("profession", "regulator", "registration_number")
    }
    form = ProfileForm(request.POST or None, initial=initial)
    if form.is_valid():
        update_profile(person, **form.cleaned_data)
        messages.success(request, "Saved. Certificates from now on carry what you wrote.")
        return redirect("members:profile")
    today = day_of(timezone.now())
    memberships = [(membership, membership.holds(today)) for membership in memberships_of(person.pk)]
    second = has_second_factor(person)
    return render(
        request, "members/profile.html", {"form": form, "memberships": memberships, "has_second_factor": second}
    )
