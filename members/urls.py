"""Addresses of members."""

from django.urls import path

from . import views
from .views import staff_lists

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
    path(
        "people/organisation/<uuid:uuid>/memberships/<uuid:membership>/leave/",
        views.leave,
        name="leave",
    ),
    path(
        "people/organisation/<uuid:uuid>/memberships/<uuid:membership>/leave/<int:leave>/end/",
        views.leave_end,
        name="leave-end",
    ),
    path("people/organisation/<uuid:uuid>/desk/", views.desk_cards, name="desk-cards"),
    path("people/organisation/<uuid:uuid>/desk/card/", views.desk_card_issue, name="desk-card-issue"),
    path("people/organisation/<uuid:uuid>/desk/sheet/", views.desk_cards_issue, name="desk-cards-issue"),
    path("people/organisation/<uuid:uuid>/desk/person/", views.desk_person_create, name="desk-person-create"),
    path(
        "people/organisation/<uuid:uuid>/desk/<uuid:card>/withdraw/",
        views.desk_card_withdraw,
        name="desk-card-withdraw",
    ),
    path(
        "people/organisation/<uuid:uuid>/desk/<uuid:card>/unlock/",
        views.desk_card_unlock,
        name="desk-card-unlock",
    ),
    path("desk/", views.desk, name="desk"),
    path("desk/pin/", views.desk_pin, name="desk-pin"),
    path("desk/out/", views.desk_leave, name="desk-leave"),
    path("people/organisation/<uuid:uuid>/list/", staff_lists.upload, name="staff-list"),
    path("people/organisation/<uuid:uuid>/list/example.csv", staff_lists.example, name="staff-list-example"),
    path("people/organisation/<uuid:uuid>/list/people.csv", staff_lists.export, name="staff-list-export"),
    path("people/organisation/<uuid:uuid>/list/<uuid:received>/", staff_lists.planned, name="staff-list-plan"),
    path("people/invitations/<uuid:uuid>/again/", views.invitation_again, name="invitation-again"),
    path("people/invitations/<uuid:uuid>/withdraw/", views.invitation_withdraw, name="invitation-withdraw"),
    path("people/join/<str:token>/", views.invitation_accept, name="invitation-accept"),
    path("demo/mail/", views.mailbox, name="mailbox"),
    path("demo/mail/<uuid:uuid>/", views.mailbox_message, name="mailbox-message"),
    path("demo/mail/<uuid:uuid>/html/", views.mailbox_html, name="mailbox-html"),
]
