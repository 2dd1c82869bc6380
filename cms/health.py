"""Whether this process lives, and whether the site may be sent readers. Redis and the search server are not asked:
without them the site is slower or plainer, and still right."""

from collections.abc import Callable
from datetime import timedelta
from functools import cache

from django.db import DatabaseError, OperationalError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from wagtail.models import Site

from foundation.outbox.api import Duty

# A duty this late means that no worker and no sweeper runs: certificates and mail would wait without anybody knowing.
OUTBOX_LATE = timedelta(minutes=15)

NotReady = str  # a sentence for the person who looks


@never_cache
def live(request: HttpRequest) -> HttpResponse:
    """200 while the process answers. It asks nothing else: a broken database must not restart a good process."""
    return JsonResponse({"live": True})


@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """200 when the database takes writes, its migrations are applied and the outbox is not late; else 503 and why."""
    checks = {name: _sentence(check) for name, check in CHECKS.items()}
    wrong = {name: sentence for name, sentence in checks.items() if sentence}
    answer = {"ready": not wrong, "checks": {name: sentence or "ok" for name, sentence in checks.items()}}
    return JsonResponse(answer, status=503 if wrong else 200)


def _sentence(check: Callable[[], NotReady]) -> NotReady:
    try:
        return check()
    except (DatabaseError, OSError):
        return "The database does not answer."


def _database_takes_writes() -> NotReady:
    try:
        # An update of nothing: it takes the writer's place and is refused by a database that is read only.
        with transaction.atomic():
            Site.objects.filter(pk=-1).update(port=80)
    except OperationalError:
        return "The database takes no writes."
    return ""


def _migrations_are_applied() -> NotReady:
    if _applied():
        return ""
    _applied.cache_clear()  # only a good answer is remembered: it holds as long as this process and its code
    return "Migrations are waiting to be applied."


@cache
def _applied() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _outbox_is_not_late() -> NotReady:
    now = timezone.now()
    waiting = Duty.objects.filter(state__in=[Duty.State.WAITING, Duty.State.RUNNING], next_at__lte=now - OUTBOX_LATE)
    oldest = waiting.order_by("next_at").values_list("next_at", flat=True).first()
    if oldest is None:
        return ""
    return f"The oldest duty has waited {int((now - oldest).total_seconds() // 60)} minutes; is a worker running?"


CHECKS: dict[str, Callable[[], NotReady]] = {
    "database": _database_takes_writes,
    "migrations": _migrations_are_applied,
    "outbox": _outbox_is_not_late,
}
