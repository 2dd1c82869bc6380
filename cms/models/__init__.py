"""The site's own models: its settings, and the pages that are neither publications nor courses."""

from .pages import ContactPage, HomePage, LandingPage, StandardPage
from .site import SiteSettings

__all__ = ["ContactPage", "HomePage", "LandingPage", "SiteSettings", "StandardPage"]
