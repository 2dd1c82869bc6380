"""Whose site this is, as plain values: what the masthead and the foot of every page say."""

from dataclasses import dataclass, field

from django.http import HttpRequest

from wagtail.models import Site

from .models import SiteSettings


@dataclass(frozen=True)
class Entry:
    """A line of the navigation."""

    label: str
    address: str


NAVIGATION = (
    Entry("Library", "/library/"),
    Entry("Courses", "/courses/"),
    Entry("My learning", "/learn/"),
    Entry("My CPD", "/cpd/"),
    Entry("Contact", "/contact/"),
)
FOOT_NAVIGATION = (
    Entry("About us", "/about/"),
    Entry("Contact and helplines", "/contact/"),
    Entry("Check a certificate", "/verify/"),
    Entry("Privacy", "/privacy/"),
    Entry("Cookies", "/cookies/"),
    Entry("Accessibility", "/accessibility/"),
)


@dataclass(frozen=True)
class Society:
    """The organisation that publishes the library. Colours, numbers and names are its own (white label)."""

    name: str
    short_name: str
    phone: str = ""
    helpline_words: str = ""
    mark_url: str = ""
    theme_version: str = ""
    navigation: tuple[Entry, ...] = field(default=NAVIGATION)
    foot_navigation: tuple[Entry, ...] = field(default=FOOT_NAVIGATION)

    @property
    def phone_digits(self) -> str:
        """The number as a `tel:` address wants it."""
        return "".join(sign for sign in self.phone if sign.isdigit() or sign == "+")


def society_for(request: HttpRequest) -> Society:
    """The society of the site that the request came to: two statements, and defaults where nothing is set yet."""
    site = Site.find_for_request(request)
    row = SiteSettings.objects.select_related("mark").filter(site=site).first() if site else None
    row = row or SiteSettings()
    return Society(
        name=row.organisation_name,
        short_name=row.short_name or row.organisation_name,
        phone=row.phone,
        helpline_words=row.helpline_words,
        mark_url=row.mark.file.url if row.mark_id and row.mark else "",
        theme_version=row.theme_version,
        navigation=_entries(row.navigation) or NAVIGATION,
        foot_navigation=_entries(row.foot_navigation) or FOOT_NAVIGATION,
    )


def _entries(stream: object) -> tuple[Entry, ...]:
    return tuple(Entry(block.value["label"], block.value["address"]) for block in stream)  # type: ignore[attr-defined]
