"""A database that is migrated once and copied after that: migrating takes longer than most tests.

SQLite only. The copy is kept beside the tests' own files under the name of what it was made from, the migrations and
the installed packages, so that a changed migration never meets an old copy.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.metadata import distributions
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections

import pytest
from pytest_django import DjangoDbBlocker

ROOT = Path(__file__).resolve().parent.parent


def _file() -> Path | None:
    """The file of the tests' database; None where it is none of SQLite."""
    database = settings.DATABASES["default"]
    name = database.get("TEST", {}).get("NAME")
    return Path(name) if name and "sqlite" in database["ENGINE"] else None


def _kept() -> Path:
    """Where the migrated copy lies, once it was made."""
    digest = hashlib.sha256()
    for path in sorted(ROOT.glob("*/migrations/*.py")) + sorted(ROOT.glob("*/*/migrations/*.py")):
        digest.update(path.read_bytes())
    # What the migrations put in.
    for path in sorted(ROOT.glob("*/*/data/*.toml")):
        digest.update(path.read_bytes())
    digest.update("\n".join(sorted(f"{each.name}=={each.version}" for each in distributions())).encode())
    folder = Path(settings.VAR) / "test-migrated"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{digest.hexdigest()[:16]}.sqlite3"


@contextmanager
def _alone(kept: Path) -> Iterator[None]:
    """One process migrates, the others wait for its copy."""
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest) -> bool:
    """With a copy at hand the database is there already, and only what is missing would be migrated: nothing."""
    return _file() is not None or bool(request.config.getvalue("reuse_db"))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: DjangoDbBlocker
) -> None:
    """Lay the migrated copy out before the database is set up."""
    file = _file()
    if file is not None:
        kept = _kept()
        with _alone(kept), django_db_blocker.unblock():
            if not kept.exists():
                _make(kept)
        shutil.copyfile(kept, file)


def _make(kept: Path) -> None:
    partial = kept.with_suffix(f".{os.getpid()}")
    partial.unlink(missing_ok=True)
    connection = connections["default"]
    connection.close()
    before = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = str(partial)
    try:
        call_command("migrate", interactive=False, verbosity=0, run_syncdb=True)
        call_command("createcachetable")
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
    with closing(sqlite3.connect(partial)) as plain:
        plain.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        plain.execute("PRAGMA journal_mode=DELETE")
    partial.replace(kept)
