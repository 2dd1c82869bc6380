"""A package judged as an import judges it, without a database: archive, manifest, trees, advice.

`python -m tests.courses.judging FOLDER` judges every file of a folder in a process that may have 512 MiB, and prints
for each its name, what came of it and the most memory that the process has held so far.
"""

import io
import json
import resource
import sys
from pathlib import Path
from typing import BinaryIO

from courses.packages.advice import Advice
from courses.packages.archive import MANIFEST, Limits, open_archive
from courses.packages.manifest import Manifest, read_manifest
from courses.packages.refusals import PackageRefused
from courses.packages.sequencing import activity_tree
from tests.courses.made_packages import assert_speaks

MEMORY = 512 << 20
ACCEPTED = "accepted"


def judge(source: BinaryIO | bytes, limits: Limits | None = None) -> str:
    """ "accepted", or the code of the refusal, which says what is wrong and what to do; nothing else may come of it."""
    try:
        archive = open_archive(io.BytesIO(source) if isinstance(source, bytes) else source, limits)
        entry = archive.entries.get(MANIFEST)
        manifest = read_manifest(archive.read(entry), archive.entries) if entry else None
        advice = Advice()
        for path, each in archive.entries.items():
            for _ in advice.watch(path, archive.chunks(each)):
                pass
    except PackageRefused as error:
        refused = error
    else:
        refused = None
    if refused is not None:
        assert_speaks(refused)
        return refused.code
    if manifest is None:
        return "no-manifest"
    advice.notices(manifest.standard, manifest.every_item())
    check(manifest, set(archive.entries))
    return ACCEPTED


def check(manifest: Manifest, paths: set[str]) -> None:
    """What every accepted manifest promises to those who play it."""
    every = list(manifest.every_item())
    assert any(item.url for item in every)
    assert all(not item.url or (item.path in paths and item.url.isascii()) for item in every)
    assert len({item.identifier for item in every}) == len(every)
    assert len({each.identifier for each in manifest.organisations}) == len(manifest.organisations)
    for text in (item.title for item in every):
        assert 0 < len(text) <= 1000
    for organisation in manifest.organisations:
        json.dumps(activity_tree(manifest.standard, organisation), allow_nan=False)


def _judge_folder(folder: Path) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for path in sorted(folder.iterdir()):
        with path.open("rb") as source:
            came = judge(source)
        # Not ru_maxrss, which begins with what the parent held when it forked.
        status = Path("/proc/self/status").read_text()
        peak = 1024 * int(status.partition("VmHWM:")[2].split()[0])
        sys.stdout.write(json.dumps({"name": path.name, "came": came, "peak": peak}) + "\n")


if __name__ == "__main__":
    _judge_folder(Path(sys.argv[1]))
