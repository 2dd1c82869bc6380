"""Addresses of members."""

from django.urls import path
from django.views.generic import RedirectView

app_name = "members"
urlpatterns = [path("people/staff/", RedirectView.as_view(url="/accounts/login/"), name="staff-sign-in")]
