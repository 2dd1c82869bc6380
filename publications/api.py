"""The door of publications."""

from .models import (
    CaseHistoryPage,
    GuidePage,
    Person,
    PublicationAuthor,
    PublicationIndexPage,
    PublicationTopic,
    WebinarPage,
    WebinarPresenter,
)
from .querysets import access_of, accesses_of

__all__ = [
    "CaseHistoryPage",
    "GuidePage",
    "Person",
    "PublicationAuthor",
    "PublicationIndexPage",
    "PublicationTopic",
    "WebinarPage",
    "WebinarPresenter",
    "access_of",
    "accesses_of",
]
