"""Import a course package from a file: the editors' upload, for a terminal and for scripts."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from courses.models import PackageVersion
from courses.packages.importing import ImportReport, import_package
from courses.services.trying import try_again


class Command(BaseCommand):
    help = (
        "Import a SCORM 1.2 or SCORM 2004 package. The same file again is the same version. A package that cannot be "
        "accepted is refused with the reason and leaves nothing behind; the exit code is then 1. The worker tries an "
        "accepted one in a browser afterwards; the admin shows what was seen."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE.zip", help="the package, a zip file")
        parser.add_argument("--publish", metavar="TITLE", help="offer it to members as a course of this title")
        parser.add_argument(
            "--cpd-minutes",
            type=int,
            metavar="N",
            help="minutes of CPD that the published course earns; by default the package's learning time, 0 for none",
        )
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        report = import_package(
            options["file"], at=timezone.now(), publish_title=options["publish"], cpd_minutes=options["cpd_minutes"]
        )
        if report.version and not report.already:
            try_again(PackageVersion.objects.get(uuid=report.version), at=timezone.now())
        if options["format"] == "json":
            self.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False))
        else:
            self._tell(report)
        if not report.accepted:
            raise SystemExit(1)

    def _tell(self, report: ImportReport) -> None:
        if not report.accepted:
            where = _where(report.file, report.line)
            self.stdout.write(f"Refused ({report.code}){where}.\n{report.sentence}\nWhat to do: {report.remedy}")
            return
        known = ", which was here already" if report.already else ""
        named = {"scorm-1.2": "SCORM 1.2", "scorm-2004": "SCORM 2004"}[report.standard or ""]
        self.stdout.write(f"Accepted: “{report.title}”, {named}, {report.files} files{known}.")
        for item in report.items:
            self.stdout.write(f"  {item['title']}" + (f"  ({item['href']})" if item["href"] else ""))
        for warning in report.warnings:
            where = _where(warning["file"], warning["line"])
            self.stdout.write(f"Note ({warning['code']}){where}: {warning['sentence']}")
        if report.course_url:
            self.stdout.write(f"Published: {report.course_url}")


def _where(file: str, line: int | None) -> str:
    if not file:
        return ""
    return f", {file}, line {line}" if line else f", {file}"
