"""Build a SCORM 1.2 package from a course of the demo library."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.demo.courses import read_course
from cms.demo.markdown import LibraryError, Lines, toml
from cms.demo.packaging import build_package
from cms.demo.reading import ROOT


class Command(BaseCommand):
    help = "Build a SCORM 1.2 package from cms/demo/library/courses/SLUG. The same text gives the same bytes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the folder of the course")
        parser.add_argument("out", metavar="OUT.zip", help="where the package is written")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = ROOT / "courses" / options["slug"]
        if not (folder / "course.md").is_file():
            known = ", ".join(sorted(path.parent.name for path in (ROOT / "courses").glob("*/course.md")))
            raise CommandError(f"There is no course called {options['slug']}. There are: {known}.")
        path = ROOT / "people.toml"
        try:
            people = toml(Lines(path, 1, path.read_text(encoding="utf-8").splitlines()))["people"]
            data = build_package(read_course(folder), people)
        except LibraryError as error:
            raise CommandError(str(error)) from error
        Path(options["out"]).write_bytes(data)
        self.stdout.write(f"{options['out']}: {len(data):,} bytes.")
