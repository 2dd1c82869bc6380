"""`make demo`: prepare the demo's data and run its processes in the foreground."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from cms.demo.seed import SeedReport, seed

PR_SET_PDEATHSIG = 1
STOP_SECONDS = 8.0
RESTART_SECONDS = 1.0


class Command(BaseCommand):
    help = "Prepare the demo library and run web server, worker and scheduler until Ctrl-C."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This runs the demo profile only; production starts each process by itself.")
        settings.VAR.mkdir(parents=True, exist_ok=True)
        self._prepare_database()
        report = seed(say=self.stdout.write)
        connections.close_all()
        self._announce(report)
        Processes(self.stdout.write).run()

    def _prepare_database(self) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Preparing the database ...")
            call_command("migrate", interactive=False, verbosity=0)
            call_command("createcachetable", verbosity=0)

    def _announce(self, report: SeedReport) -> None:
        address = f"http://localhost:{settings.PORT}"
        width = max(len(account.email) for account in report.accounts)
        lines = [
            "",
            f"  Candour is at            {address}/",
            f"  Editors sign in at       {address}/admin/",
            f"  Mail that was sent       {address}/demo/mail/",
            f"  Everything is kept in    {settings.VAR}",
            "",
            f"  Every account below has the password  {report.password}",
            *(f"    {account.email:<{width}}  {account.name}, {account.role}" for account in report.accounts),
            "",
            "  In this demo staff need no second factor. Ctrl-C stops it; nothing is lost by running it again.",
            "",
        ]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()


class Processes:
    """The demo's children, in this process group: started together, restarted when one dies, stopped together."""

    def __init__(self, say: Any) -> None:
        self.say = say
        self.stopping = False
        python = Path(sys.executable).parent
        self.commands = {
            "web": [
                *(
                    str(python / "gunicorn"),
                    "cms.wsgi:application",
                    "--preload",
                    "--bind",
                    f"127.0.0.1:{settings.PORT}",
                ),
                *("--workers", "2", "--threads", "4", "--worker-class", "gthread", "--keep-alive", "60"),
                *("--graceful-timeout", "5", "--log-level", "warning"),
            ],
            "worker": [
                *(str(python / "celery"), "--quiet", "-A", "cms", "worker", "--beat", "--pool", "threads"),
                *("--concurrency", "2", "--without-gossip", "--without-mingle", "--without-heartbeat"),
                *("--loglevel", "warning"),
            ],
        }
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def run(self) -> None:
        """Until a signal: keep every child alive. Then stop them, and kill what does not stop."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        for name in self.commands:
            self._start(name)
        while not self.stopping:
            for name, child in list(self.running.items()):
                if child.poll() is not None and not self.stopping:
                    self.say(f"  The {name} ended (status {child.returncode}); starting it again. Nothing is lost.")
                    time.sleep(RESTART_SECONDS)
                    self._start(name)
            time.sleep(0.2)
        self._end()

    def _start(self, name: str) -> None:
        # C_FORCE_ROOT and PYTHONWARNINGS: a container's demo runs as root, and Celery would print a page about it.
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
            "PYTHONWARNINGS": "ignore",
        }
        self.running[name] = subprocess.Popen(  # noqa: S603 - our own commands
            self.commands[name],
            cwd=settings.ROOT,
            env=environment,
            preexec_fn=_die_with_parent,  # noqa: PLW1509
        )

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _end(self) -> None:
        for child in self.running.values():
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for child in self.running.values():
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def _die_with_parent() -> None:
    # A supervisor that is killed leaves no orphans behind (Linux; elsewhere the children outlive it).
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
