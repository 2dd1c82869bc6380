"""`manage.py rebuild_search`: the whole index anew, beside the one that answers."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.engines.base import GenerationGone
from search.rebuilding import rebuild


class Command(BaseCommand):
    """Exit 0 when everything was indexed, 1 when some things could not be described or another rebuild took over."""

    help = "Make the search index anew from the library. Searching and publishing go on meanwhile."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = rebuild()
        except GenerationGone as error:
            raise CommandError(f"{error} Nothing was changed; the other rebuild goes on.") from error
        if options["format"] == "json":
            self.stdout.write(json.dumps({"indexed": report.indexed, "failed": report.failed}))
        else:
            self.stdout.write(f"{report.indexed} things are in the index.")
            for ref in report.failed:
                self.stdout.write(f"Left out, because it could not be read (the log says why): {ref}")
        if report.failed:
            sys.exit(1)
