"""Every address of the content host."""

from django.urls import include, path

urlpatterns = [path("", include("courses.player.urls"))]
