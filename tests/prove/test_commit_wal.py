"""What the reference commit writes to PostgreSQL's log, on a server where nothing else happens."""

import statistics

import pytest

from .killing import Site

pytestmark = pytest.mark.prove

MOST_BYTES = 4096


@pytest.mark.parametrize("cluster", [{"autovacuum": "off"}], indirect=True, ids=["quiet"])
def test_the_reference_commit_writes_little_to_the_log(cluster, tmp_path, capsys):
    site = Site(tmp_path / "site", cluster=cluster)
    try:
        sizes = site.desk.ask("logged", "40")
    finally:
        site.stop()
    with capsys.disabled():
        print(f"\n| WAL of a commit | median {statistics.median(sizes):.0f} B | most {max(sizes)} B |", end=" ")  # noqa: T201 - the figures are the point
    assert statistics.median(sizes) <= MOST_BYTES
