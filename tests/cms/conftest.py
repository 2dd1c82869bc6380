"""A small site tree of the real page types, and settings of a society."""

from types import SimpleNamespace

from wagtail.models import Page, PageViewRestriction, Site

import pytest

from cms.models import ContactPage, HomePage, LandingPage, SiteSettings, StandardPage

SECRET = "what only members read"


@pytest.fixture
def tree(db):
    """Home, library, about, contact and a page for members only, on a site of its own."""
    Site.objects.all().delete()
    root = Page.get_first_root_node()
    for child in root.get_children():
        child.delete()
    root = Page.objects.get(pk=root.pk)
    home = root.add_child(instance=HomePage(title="Home", slug="front", heading="Start with the next hour"))
    site = Site.objects.create(hostname="testserver", root_page=home, is_default_site=True)
    society = SiteSettings.objects.create(site=site, phone="0808 157 0101")
    library = home.add_child(instance=LandingPage(title="Library", slug="library"))
    about = home.add_child(instance=StandardPage(title="About us", slug="about", summary="Who we are."))
    contact = home.add_child(instance=ContactPage(title="Contact", slug="contact"))
    closed = home.add_child(
        instance=StandardPage(
            title="For members",
            slug="closed",
            summary="What members get.",
            body=[("paragraph", f"<p>{SECRET}</p>")],
        )
    )
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    return SimpleNamespace(
        home=home,
        library=library,
        about=about,
        contact=contact,
        closed=closed,
        site=site,
        society=society,
        secret=SECRET,
    )
