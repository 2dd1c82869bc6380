"""Databases of the long proofs: made once, and copied for each proof that spoils one."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import missing

from .cluster import Cluster, programs
from .killing import Site


@pytest.fixture(scope="session")
def prepared(tmp_path_factory) -> Path:
    """A folder with an empty SQLite database, made once."""
    folder = tmp_path_factory.mktemp("site") / "prepared"
    site = Site(folder)
    try:
        site.prepare()
    finally:
        site.stop()
    return folder


@pytest.fixture
def folder(prepared, tmp_path) -> Path:
    return shutil.copytree(prepared, tmp_path / "site")


@pytest.fixture(scope="session")
def prepared_cluster(tmp_path_factory) -> Iterator[Cluster]:
    """A PostgreSQL with an empty database, made once and stopped; it is copied, never killed."""
    if programs() is None:
        missing("postgres", "its programs are not installed")
    cluster = Cluster(settings={"fsync": "off"})
    try:
        cluster.start()
        cluster.create_database()
        site = Site(tmp_path_factory.mktemp("site") / "prepared-on-postgres", cluster=cluster)
        try:
            site.prepare()
        finally:
            site.stop()
        cluster.stop()
        yield cluster
    finally:
        cluster.remove()


@pytest.fixture
def cluster(prepared_cluster, request) -> Iterator[Cluster]:
    copy = Cluster(copy_of=prepared_cluster, settings=getattr(request, "param", None))
    try:
        copy.start()
        yield copy
    finally:
        copy.remove()
