"""What members adds to the editors' admin."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet

from wagtail import hooks

from .people_admin import SocietyViewSetGroup
from .policy import ADMINISTRATOR_PERMISSION


@hooks.register("register_admin_viewset")
def society() -> SocietyViewSetGroup:
    """The menu entry "Society"."""
    return SocietyViewSetGroup()


@hooks.register("register_permissions")
def administrator_permission() -> QuerySet[Permission]:
    """The right to look after every organisation's memberships, so that a group can be given it in the admin."""
    app, codename = ADMINISTRATOR_PERMISSION
    return Permission.objects.filter(content_type__app_label=app, codename=codename)
