"""What the fuzzer runs: bytes as a manifest, or as a whole archive, each ending in a reading or a coded refusal.

`python -m tests.prove.fuzzing manifest|archive|control [libFuzzer's own arguments]`. "control" lies that it found a
fault as soon as a manifest is accepted: a fuzzer that does not report that would report nothing.
"""

import sys

import atheris

with atheris.instrument_imports(include=["courses"]):
    from courses.packages import archive, manifest, sequencing
    from courses.packages.refusals import PackageRefused
    from tests.courses import judging
from tests.courses.made_packages import assert_speaks

PATHS = ["imsmanifest.xml", "index.html", "a/b.html", "a/c/d.html", "With Space.html"]
LIMITS = archive.Limits(upload=1 << 20, entries=200, unpacked=4 << 20, one_file=1 << 20)


def _manifest(data: bytes) -> None:
    try:
        found = manifest.read_manifest(data, PATHS)
    except PackageRefused as refused:
        assert_speaks(refused)
        return
    judging.check(found, set(PATHS))


def _archive(data: bytes) -> None:
    judging.judge(data, LIMITS)


def _control(data: bytes) -> None:
    found = None
    try:
        found = manifest.read_manifest(data, PATHS)
    except PackageRefused:
        return
    message = f"a fault that is none: {sequencing.activity_tree(found.standard, found.organisations[0])}"
    raise RuntimeError(message)


if __name__ == "__main__":
    target = {"manifest": _manifest, "archive": _archive, "control": _control}[sys.argv.pop(1)]
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()
