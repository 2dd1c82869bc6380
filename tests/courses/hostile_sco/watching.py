"""What the test's own servers see: who was asked for what, from where, and what was answered."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from django.core.handlers.wsgi import WSGIHandler

# What an answer loses in the control runs, where the probes must succeed.
PROTECTIONS = {
    "content-security-policy",
    "permissions-policy",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "origin-agent-cluster",
    "x-frame-options",
    "clear-site-data",
}


@dataclass
class Collector:
    """A server elsewhere that is to be asked nothing: a web server, and two sockets for telephony."""

    hits: list[str] = field(default_factory=list)
    address: str = ""
    relay: str = ""
    udp: int = 0

    def probes(self) -> set[str]:
        """The probes that reached it."""
        return set(self.hits)


@contextmanager
def collecting() -> Iterator[Collector]:
    """A collector that runs; every port is one of this machine's own."""
    found = Collector()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            asked = parse_qs(urlsplit(self.path).query)
            found.hits.append(asked.get("probe", [self.path])[0])
            page = b""
            if self.path.startswith("/framing"):
                page = f'<iframe src="{asked["at"][0]}"></iframe>'.encode()
                found.hits.pop()
            self.send_response(200)
            for name, value in {
                "Access-Control-Allow-Origin": "*",
                "Content-Type": "text/html",
                "Content-Length": str(len(page)),
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(page)

        def do_GET(self) -> None:
            self.answer()

        def do_POST(self) -> None:
            self.answer()

        def log_message(self, *words: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    relay = socket.create_server(("127.0.0.1", 0))
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.bind(("127.0.0.1", 0))
    found.address = f"http://127.0.0.1:{server.server_port}"
    found.relay = f"http://127.0.0.1:{relay.getsockname()[1]}"
    found.udp = udp.getsockname()[1]

    for work, *given in ((server.serve_forever,), (_pick_up, relay, found), (_listen, udp, found)):
        threading.Thread(target=work, args=given, daemon=True).start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        relay.shutdown(socket.SHUT_RDWR)
        relay.close()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.sendto(b"stop", ("127.0.0.1", found.udp))
        udp.close()


def _pick_up(relay: socket.socket, found: Collector) -> None:
    while True:
        try:
            relay.accept()[0].close()
        except OSError:
            return
        found.hits.append("telephony")


def _listen(udp: socket.socket, found: Collector) -> None:
    while udp.recv(2000) != b"stop":
        found.hits.append("telephony")


@dataclass(frozen=True)
class Asked:
    """One request to our server."""

    host: str
    method: str
    path: str
    probe: str
    cookie: str
    site: str


@dataclass
class Log:
    """All requests to our server, and every cookie that the content host set."""

    asked: list[Asked] = field(default_factory=list)
    cookies: list[str] = field(default_factory=list)

    def probes(self, host: str) -> set[str]:
        """The probes that reached this host."""
        return {each.probe for each in self.asked if each.probe and each.host == host}


@contextmanager
def watching(content_host: str, *, unprotected: bool = False) -> Iterator[Log]:
    """Logs what our server is asked. `unprotected`: it forgets its protections, too."""
    log, serve = Log(), WSGIHandler.__call__

    def watched(self, environ, start_response):
        host = environ.get("HTTP_HOST", "")
        probe = parse_qs(environ.get("QUERY_STRING", "")).get("probe", [""])[0]
        given = (environ["REQUEST_METHOD"], environ.get("PATH_INFO", ""), probe)
        log.asked.append(Asked(host, *given, environ.get("HTTP_COOKIE", ""), environ.get("HTTP_SEC_FETCH_SITE", "")))
        if unprotected:
            environ.pop("HTTP_SERVICE_WORKER", None)
            environ.pop("HTTP_SEC_FETCH_SITE", None)

        def start(status, headers, *more):
            if content_host in host:
                log.cookies.extend(value for name, value in headers if name.lower() == "set-cookie")
            kept = [each for each in headers if not (unprotected and each[0].lower() in PROTECTIONS)]
            return start_response(status, kept, *more)

        return serve(self, environ, start)

    WSGIHandler.__call__ = watched
    try:
        yield log
    finally:
        WSGIHandler.__call__ = serve
