"""Addresses of members."""

from django.urls import path

from . import views

app_name = "members"
urlpatterns = [
    path("people/me/", views.profile, name="profile"),
    path("people/staff/", views.staff_sign_in, name="staff-sign-in"),
    path("people/staff/second-step/", views.second_step, name="second-step"),
    path("people/organisation/", views.organisations, name="organisations"),
    path("people/organisation/<uuid:uuid>/", views.organisation, name="organisation"),
    path("people/organisation/<uuid:uuid>/invite/", views.invitation_create, name="invitation-create"),
    path(
        "people/organisation/<uuid:uuid>/memberships/<uuid:membership>/end/",
        views.membership_end,
        name="membership-end",
    ),
    path("people/invitations/<uuid:uuid>/again/", views.invitation_again, name="invitation-again"),
    path("people/invitations/<uuid:uuid>/withdraw/", views.invitation_withdraw, name="invitation-withdraw"),
    path("people/join/<str:token>/", views.invitation_accept, name="invitation-accept"),
    path("demo/mail/", views.mailbox, name="mailbox"),
    path("demo/mail/<uuid:uuid>/", views.mailbox_message, name="mailbox-message"),
    path("demo/mail/<uuid:uuid>/html/", views.mailbox_html, name="mailbox-html"),
]
