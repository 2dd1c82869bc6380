"""Learning paths in the library's search: found by their own words and by the titles of their steps."""

from collections.abc import Iterator

from django.utils import timezone

from search.api import Doc, Kind, LibraryRef

from .programme_pages import ProgrammePage


class LearningPathSource:
    """Answers for the kind "learning-path"."""

    kinds = frozenset({Kind.LEARNING_PATH.value})

    def doc(self, ref: LibraryRef) -> Doc | None:
        """The path as it stands today; None where it is not offered."""
        pages = ProgrammePage.objects.live().filter(programme__uuid=ref.uuid, programme__current__isnull=False)
        page = pages.select_related("programme__current").first()
        if page is None:
            return None
        steps = page.programme.current.steps
        return Doc(
            ref=ref,
            title=page.title,
            summary=page.summary,
            url=page.url or "",
            access=page.access,
            body=" ".join(step["title"] for step in steps),
            acronyms=("learning path",),
            topics=tuple(topic.code for topic in page.topics.all()),
            audiences=tuple(audience.code for audience in page.audiences.all()),
            published=timezone.localdate(page.first_published_at) if page.first_published_at else None,
            minutes=sum(step["minutes"] for step in steps if step["required"]),
        )

    def refs(self) -> Iterator[LibraryRef]:
        """Every path that is offered."""
        paths = ProgrammePage.objects.live().filter(programme__current__isnull=False)
        for uuid in paths.values_list("programme__uuid", flat=True).iterator():
            yield LibraryRef(Kind.LEARNING_PATH, uuid)
