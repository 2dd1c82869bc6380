"""The broker of files, made fit for processes that are killed.

Kombu's own transport opens a message's file under its final name and writes it afterwards. A worker that looks in
between, or after a writer that was killed there, reads an empty file, and the error ends the whole worker: no duty is
done any more until somebody starts it again. Here a file gets its name when it is whole, and what cannot be read is
dropped: a message is only a hint, the outbox's sweep does the work.
"""

import logging
import time
import uuid
from pathlib import Path
from typing import Any

from kombu.transport import filesystem
from kombu.utils.json import dumps, loads

log = logging.getLogger(__name__)


class Channel(filesystem.Channel):
    """Kombu's channel of files, whose files are there whole or not at all.

    The signatures are those of Kombu's own channel of files, which its stubs ignore in the same way, and the stubs do
    not know `_exchange_file`; hence the three ignores.
    """

    def _put(self, queue: str, payload: dict[str, Any], **kwargs: Any) -> None:  # type: ignore[override]
        # Named so that the folder's order is the order of sending, as Kombu's reader expects.
        name = f"{round(time.monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        _write_whole(Path(self.data_folder_out) / name, dumps(payload))

    def _get(self, queue: str) -> dict[str, Any]:  # type: ignore[override]
        while True:
            try:
                return super()._get(queue)  # takes the file away before it reads it, so this ends
            except ValueError:
                log.warning("A message without a readable body was dropped; the sweep does its work.")

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str | None, queue: str) -> None:
        table = self._exchange_file(exchange)  # type: ignore[attr-defined]
        if not _is_readable(table):
            self.control_folder.mkdir(exist_ok=True)
            _write_whole(table, dumps([(routing_key or "", pattern or "", queue or "")]))
        super()._queue_bind(exchange, routing_key, pattern, queue)


class Transport(filesystem.Transport):
    """For CELERY_BROKER_TRANSPORT, by its dotted name."""

    Channel = Channel


def _write_whole(path: Path, text: str) -> None:
    # The dot keeps the unfinished file out of every queue: a queue's messages end in its name.
    unfinished = path.with_name(f".{uuid.uuid4()}.part")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(path)


def _is_readable(table: Path) -> bool:
    try:
        loads(table.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return True
