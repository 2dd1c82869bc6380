"""Choosing an uploaded package version in the editors' admin."""

from wagtail.admin.viewsets.chooser import ChooserViewSet

from .models.packages import PackageVersion


class PackageVersionChooserViewSet(ChooserViewSet):
    """Lists the versions that can be put into a course."""

    model = PackageVersion
    icon = "media"
    choose_one_text = "Choose a package"
    choose_another_text = "Choose another package"
    edit_item_text = "Read its report and play it"
    register_widget = True

    def get_object_list(self) -> object:
        return PackageVersion.objects.filter(state=PackageVersion.State.READY).order_by("title", "-number")


package_chooser_viewset = PackageVersionChooserViewSet("package_chooser")

PackageVersionChooserBlock = package_chooser_viewset.get_block_class(
    name="PackageVersionChooserBlock", module_path="courses.package_chooser"
)
