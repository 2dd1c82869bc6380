"""Prove that nothing about the certificates was changed behind the application's back."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from certificates.audit import audit


class Command(BaseCommand):
    help = "Recompute the chain of certificate events and compare every certificate with it. Exits 1 on any difference."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--files", action="store_true", help="also read every stored file and compare its hash")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        report = audit(files=options["files"])
        if options["format"] == "json":
            self.stdout.write(json.dumps(report.as_dict()))
        else:
            for fault in report.faults:
                self.stdout.write(fault)
            self.stdout.write(
                f"{report.events} events, {report.certificates} certificates, {report.files} files checked."
            )
            self.stdout.write(f"The head of the chain is {report.head}.")
        if report.faults:
            raise CommandError(f"{len(report.faults)} difference(s) found.", returncode=1)
