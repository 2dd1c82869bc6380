"""The addresses of package files on the content host."""

from django.urls import path

from .assets import asset

urlpatterns = [path("v/<str:key>/<path:path>", asset, name="asset")]
