"""What the manuscripts of courses and paths share: a plain row stands behind the page, and publishing freezes it."""

from typing import Any, ClassVar

from django.db import transaction

from wagtail.models import Revision


class FrozenPage:
    """Before Page among the bases of a page whose publication freezes a version of the row named by `frozen_as`."""

    frozen_as: ClassVar[str]

    def with_content_json(self, content: Any) -> Any:
        """An earlier revision of this page still stands before the same row."""
        page = super().with_content_json(content)  # type: ignore[misc] # of Page
        setattr(page, f"{self.frozen_as}_id", getattr(self, f"{self.frozen_as}_id"))
        return page

    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> Any:
        """Publish and freeze together, or neither."""
        with transaction.atomic():
            return super().publish(revision, *args, **kwargs)  # type: ignore[misc] # of Page
