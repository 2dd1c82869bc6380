"""What an author should hear about a package before learners meet it: read from its scripts and pages. Pure.

Nothing here decides; a scan of text proves neither presence nor absence, so every sentence says "no script mentions".
"""

import re
from collections.abc import Iterable, Iterator

from .items import Item
from .manifest import SCORM_12
from .refusals import Notice, shown

SCAN_ONE, SCAN_ALL = 2 << 20, 64 << 20  # bytes read for advice, of one file and of the package

_READ = (".js", ".mjs", ".html", ".htm", ".xhtml", ".css", ".xml", ".json")
_STATUS = {
    "lesson_status": re.compile(rb"lesson_status"),
    "completion_status": re.compile(rb"completion_status|success_status|progress_measure"),
    "score": re.compile(rb"score\.(?:raw|scaled)|ScoreRaw"),
    "resume": re.compile(rb"suspend_data|lesson_location|cmi\.location"),
    "find": re.compile(rb"API_1484_11|LMSInitialize"),
}
_LOADS = re.compile(
    rb"""<(?:script|img|iframe|video|audio|source|embed|track|link)\b[^>]{0,400}?\b(?:src|href|data)\s{0,9}=\s{0,9}["']?"""
    rb"""(?:https?:)?//([A-Za-z0-9.-]{3,100})""",
    re.IGNORECASE,
)
_LOADS_STYLE = re.compile(rb"""(?:url\(\s*|@import\s+)["']?(?:https?:)?//([A-Za-z0-9.-]{3,100})""", re.IGNORECASE)
_FETCHES = re.compile(rb"""(?:fetch\(|importScripts\(|from\s)\s*["'](?:https?:)?//([A-Za-z0-9.-]{3,100})""")
_SERVICE_WORKER = re.compile(rb"serviceWorker\s*\.\s*register")
_TOP = re.compile(rb"\btop\.location\s*(?:=[^=]|\.(?:href|assign|replace))")
_FLASH = re.compile(rb"\.swf\b", re.IGNORECASE)
_HOSTS_AT_MOST = 20
_HOSTS_KEPT = 500  # of which the first by name are told; a page may name a new host every twelve bytes


class Advice:
    """Collects while the import reads the files; then says what it found."""

    def __init__(self) -> None:
        self._mentions: set[str] = set()
        self._hosts: dict[str, tuple[str, int]] = {}
        self._first: dict[str, tuple[str, int]] = {}
        self._left = SCAN_ALL
        self._unserved: list[str] = []

    def watch(self, path: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Pass a file's chunks on and read along where the file may hold a script or a page."""
        if not path.lower().endswith(_READ) or self._left <= 0:
            yield from chunks
            return
        seen = bytearray()
        for chunk in chunks:
            if len(seen) < min(SCAN_ONE, self._left):
                seen += chunk
            yield chunk
        self._left -= len(seen)
        self._read(path, bytes(seen[:SCAN_ONE]))

    def unserved(self, path: str) -> None:
        """Note a file that learners' browsers will not be given."""
        self._unserved.append(path)

    def notices(self, standard: str, items: Iterable[Item]) -> list[Notice]:
        """The advice for a package of that standard with those items."""
        found: list[Notice] = []
        if any(item.scorm_type == "sco" and item.url for item in items):
            found += self._about_tracking(standard)
        for host, (path, line) in sorted(self._hosts.items())[:_HOSTS_AT_MOST]:
            said = f"The package loads something from {host}. Packages here reach no other site, so it will be missing."
            found.append(Notice("remote-content", said, shown(path), line))
        sentences = {
            "service-worker": "The package installs a service worker, which is refused here; it will not work offline.",
            "top-navigation": "The package tries to change the whole window, which is not allowed here.",
            "flash": "The package holds Flash, which no browser plays any more.",
        }
        for code, sentence in sentences.items():
            if code in self._first:
                path, line = self._first[code]
                found.append(Notice(code, sentence, shown(path), line))
        if self._unserved:
            said = (
                f"{len(self._unserved)} files of a kind that is never served (server scripts, programs, hidden files)."
            )
            found.append(Notice("unserved-files", said, shown(self._unserved[0])))
        return found

    def _about_tracking(self, standard: str) -> Iterator[Notice]:
        if "find" not in self._mentions:
            yield Notice(
                "no-api",
                "No script mentions the SCORM interface: the package may be a plain web page, and track nothing.",
            )
        elif standard == SCORM_12 and "lesson_status" not in self._mentions:
            yield Notice(
                "no-status",
                "No script mentions lesson_status: by the standard, opening such a package once completes it.",
            )
        elif standard != SCORM_12 and "completion_status" not in self._mentions:
            yield Notice(
                "no-status", "No script mentions completion_status or success_status: learners may never complete it."
            )
        if "find" in self._mentions and "resume" not in self._mentions:
            yield Notice(
                "no-resume",
                "No script mentions suspend_data or a location: a learner who leaves begins again at the start.",
            )

    def _read(self, path: str, data: bytes) -> None:
        self._mentions |= {word for word, pattern in _STATUS.items() if pattern.search(data)}
        patterns = (_FETCHES,) if path.lower().endswith((".js", ".mjs")) else (_LOADS, _LOADS_STYLE)
        for pattern in patterns:
            for match in pattern.finditer(data):
                host = match[1].decode("ascii").lower()
                if host not in self._hosts and len(self._hosts) < _HOSTS_KEPT:
                    self._hosts[host] = (path, _line(data, match.start()))
        for code, pattern in (("service-worker", _SERVICE_WORKER), ("top-navigation", _TOP), ("flash", _FLASH)):
            found = pattern.search(data) if code not in self._first else None
            if found:
                self._first[code] = (path, _line(data, found.start()))


def _line(data: bytes, at: int) -> int:
    return data.count(b"\n", 0, at) + 1
