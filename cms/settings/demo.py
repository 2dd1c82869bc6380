"""The profile of `make demo`: everything on one machine, no server needed, nothing leaves it.

It differs from production only where the demo must: plain http on loopback, a printed password, mail kept in the
database and shown at /demo/mail/, and no second factor for staff. The site says so on every page.
"""

import hashlib

from .base import *  # noqa: F403 - a profile is its base and what it changes
from .base import VAR

DEMO = True
# Stable over restarts, so that a demo session survives them; worthless elsewhere, since it is made from the folder.
SECRET_KEY = hashlib.sha256(f"candour demo {VAR}".encode()).hexdigest()
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", ".content.localhost"]
STAFF_SECOND_FACTOR_REQUIRED = False
EMAIL_BACKEND = "members.mailbox.MailboxBackend"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 0
