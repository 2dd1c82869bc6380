"""`manage.py seed_demo`: the demo library, the cast and the site. Run it as often as you like."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms.demo.markdown import LibraryError
from cms.demo.seed import seed


class Command(BaseCommand):
    help = "Add what is missing of the demo: the site, its people, and the library with its courses."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = seed(say=self.stdout.write)
        except LibraryError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{report.added} added, {report.unchanged} already there.")
        self.stdout.write(f"Every account has the password {report.password}:")
        for account in report.accounts:
            self.stdout.write(f"  {account.email}  {account.name}, {account.role}")
