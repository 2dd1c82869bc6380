"""Do what is due, without any worker or broker."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from foundation.outbox.api import run


class Command(BaseCommand):
    help = "Do every duty of the outbox that is due now: render, mail, index, remind. Needs no worker and no broker."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--limit", type=int, default=10_000, help="at most this many duties (default 10000)")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        report = run(limit=options["limit"])
        if options["format"] == "json":
            self.stdout.write(json.dumps(report.as_dict()))
        else:
            self.stdout.write(
                f"{report.done} done, {report.failed} failed ({report.parked} of them parked), {report.left} left."
            )
