"""Addresses under /practice/<organisation>/: for those who manage the organisation; 404 for everybody else."""

from django.urls import URLPattern, path

from . import assignment_views

urlpatterns: list[URLPattern] = [
    path("assignments/", assignment_views.assignments, name="assignments"),
    path("assignments/new/", assignment_views.assignment_create, name="assignment-create"),
    path("assignments/<uuid:assignment>/", assignment_views.assignment_detail, name="assignment"),
    path("assignments/<uuid:assignment>/due/", assignment_views.assignment_change, name="assignment-change"),
    path("assignments/<uuid:assignment>/end/", assignment_views.assignment_end, name="assignment-end"),
]
