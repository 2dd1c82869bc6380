"""Addresses of the search."""

from django.urls import path

from . import views

app_name = "search"

urlpatterns = [
    path("search/", views.results, name="results"),
    path("search.json", views.results_json, name="results-json"),
    path("search/suggest", views.suggestions, name="suggestions"),
]
