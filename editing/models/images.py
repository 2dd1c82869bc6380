"""Pictures.

No personal data is allowed in a picture of the library; the uploader is recorded by Wagtail.
"""

from django.db import models

from wagtail.images.models import AbstractImage, AbstractRendition, Image


class LibraryImage(AbstractImage):
    """A picture with its source. Its description (Wagtail's own field) is what a screen reader says."""

    credit = models.CharField(max_length=200, blank=True, help_text="Who made it and under which licence.")

    admin_form_fields = (*Image.admin_form_fields, "credit")


class LibraryRendition(AbstractRendition):
    """A size of a picture, made when first asked for."""

    image = models.ForeignKey(LibraryImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="editing_rendition_once")
        ]
