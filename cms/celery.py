"""The Celery application; cms/settings/celery.py sets it."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.demo")

app = Celery("candour")
# By name, so that the settings are read when Celery is first used and not while they are being imported.
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
