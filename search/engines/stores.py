"""Where an FTS5 index lives: inside the site's SQLite database, or in a file of its own beside a PostgreSQL site."""

import math
import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction


class Store(Protocol):
    """SQL with %s for values. Writes happen inside `writing`, which nests."""

    @property
    def errors(self) -> tuple[type[Exception], ...]:
        """What a statement that fails raises."""
        ...

    @property
    def key(self) -> str:
        """Tells this store from others in the process."""
        ...

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]: ...

    def many(self, sql: str, values: Sequence[Sequence[Any]]) -> None: ...

    def writing(self) -> AbstractContextManager[Any]: ...


class SiteStore:
    """The site's own database: a document and its index entry are one transaction, one backup, one file."""

    errors = (DatabaseError,)

    def __init__(self, alias: str = DEFAULT_DB_ALIAS) -> None:
        self._alias = alias

    @property
    def key(self) -> str:
        return str(connections[self._alias].settings_dict["NAME"])

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with connections[self._alias].cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall() if cursor.description else []

    def many(self, sql: str, values: Sequence[Sequence[Any]]) -> None:
        if values:
            with connections[self._alias].cursor() as cursor:
                cursor.executemany(sql, values)

    def writing(self) -> AbstractContextManager[Any]:
        return transaction.atomic(using=self._alias)


class FileStore:
    """A SQLite file of its own, one connection a thread."""

    errors = (sqlite3.Error,)

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()

    @property
    def key(self) -> str:
        return str(self._path)

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self._connection().execute(_question_marks(sql), values).fetchall()

    def many(self, sql: str, values: Sequence[Sequence[Any]]) -> None:
        if values:
            self._connection().executemany(_question_marks(sql), values)

    @contextmanager
    def writing(self) -> Iterator[None]:
        connection = self._connection()
        if connection.in_transaction:
            yield
            return
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")

    def close(self) -> None:
        """Close this thread's connection."""
        if getattr(self._local, "connection", None) is not None:
            self._local.connection.close()
            self._local.connection = None

    def _connection(self) -> sqlite3.Connection:
        # A connection must not cross a fork: the child opens its own.
        if getattr(self._local, "connection", None) is None or self._local.process != os.getpid():
            self._path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(self._path, timeout=20, isolation_level=None)
            connection.execute("PRAGMA journal_mode=WAL")
            # What a power cut could take from the index, the outbox writes again; the promise stands in the database.
            connection.execute("PRAGMA synchronous=NORMAL")
            connection.create_function("ln", 1, math.log, deterministic=True)
            self._local.connection, self._local.process = connection, os.getpid()
        return self._local.connection


def _question_marks(sql: str) -> str:
    return sql.replace("%s", "?")
