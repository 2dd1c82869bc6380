"""How Celery is set: a broker that needs no server unless CELERY_BROKER_URL names one. Read by `base`."""

from pathlib import Path
from typing import Any

from celery.schedules import crontab

SWEEP_SECONDS = 10.0  # how long a duty waits at most when its wake-up was lost


def transport(url: str) -> str | None:
    """Our own transport for a broker of files; what the address says for every other."""
    return "foundation.outbox.file_broker.Transport" if url.startswith("filesystem:") else None


def transport_options(url: str, folder: Path) -> dict[str, Any]:
    """The broker's options; a broker of files gets its folders under `folder`, made when missing."""
    if not url.startswith("filesystem:"):
        # Redis returns a killed worker's messages after this many seconds; the sweeper is sooner. Longer than any task.
        return {"visibility_timeout": 900, "unacked_restore_throttle": 1}
    messages, control = folder / "messages", folder / "control"
    for path in (messages, control):
        path.mkdir(parents=True, exist_ok=True)
    return {
        "data_folder_in": str(messages),
        "data_folder_out": str(messages),
        "control_folder": str(control),
        "polling_interval": 0.25,
    }


CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 600  # the import of a package may take 300 s
CELERY_WORKER_PREFETCH_MULTIPLIER = 16
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE = {
    "sweep the outbox": {"task": "outbox.relay", "schedule": SWEEP_SECONDS},
    # From eight in London; the hours after it find nothing left to do, unless the machine was off at eight.
    "ask and remind of learning": {"task": "courses.morning", "schedule": crontab(minute="0", hour="8-17")},
    "note completed learning paths": {"task": "courses.paths", "schedule": crontab(minute="40")},
    "measure how long learning takes": {"task": "courses.measure", "schedule": crontab(minute="20", hour="4")},
    "forget refused certificates from elsewhere": {
        "task": "courses.sweep-proofs",
        "schedule": crontab(minute="50", hour="3"),
    },
}
