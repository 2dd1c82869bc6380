"""`manage.py seed_scale`: generated guides, courses and learners, for benchmarks."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cms.demo.scale import seed_scale
from members.api import DEMO_PASSWORD

MOST = 200_000


class Command(BaseCommand):
    help = (
        "Add generated guides, courses and learners up to the numbers given; what is there is left alone. "
        f"Learners sign in as learner<N>@scale.invalid with the password {DEMO_PASSWORD}; each is enrolled in the "
        "first course."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        for name, words in (("pages", "guides"), ("learners", "learners"), ("courses", "courses")):
            parser.add_argument(f"--{name}", type=int, default=0, metavar="N", help=f"how many {words} there shall be")

    def handle(self, *args: Any, **options: Any) -> None:
        numbers = {name: options[name] for name in ("pages", "learners", "courses")}
        for name, number in numbers.items():
            if not 0 <= number <= MOST:
                raise CommandError(f"--{name} is between 0 and {MOST:,}.")
        seed_scale(**numbers, at=timezone.now(), say=self.stdout.write)
