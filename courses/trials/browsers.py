"""Which browser plays the trial: the one that is set, or the Chromium that is installed."""

import os
import shutil

from django.conf import settings

OFF = "off"
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_browser() -> str | None:
    """Its path; None where there is none, or where PACKAGE_TRIAL_BROWSER says "off"."""
    wanted: str = settings.PACKAGE_TRIAL_BROWSER
    if wanted == OFF:
        return None
    if wanted:
        return wanted if os.access(wanted, os.X_OK) else None
    return next((path for name in _NAMES if (path := shutil.which(name))), None)
