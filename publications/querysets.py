"""Which publications somebody may read or may know of. The one place that turns editors' markers into an access.

Wagtail's view restriction of the type "login", on the page or above it, means members; any other restriction (a group,
a password) means the society's staff. Every function here costs a fixed number of statements.
"""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Substr

from wagtail.models import Page, PageQuerySet, PageViewRestriction

from members.api import Access, Viewer, may_read

_STRICTNESS = {Access.PUBLIC: 0, Access.MEMBERS: 1, Access.STAFF: 2}
_DEEPEST = 16  # levels of the tree that a query looks at; the site has five


def access_of(page: Page) -> Access:
    """Whom the page is for, by its own restrictions and those above it. One statement."""
    return accesses_of([page])[page.pk]


def accesses_of(pages: Iterable[Page]) -> dict[int, Access]:
    """Whom each page is for, by primary key. One statement, however many pages."""
    listed = list(pages)
    above = {prefix for page in listed for prefix in _prefixes(page.path)}
    marked: dict[str, Access] = {}
    # An alias is as restricted as the page it mirrors; it has no restriction of its own.
    marks = PageViewRestriction.objects.filter(Q(page__path__in=above) | Q(page__aliases__path__in=above))
    for path, alias, kind in marks.values_list("page__path", "page__aliases__path", "restriction_type"):
        for place in (path, alias):
            if place:
                marked[place] = _stricter(marked.get(place, Access.PUBLIC), _meaning(kind))
    found = {}
    for page in listed:
        access = Access.PUBLIC
        for prefix in _prefixes(page.path):
            access = _stricter(access, marked.get(prefix, Access.PUBLIC))
        found[page.pk] = access
    return found


class PublicationQuerySet(PageQuerySet):
    """The reading language of publications."""

    def readable_by(self, viewer: Viewer) -> "PublicationQuerySet":
        """Live pages whose text the viewer may read."""
        pages = self.live()
        if not may_read(viewer, Access.STAFF):
            pages = pages.filter(~Exists(_marks().exclude(restriction_type=PageViewRestriction.LOGIN)))
        if not may_read(viewer, Access.MEMBERS):
            pages = pages.filter(~Exists(_marks().filter(restriction_type=PageViewRestriction.LOGIN)))
        return pages

    def listed_for(self, viewer: Viewer) -> "PublicationQuerySet":
        """Live pages whose title and summary the viewer may know: members' pages are shown to everyone as teasers."""
        pages = self.live()
        if not may_read(viewer, Access.STAFF):
            pages = pages.filter(~Exists(_marks().exclude(restriction_type=PageViewRestriction.LOGIN)))
        return pages


def _marks() -> "PageQuerySet":
    # Restrictions on the outer page or above it: a path begins with the paths of its ancestors, and paths are indexed.
    steps = [Substr(OuterRef("path"), 1, level * Page.steplen) for level in range(1, _DEEPEST + 1)]
    on_the_way = Q(page__path__in=steps) | Q(page__aliases__path__in=steps)
    return PageViewRestriction.objects.exclude(restriction_type=PageViewRestriction.NONE).filter(on_the_way)


def _prefixes(path: str) -> list[str]:
    return [path[:end] for end in range(Page.steplen, len(path) + 1, Page.steplen)]


def _meaning(restriction_type: str) -> Access:
    if restriction_type == PageViewRestriction.NONE:
        return Access.PUBLIC
    return Access.MEMBERS if restriction_type == PageViewRestriction.LOGIN else Access.STAFF


def _stricter(one: Access, other: Access) -> Access:
    return max(one, other, key=_STRICTNESS.__getitem__)
