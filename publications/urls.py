"""Addresses of publications beside their Wagtail pages."""

from django.urls import path

from . import views

app_name = "publications"
urlpatterns = [path("library/people/<slug:slug>/", views.person_detail, name="person-detail")]
