"""The Celery application. Its broker needs no server in the demo: a folder under CANDOUR_VAR."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.demo")

SWEEP_SECONDS = 10.0  # how long a duty waits at most when its wake-up was lost


def _broker_options(url: str, folder: Path) -> dict[str, Any]:
    if url.startswith("filesystem:"):
        messages, control = folder / "messages", folder / "control"
        for path in (messages, control):
            path.mkdir(parents=True, exist_ok=True)
        return {
            "data_folder_in": str(messages),
            "data_folder_out": str(messages),
            "control_folder": str(control),
            "polling_interval": 0.25,
        }
    # Redis returns the messages of a killed worker after this many seconds; tasks are short, and the sweeper is sooner.
    return {"visibility_timeout": 300, "unacked_restore_throttle": 1}


app = Celery("candour")
app.conf.update(
    broker_url=settings.CELERY_BROKER_URL,
    broker_transport_options=_broker_options(settings.CELERY_BROKER_URL, settings.BROKER_FOLDER),
    broker_connection_retry_on_startup=True,
    broker_connection_timeout=2,
    accept_content=["json"],
    task_serializer="json",
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_time_limit=300,
    worker_prefetch_multiplier=16,
    worker_enable_remote_control=False,
    worker_hijack_root_logger=False,
    timezone=settings.TIME_ZONE,
    beat_schedule_filename=str(settings.BROKER_FOLDER.parent / "beat-schedule"),
    beat_schedule={"sweep the outbox": {"task": "outbox.relay", "schedule": SWEEP_SECONDS}},
)
app.autodiscover_tasks()
