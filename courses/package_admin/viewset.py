"""The addresses of the package pages under /admin/packages/, and who may do what there."""

from django.urls import URLPattern, path, reverse

from wagtail.admin.admin_url_finder import ModelAdminURLFinder, register_admin_url_finder
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from courses.models import PackageVersion

from . import policy_views, version_views
from .upload_views import UploadPage, upload_report, upload_state


class VersionFinder(ModelAdminURLFinder):
    """Leads from the block of a course page, and from the admin's log, to the report of the version."""

    def construct_edit_url(self, instance: PackageVersion) -> str:
        return reverse("packages:version", args=[instance.uuid])

    def get_edit_url(self, instance: PackageVersion) -> str:
        """Everybody in the admin may look, whatever they may change."""
        return self.construct_edit_url(instance)


class PackagesViewSet(ViewSet):
    """The list with its upload form, a report for each upload and version, and what may be done with a version."""

    icon = "media"
    menu_label = "Packages"
    add_to_admin_menu = True
    menu_order = 250

    def on_register(self) -> None:
        """Once, when the admin starts."""
        super().on_register()
        register_admin_url_finder(PackageVersion, VersionFinder)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", UploadPage.as_view(), name="index"),
            path("uploads/<uuid:uuid>/", upload_report, name="upload"),
            path("uploads/<uuid:uuid>/state/", upload_state, name="upload-state"),
            path("versions/<uuid:uuid>/", version_views.version_report, name="version"),
            path("versions/<uuid:uuid>/health/", version_views.version_health, name="health"),
            path("versions/<uuid:uuid>/play/", version_views.version_play, name="play"),
            path("versions/<uuid:uuid>/try/", version_views.version_try, name="try"),
            path("versions/<uuid:uuid>/policy/", policy_views.version_policy, name="policy"),
            path("versions/<uuid:uuid>/retire/", policy_views.version_retire, name="retire"),
            path("versions/<uuid:uuid>/recall/", policy_views.version_recall, name="recall"),
            path("versions/<uuid:uuid>/reinstate/", policy_views.version_reinstate, name="reinstate"),
        ]

    def get_menu_item(self, order: int | None = None) -> MenuItem:
        return MenuItem(self.menu_label, self.menu_url, icon_name=self.icon, order=order or self.menu_order)
