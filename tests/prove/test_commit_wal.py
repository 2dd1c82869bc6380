"""What the reference commit writes to PostgreSQL's log, on a server where nothing else happens."""

import statistics

import pytest

from tests.conftest import missing

from .cluster import Cluster, programs
from .killing import Site

pytestmark = pytest.mark.prove

MOST_BYTES = 4096


def test_the_reference_commit_writes_little_to_the_log(tmp_path, capsys):
    if programs() is None:
        missing("postgres", "its programs are not installed")
    cluster = Cluster(settings={"fsync": "off", "autovacuum": "off"})
    try:
        cluster.start()
        cluster.create_database()
        site = Site(tmp_path / "site", cluster=cluster)
        try:
            site.prepare()
            sizes = site.desk.ask("logged", "40")
        finally:
            site.stop()
    finally:
        cluster.remove()
    with capsys.disabled():
        print(f"\n| WAL of a commit | median {statistics.median(sizes):.0f} B | most {max(sizes)} B |", end=" ")  # noqa: T201 - the figures are the point
    assert statistics.median(sizes) <= MOST_BYTES
