"""The profile of the test suite: the demo's code path on a database of its own. Tasks are never eager; mail is kept."""

import os

from .demo import *  # noqa: F403 - a profile is its base and what it changes
from .demo import DATABASES, VAR

DEMO = True
SECRET_KEY = "a key for tests only; it protects nothing"
# Each process of a parallel run has a folder of its own.
TEST_VAR = VAR / "test" / os.environ.get("PYTEST_XDIST_WORKER", "main")
if "DATABASE_URL" not in os.environ:
    # A file, as in a real installation: threads and processes meet at the same gate. Only durability is left off.
    DATABASES["default"]["TEST"] = {"NAME": str(TEST_VAR / "candour.sqlite3")}
    DATABASES["default"]["OPTIONS"] = DATABASES["default"]["OPTIONS"] | {
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA cache_size=-16000;"
    }
SEARCH_FILE = TEST_VAR / "search.sqlite3"
MEDIA_ROOT = TEST_VAR / "media"
PACKAGES_ROOT = TEST_VAR / "packages"
PACKAGES_QUARANTINE = TEST_VAR / "quarantine"
PACKAGE_TRIAL_BROWSER = "off"  # the tests of the trial turn it on
DOCUMENTS_ROOT = TEST_VAR / "documents"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT = None
WHITENOISE_AUTOREFRESH = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["*"]
