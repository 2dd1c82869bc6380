"""Every address of the content host."""

from django.urls import include, path

from . import shell, views

urlpatterns = [
    path("p/", shell.page, name="player"),
    path("p/static/<slug:build>/<path:path>", shell.static_file, name="player-file"),
    path("s/begin", views.begin, name="begin"),
    path("s/commit", views.commit, name="commit"),
    path("s/alive", views.alive, name="alive"),
    path("", include("courses.player.asset_urls")),
]
