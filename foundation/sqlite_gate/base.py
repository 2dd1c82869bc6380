"""The backend that Django loads for ENGINE = "foundation.sqlite_gate"."""

from typing import Any

from django.db.backends.sqlite3 import base

from .gate import Gate, gate_for


class DatabaseWrapper(base.DatabaseWrapper):
    """SQLite, with the gate held from the outermost BEGIN to its COMMIT or ROLLBACK."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._held: Gate | None = None

    def _start_transaction_under_autocommit(self) -> None:
        # Django calls this for the outermost atomic block only; inner blocks are savepoints.
        gate = gate_for(self.settings_dict["NAME"])
        if gate is not None:
            gate.enter()
            self._held = gate
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._leave()
            raise

    def _commit(self) -> None:
        # A commit that fails leaves the transaction open; Django rolls back next, and that leaves the gate.
        super()._commit()
        self._leave()

    def _rollback(self) -> None:
        try:
            super()._rollback()
        finally:
            self._leave()

    def _close(self) -> None:
        try:
            super()._close()
        finally:
            self._leave()

    def _leave(self) -> None:
        gate, self._held = self._held, None
        if gate is not None:
            gate.leave()
