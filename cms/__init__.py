"""The project package and site shell: settings, addresses, composition. Nothing imports it."""

from .celery import app as celery_app

__all__ = ["celery_app"]
