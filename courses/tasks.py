"""What the clock starts. Hourly by day: a machine that was off at eight says it later, and nothing twice."""

from django.utils import timezone

from celery import shared_task

from .services.measuring import measure
from .services.programmes import note_completions
from .services.proof_sweeping import sweep_proofs
from .services.reminding import morning


@shared_task(name="courses.morning", ignore_result=True)
def learning_morning() -> None:
    """Spread what practices ask of their people, and remind of it. A second run on a day changes nothing."""
    morning(at=timezone.now())


@shared_task(name="courses.measure", ignore_result=True)
def learning_measured() -> None:
    """Look how long parts of courses take those who do them. A second run changes nothing."""
    measure(at=timezone.now())


@shared_task(name="courses.paths", ignore_result=True)
def note_completed_paths() -> None:
    """Note which learning paths were completed by what their courses have come to. A second run changes nothing."""
    note_completions(at=timezone.now())


@shared_task(name="courses.sweep-proofs", ignore_result=True)
def proofs_swept() -> None:
    """Forget certificates from elsewhere that were refused or never looked at. A second run changes nothing."""
    sweep_proofs(at=timezone.now())
