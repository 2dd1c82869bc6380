"""The product as its README starts it, on a free port with data of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from tests.conftest import REQUIRED

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "wrenmoor-demo-2026"
START_SECONDS = 180


@dataclass
class Product:
    """A running demo."""

    folder: Path
    port: int
    process: subprocess.Popen[str]

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        return environment(self.folder, self.port)

    def manage(self, *words: str) -> str:
        """What `manage.py` printed. Raises CalledProcessError."""
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout


def environment(folder: Path, port: int) -> dict[str, str]:
    """A clean environment for the product. Where a Redis is at hand its worker is woken through it, else by files."""
    clean = dict(os.environ)
    for name in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE"):
        clean.pop(name, None)
    if os.environ.get("CANDOUR_REDIS_URL"):
        clean["CELERY_BROKER_URL"] = os.environ["CANDOUR_REDIS_URL"]
    elif "redis" in REQUIRED:
        raise AssertionError("CANDOUR_REQUIRE asks for redis, but CANDOUR_REDIS_URL names no server.")
    return clean | {"CANDOUR_VAR": str(folder), "PORT": str(port), "PYTHONUNBUFFERED": "1"}


@contextmanager
def running(folder: Path) -> Iterator[Product]:
    """`manage.py demo`, as `make demo` runs it, until the block ends; stopped as Ctrl-C stops it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with (folder.parent / "demo.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "demo"],
            cwd=ROOT,
            env=environment(folder, port),
            stdout=log,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        product = Product(folder, port, process)
        try:
            _wait_until_ready(product, Path(log.name))
            yield product
        finally:
            os.killpg(process.pid, signal.SIGINT)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                raise


def _wait_until_ready(product: Product, log: Path) -> None:
    deadline = monotonic() + START_SECONDS
    while monotonic() < deadline:
        if product.process.poll() is not None:
            raise AssertionError(f"The demo ended while starting:\n{log.read_text()[-3000:]}")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{product.port}/readyz", timeout=5) as answer:
                if json.load(answer)["ready"]:
                    return
        except (urllib.error.URLError, OSError):
            product.process.poll()
            _breathe()
    raise AssertionError(f"The demo was not ready in {START_SECONDS} s:\n{log.read_text()[-3000:]}")


def _breathe() -> None:
    # Waiting for another process to listen; there is nothing to be notified by.
    signal.sigtimedwait([], 0.2)
