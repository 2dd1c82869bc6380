"""What a worker runs: the wake-up after a commit and the beat's sweep are the same call."""

from celery import shared_task

from .relaying import run


@shared_task(name="outbox.relay", ignore_result=True, acks_late=True)
def relay() -> None:
    """Do every duty that is due."""
    run()
