"""Sends requests over some connections, one at a time on each, and measures how long each answer took. One thread."""

import re
import selectors
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class Sender(Protocol):
    """Somebody who sends one request after another."""

    def next(self) -> bytes | None:
        """The next request, whole; None if there is nothing more to send."""

    def took(self, status: int, body: bytes) -> bool:
        """Whether the answer was the right one."""


@dataclass
class Load:
    """What came back."""

    answers: int = 0
    wrong: int = 0
    seconds: float = 0.0
    waits: list[float] = field(default_factory=list)  # seconds, one an answer

    def percentile(self, share: float) -> float:
        """Seconds within which this share of the answers came."""
        ordered = sorted(self.waits)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0


class _Line:
    """One connection and the senders that take turns on it."""

    def __init__(self, port: int, senders: list[Sender]) -> None:
        self.senders, self.turn = senders, 0
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received, self.sent_at = b"", 0.0
        self.sender: Sender | None = None

    def send(self) -> bool:
        for _ in self.senders:
            self.sender = self.senders[self.turn % len(self.senders)]
            self.turn += 1
            request = self.sender.next()
            if request is not None:
                self.received, self.sent_at = b"", time.perf_counter()
                self.socket.sendall(request)
                return True
        return False

    def receive(self) -> tuple[int, bytes] | None:
        got = self.socket.recv(262_144)
        if not got:
            raise ConnectionError("the server closed the connection")
        self.received += got
        head, found, body = self.received.partition(b"\r\n\r\n")
        if not found:
            return None
        status, length = int(head.split(b" ", 2)[1]), _LENGTH.search(head)
        if length is not None:
            return (status, body) if len(body) >= int(length[1]) else None
        return (status, _joined(body)) if body.endswith(b"0\r\n\r\n") else None


def _joined(body: bytes) -> bytes:
    """The content of a chunked answer."""
    whole = b""
    while body:
        size, _, body = body.partition(b"\r\n")
        whole += body[: int(size, 16)]
        body = body[int(size, 16) + 2 :]
    return whole


def load(port: int, senders: list[Sender], *, connections: int, seconds: float) -> Load:
    """Send for so long, or until nobody has anything more to send; every request that was sent is waited for."""
    lines = [_Line(port, senders[number::connections]) for number in range(connections)]
    result, began = Load(), time.perf_counter()
    with selectors.DefaultSelector() as ready:
        open_lines = 0
        for line in lines:
            ready.register(line.socket, selectors.EVENT_READ, line)
            open_lines += line.send()
        while open_lines:
            for line in _ready(ready):
                answer = line.receive()
                if answer is None:
                    continue
                now = time.perf_counter()
                result.answers += 1
                result.waits.append(now - line.sent_at)
                assert line.sender is not None
                result.wrong += not line.sender.took(*answer)
                if now - began > seconds or not line.send():
                    open_lines -= 1
    result.seconds = time.perf_counter() - began
    for line in lines:
        line.socket.close()
    return result


def _ready(ready: selectors.BaseSelector) -> Iterator[_Line]:
    found = ready.select(60)
    if not found:
        raise TimeoutError("no answer in a minute")
    for key, _ in found:
        yield key.data


def request(host: str, method: str, path: str, body: bytes = b"", kind: str = "application/json") -> bytes:
    """A whole request."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}"]
    if body:
        lines += [f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body
