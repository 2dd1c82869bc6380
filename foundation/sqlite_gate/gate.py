"""The gate itself: one lock a database file, fair within a process and across processes."""

import fcntl
import os
import threading
from pathlib import Path


class Gate:
    """A mutual exclusion over threads and processes. Not re-entrant: the outermost transaction enters once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._threads = threading.Lock()
        self._descriptor: int | None = None

    def enter(self) -> None:
        """Wait for the turn. Threads queue on the lock, so at most one a process queues on the file."""
        self._threads.acquire()
        try:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
            except BaseException:
                os.close(descriptor)
                raise
            self._descriptor = descriptor
        except BaseException:
            self._threads.release()
            raise

    def leave(self) -> None:
        """Give the turn to the next. A process that dies leaves by itself: the kernel drops its file lock."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)
        self._threads.release()


_gates: dict[str, Gate] = {}
_making = threading.Lock()


def gate_for(name: str | Path) -> Gate | None:
    """The gate of a database file; None for a database in memory, which no second process can reach."""
    text = str(name)
    if text == ":memory:" or "mode=memory" in text:
        return None
    with _making:
        if text not in _gates:
            _gates[text] = Gate(Path(text).with_name(Path(text).name + ".gate"))
        return _gates[text]


def _forget_after_fork() -> None:
    # A child must not inherit a lock that a thread of its parent held at the moment of the fork.
    global _making  # noqa: PLW0603 - the one moment when module state is rebuilt
    _gates.clear()
    _making = threading.Lock()


os.register_at_fork(after_in_child=_forget_after_fork)
