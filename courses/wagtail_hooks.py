"""What courses add to the editors' admin: choosing a package for a course page, and the packages themselves."""

from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet

from .package_admin import PackagesViewSet
from .package_chooser import package_chooser_viewset


@hooks.register("register_admin_viewset")
def package_viewsets() -> list[ViewSet]:
    """The chooser that the outline of a course page uses, and the page where packages are uploaded."""
    return [package_chooser_viewset, PackagesViewSet("packages", url_prefix="packages")]
