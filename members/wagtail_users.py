"""Wagtail's users app with our form: a person has one name, and chooses the password alone."""

from wagtail.users.apps import WagtailUsersAppConfig


class PeopleUsersConfig(WagtailUsersAppConfig):
    user_viewset = "members.people_admin.PersonViewSet"
