#!/usr/bin/env python
"""Django's command line for Candour. Without DJANGO_SETTINGS_MODULE it runs the demo profile."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.demo")
    # Only now: the import of Django must find the settings module named.
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
