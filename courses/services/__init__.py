"""Writes: one verb, one transaction each. No Wagtail, no Celery, no request."""
