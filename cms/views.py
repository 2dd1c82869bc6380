"""Small answers of the site itself: robots, the society's colours, the style page of the demo."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from wagtail.models import Site

from .models import SiteSettings
from .stylebook import specimens

ROBOTS = """User-agent: *
Disallow: /admin/
Disallow: /accounts/
Disallow: /people/
Disallow: /learn/
Disallow: /cpd/
Disallow: /search/
Disallow: /search.json
Disallow: /demo/
"""
# A demonstration of an invented society must never be found by people who look for advice.
ROBOTS_DEMO = "User-agent: *\nDisallow: /\n"


@require_safe
@cache_control(max_age=3600, public=True)
def robots(request: HttpRequest) -> HttpResponse:
    """What a crawler may read: the public library; nothing at all of a demonstration."""
    return HttpResponse(ROBOTS_DEMO if settings.DEMO else ROBOTS, content_type="text/plain")


@require_safe
@cache_control(max_age=365 * 24 * 3600, public=True, immutable=True)
def theme(request: HttpRequest) -> HttpResponse:
    """The society's own accent as a style sheet. Its address changes with the colours, so it may be kept for ever."""
    row = SiteSettings.objects.filter(site=Site.find_for_request(request)).first() or SiteSettings()
    css = f"@layer tokens {{ :root {{ --accent: light-dark({row.accent}, {row.accent_dark}); }} }}\n"
    return HttpResponse(css, content_type="text/css")


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """Every component at once, for whoever builds a page. Only in the demo."""
    if not settings.DEMO:
        raise Http404
    return render(request, "cms/style.html", specimens())
