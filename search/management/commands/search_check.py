"""`manage.py search_check`: whether the search says what the library says."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from search.rebuilding import Drift, drift, repair


class Command(BaseCommand):
    """Exit 0 when nothing differs (any more), 1 when something does."""

    help = "Compare the search index with the library, thing by thing; with --repair, put right what differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--repair", action="store_true", help="index anew what differs, then compare again")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        found = drift()
        left = found
        if options["repair"] and found.count:
            repair(found)
            left = drift()
        if options["format"] == "json":
            self.stdout.write(json.dumps({"found": found.as_dict(), "left": left.as_dict()}))
        else:
            self._tell(found, "were" if left is not found else "are")
            if left is not found:
                self._tell(left, "are")
        if left.count:
            sys.exit(1)

    def _tell(self, found: Drift, verb: str) -> None:
        if not found.count:
            self.stdout.write("The index says what the library says.")
        for name in ("missing", "stale", "extra"):
            refs = getattr(found, name)
            if refs:
                self.stdout.write(f"{len(refs)} {verb} {name}: {', '.join(refs)}")
        if not found.sound:
            self.stdout.write("The index contradicts its own text: it needs a rebuild.")
