"""What a package, or a scanner, might do to the process that examines it: run in that process by PACKAGE_SCANNER."""

import os
import signal
import time
from pathlib import Path


def never_ends(path: Path) -> str:
    """Waits, as for an answer that never comes."""
    time.sleep(600)
    return ""


def dies(path: Path) -> str:
    """Dies as by a fault in a library."""
    os.kill(os.getpid(), signal.SIGSEGV)
    return ""


def eats_memory(path: Path) -> str:
    """Asks for more than an import may have."""
    return str(len(bytearray(700 << 20)))


def finds_something(path: Path) -> str:
    """A scanner's verdict, if the file is really there to be read."""
    return "Eicar-Test" if path.read_bytes()[:2] == b"PK" else ""
