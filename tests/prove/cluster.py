"""A PostgreSQL of its own to be killed: durable, on a free port and in a folder of its own, a direct child of ours."""

import contextlib
import os
import pwd
import random
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

from .ports import free_port

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "restart_after_crash": "on",
    "log_min_messages": "log",
}
USER = "candour"
_PATIENCE = 60.0


def programs() -> Path | None:
    """The folder of PostgreSQL's programs, the newest version; None where there are none that we may run."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: float(path.parts[-3]))
    if not found and (where := shutil.which("postgres")):
        found = [Path(where)]
    if not found or (os.getuid() == 0 and _keeper() is None):
        return None
    return found[-1].parent


def _keeper() -> str | None:
    """Whom the server runs as when we are root: it refuses to run as root itself."""
    with contextlib.suppress(KeyError):
        return pwd.getpwnam("postgres").pw_name
    return None


class Cluster:
    """A database cluster. Its files lie straight under the folder for temporary files, where its keeper can reach them.

    Args:
        settings: what differs from `SETTINGS`, such as {"synchronous_commit": "off"}.
        copy_of: a stopped cluster to start from; without one it is made anew.
    """

    def __init__(self, *, settings: dict[str, str] | None = None, copy_of: "Cluster | None" = None) -> None:
        where = programs()
        assert where is not None, "no PostgreSQL here"
        self.programs = where
        self.settings = SETTINGS | (settings or {})
        self.folder = Path(tempfile.mkdtemp(prefix="candour-pg-"))
        self.data = self.folder / "data"
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        if copy_of is None:
            self._own()
            self._run("initdb", "-D", str(self.data), "-A", "trust", "-U", USER, "-E", "UTF8", "--no-sync")
        else:
            shutil.copytree(copy_of.data, self.data)
            self._own()

    @property
    def url(self) -> str:
        """As DATABASE_URL has it."""
        return f"postgres://{USER}@127.0.0.1:{self.port}/{USER}"

    def start(self) -> None:
        """Start it as our child and wait until it answers, and is ours."""
        options = [word for name, value in self.settings.items() for word in ("-c", f"{name}={value}")]
        command = [self.programs / "postgres", "-D", self.data, "-p", str(self.port), "-k", self.folder, *options]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [str(word) for word in command],
                stdout=log,
                stderr=log,
                start_new_session=True,
                user=_keeper() if os.getuid() == 0 else None,
            )
        self.wait()

    def wait(self) -> None:
        """Until the server answers. Refuses any other server than the child that was just started."""
        assert self.process is not None
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            assert self.process.poll() is None, (self.folder / "log").read_text()[-3000:]
            with contextlib.suppress(psycopg.OperationalError), self.connect("postgres") as connection:
                row = connection.execute("select current_setting('data_directory')").fetchone()
                assert row == (str(self.data),), "another server answers at our port"
                postmaster = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
                assert postmaster == self.process.pid, "another postmaster serves our data"
                return
            time.sleep(0.05)
        raise AssertionError("PostgreSQL never answered")

    def connect(self, database: str = USER) -> psycopg.Connection[tuple[object, ...]]:
        """A connection that commits each statement."""
        return psycopg.connect(
            host="127.0.0.1", port=self.port, user=USER, dbname=database, autocommit=True, connect_timeout=5
        )

    def create_database(self) -> None:
        with self.connect("postgres") as connection:
            connection.execute(f"create database {USER}")

    def kill_backend(self) -> bool:
        """Kill -9 one backend that serves a client: the postmaster then ends them all and recovers."""
        with contextlib.suppress(psycopg.OperationalError, ProcessLookupError), self.connect() as connection:
            found = connection.execute(
                "select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()"
            ).fetchall()
            if found:
                os.kill(int(str(random.choice(found)[0])), signal.SIGKILL)
                return True
        return False

    def kill(self) -> None:
        """Kill -9 the postmaster and every process of it, and reap it: an unreaped one would block its own restart."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        deadline = time.monotonic() + _PATIENCE
        while (living := self._living()) and time.monotonic() < deadline:
            for pid in living:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.01)

    def restart(self) -> None:
        """After `kill`: start again and recover from the log."""
        self.start()

    def stop(self) -> None:
        """Shut it down in order, so that its files may be copied."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.kill()

    def remove(self) -> None:
        """Stop it and delete its files."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def pids(self) -> list[int]:
        """The postmaster and its children."""
        return [] if self.process is None else [self.process.pid, *self._children()]

    def _children(self) -> list[int]:
        assert self.process is not None
        with contextlib.suppress(OSError):
            words = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
            return [int(word) for word in words]
        return []

    def _living(self) -> list[int]:
        """Every process that works in our data folder, as all of a cluster's do, whoever its parent is by now."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if process.joinpath("cwd").readlink() == self.data and _runs(int(process.name)):
                    found.append(int(process.name))
        return found

    def _run(self, program: str, *words: str) -> None:
        user = _keeper() if os.getuid() == 0 else None
        subprocess.run(
            [str(self.programs / program), *words], check=True, user=user, cwd=self.folder, stdout=subprocess.DEVNULL
        )

    def _own(self) -> None:
        """Give the files to the server's keeper."""
        if os.getuid() != 0:
            return
        keeper = pwd.getpwnam("postgres")
        for path in [self.folder, *self.folder.rglob("*")]:
            os.chown(path, keeper.pw_uid, keeper.pw_gid, follow_symlinks=False)


def _runs(pid: int) -> bool:
    """Whether a process still runs; one that is dead and waits to be reaped holds nothing any more."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in {"Z", "X"}
    except OSError:
        return False
