"""The throw-away server of one trial: the package's files, the shell, the run-time, on 127.0.0.1. No Django.

It answers with the headers that learners' browsers get, and looks every path up in the version's table of files.
"""

import json
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote, urlsplit

from courses.packages.media_types import content_type, is_served

SHELL = Path(__file__).resolve().parent / "shell"
CONTENT = "/c/"
NOTHING = b"There is nothing at this address."
# What shuts learners' copies in too: a test compares it with the content host's own words.
CONTENT_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'self'; sandbox allow-scripts allow-same-origin allow-forms "
    "allow-popups allow-modals allow-downloads",
}
SHELL_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; connect-src 'self'; frame-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}
_CHUNK = 1 << 16


class TrialServer:
    """Serves until it is closed. `job` is what the shell asks for first, and may change between visits."""

    def __init__(self, job: dict[str, Any]) -> None:
        self.job: dict[str, Any] = {}
        self.files: dict[str, str] = job["files"]
        self.folded = {path.lower(): path for path in self.files}
        self.own = {
            "/": (SHELL / "trial.html", "text/html; charset=utf-8"),
            "/trial.js": (SHELL / "trial.js", "text/javascript; charset=utf-8"),
            "/runtime.js": (Path(job["runtime"]), "text/javascript; charset=utf-8"),
        }
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """In a thread of its own."""
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """No further answer."""
        self._server.shutdown()
        self._server.server_close()

    def find(self, path: str) -> str | None:
        """The stored file of a path, in whatever capitals; None where there is none that is served."""
        known = path if path in self.files else self.folded.get(path.lower())
        return self.files[known] if known is not None and is_served(path) else None


def _handler(trial: TrialServer) -> type[BaseHTTPRequestHandler]:
    return type("Handler", (_Handler,), {"trial": trial})


class _Handler(BaseHTTPRequestHandler):
    timeout = 20
    trial: TrialServer

    def do_GET(self) -> None:
        """A file of the package, of the shell, or the job."""
        path = unquote(urlsplit(self.path).path, errors="replace")
        if self.headers.get("Service-Worker") == "script":
            self._answer(403, b"Service workers are not allowed here.")
        elif path == "/job.json":
            self._answer(200, json.dumps(self.trial.job).encode(), "application/json")
        elif path in self.trial.own:
            file, kind = self.trial.own[path]
            self._answer(200, file.read_bytes(), kind, SHELL_HEADERS if path == "/" else {})
        elif path.startswith(CONTENT):
            self._content(path.removeprefix(CONTENT))
        else:
            self._answer(404, NOTHING)

    def _content(self, path: str) -> None:
        found, kind = self.trial.find(path), content_type(path)
        if found is None:
            self._answer(404, NOTHING)
            return
        with Path(found).open("rb") as file:
            length = file.seek(0, 2)
            file.seek(0)
            self.send_response(200)
            self.send_header("Content-Type", kind or "application/octet-stream")
            self.send_header("Content-Length", str(length))
            for name, value in CONTENT_HEADERS.items():
                self.send_header(name, value)
            self.end_headers()
            while chunk := file.read(_CHUNK):
                self.wfile.write(chunk)

    def _answer(
        self, status: int, body: bytes, kind: str = "text/plain", headers: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name in the standard library
        """Nothing: what was asked for is seen in the browser."""
