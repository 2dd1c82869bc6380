"""Every address of the application: one line an app, Wagtail's pages last."""

from django.urls import include, path
from django.views.generic import RedirectView

from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from . import health, views

handler400 = "cms.errors.bad_request"
handler403 = "cms.errors.forbidden"
handler404 = "cms.errors.not_found"
handler500 = "cms.errors.broken"

urlpatterns = [
    path("livez", health.live, name="livez"),
    path("readyz", health.ready, name="readyz"),
    path("robots.txt", views.robots, name="robots"),
    path("theme.css", views.theme, name="theme"),
    path("demo/style/", views.style, name="style"),
    # Wagtail's own sign-in form knows neither rate limits nor second factors; its address leads to the one sign-in.
    path("admin/login/", RedirectView.as_view(pattern_name="members:staff-sign-in", query_string=True)),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("accounts/", include("allauth.urls")),
    path("", include("members.urls")),
    path("", include("search.urls")),
    path("", include("certificates.urls")),
    path("", include("courses.urls")),
    path("", include("editing.urls")),
    path("", include("publications.urls")),
    path("", include(wagtail_urls)),
]
