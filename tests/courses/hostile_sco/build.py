"""The hostile package, built from the sources beside this file: `python -m tests.courses.hostile_sco.build out.zip`.

It is an ordinary SCORM 1.2 package whose only page attacks everything around it. It knows more than a real attacker
would: the test tells it the addresses, keys, codes and tokens of its victims.
"""

import sys
from pathlib import Path

from tests.courses.made_packages import zipped

SOURCES = Path(__file__).parent / "sources"


def files() -> dict[str, bytes | str]:
    """Every file of the package by its name."""
    return {path.name: path.read_bytes() for path in sorted(SOURCES.iterdir())}


def build() -> bytes:
    """The zip."""
    return zipped(files())


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(build())
