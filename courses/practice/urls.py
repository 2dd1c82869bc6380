"""Addresses under /practice/<organisation>/: for those who manage the organisation; 404 for everybody else."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
