"""Build one of the demo's packages from its sources in the repository."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.demo.markdown import LibraryError, Lines, toml
from cms.demo.packaging import build, names
from cms.demo.reading import ROOT


class Command(BaseCommand):
    help = (
        "Build a SCORM package from cms/demo/library: a course as one page of SCORM 1.2, or one of the packages with "
        "sources of their own. The same text gives the same bytes."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help=f"one of: {', '.join(names(ROOT))}")
        parser.add_argument("out", metavar="OUT.zip", help="where the package is written")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["name"] not in names(ROOT):
            known = ", ".join(names(ROOT))
            raise CommandError(f"There is no package called {options['name']}. There are: {known}.")
        path = ROOT / "people.toml"
        try:
            people = toml(Lines(path, 1, path.read_text(encoding="utf-8").splitlines()))["people"]
            data = build(options["name"], ROOT, people)
        except LibraryError as error:
            raise CommandError(str(error)) from error
        Path(options["out"]).write_bytes(data)
        self.stdout.write(f"{options['out']}: {len(data):,} bytes.")
