"""What editors publish: guides, case histories, webinars, their listings, and the people who write and review."""

from .base import PublicationAuthor, PublicationPage, PublicationTopic
from .listings import PublicationIndexPage
from .pages import CaseHistoryPage, GuidePage
from .people import Person
from .webinars import WebinarPage, WebinarPresenter

__all__ = [
    "CaseHistoryPage",
    "GuidePage",
    "Person",
    "PublicationAuthor",
    "PublicationIndexPage",
    "PublicationPage",
    "PublicationTopic",
    "WebinarPage",
    "WebinarPresenter",
]
