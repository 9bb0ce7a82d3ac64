"""Connections to PostgreSQL that keep what they have prepared, and ask in few steps."""

from collections import OrderedDict
from collections.abc import Sequence
from itertools import count
from typing import Any, NamedTuple

import psycopg
from psycopg._preparing import PrepareManager
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg.pq.abc import PGresult

PREPARED_KEPT = 200  # statements of one connection, those used last
_GOOD = (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK)

Reader = Any  # a Transformer, which psycopg has in C and does not declare as a type
Key = tuple[bytes, tuple[int, ...] | None]  # the words, and the types of the values


class Answer(NamedTuple):
    """What came back: the names of the columns, and what reads the rows."""

    columns: tuple[str, ...]
    rows: int
    reader: Reader


class _Kept(PrepareManager):
    """psycopg's own list of what is prepared, going on after a rollback to a savepoint as well."""

    def _should_discard(self, *_said: Any) -> bool:
        return False


class Connection(psycopg.Connection[Any]):
    """A rollback that forgets no prepared statement.

    psycopg drops them all, because a table made in the transaction may be gone. Every request that
    only reads ends with a rollback, so its statements would be planned anew each time, which costs
    the server more than running them. Here no statement is about a table made on the way.
    """

    def __init__(self, *parts: Any, **named: Any) -> None:
        super().__init__(*parts, **named)
        self._prepared = _Kept()
        self._names = count(1)
        self._known: OrderedDict[Key, bytes] = OrderedDict()  # empty name: asked once, not prepared yet
        self._columns: dict[bytes, tuple[str, ...]] = {}

    def rollback(self) -> None:
        with self.lock:
            if self.pgconn.transaction_status == TransactionStatus.IDLE:
                return
            result = self.pgconn.exec_(b"ROLLBACK")
        if result.status != ExecStatus.COMMAND_OK:
            raise psycopg.OperationalError(result.get_error_message())

    def ask(self, words: bytes, values: Sequence[Any]) -> Answer:
        """Send a statement with its values at `$1`, `$2`, …; prepared from the second time on.

        A transaction begins with it, in the same message. Raises the errors of psycopg.
        """
        with self.lock:
            told: Reader = Transformer(self)
            sent = told.dump_sequence(values, [PyFormat.AUTO] * len(values))
            name = self._name_of((words, told.types))
            begin = self._begin()
            if begin and name in self._columns:
                result = _good(self.pgconn.exec_(begin + b"; " + _execute(name, told, values)))
            else:
                if begin:
                    _good(self.pgconn.exec_(begin))
                if not name:
                    result = _good(self.pgconn.exec_params(words, sent, told.types, told.formats))
                else:
                    if name not in self._columns:
                        _good(self.pgconn.prepare(name, words, told.types))
                    result = _good(self.pgconn.exec_prepared(name, sent, told.formats))
            columns = self._columns.get(name) or self._keep_columns(name, result)
            told.set_pgresult(result)
            return Answer(columns, result.ntuples, told)

    def _name_of(self, key: Key) -> bytes:
        """The name it is prepared under; empty when it is asked for the first time."""
        name = self._known.get(key)
        if name is None:
            self._forget_oldest()
            self._known[key] = b""
            return b""
        self._known.move_to_end(key)
        if not name:
            name = self._known[key] = b"co_%d" % next(self._names)
        return name

    def _forget_oldest(self) -> None:
        if len(self._known) >= PREPARED_KEPT:
            _key, name = self._known.popitem(last=False)
            if self._columns.pop(name, None) is not None:
                self.pgconn.exec_(b"DEALLOCATE " + name)

    def _begin(self) -> bytes:
        """What opens a transaction, where none is open and one is wanted."""
        if self.autocommit or self.pgconn.transaction_status != TransactionStatus.IDLE:
            return b""
        return self._get_tx_start_command()

    def _keep_columns(self, name: bytes, result: PGresult) -> tuple[str, ...]:
        columns = tuple((result.fname(at) or b"").decode() for at in range(result.nfields))
        if name:
            self._columns[name] = columns
        return columns


def _execute(name: bytes, told: Reader, values: Sequence[Any]) -> bytes:
    literals = b", ".join(bytes(told.as_literal(value)) for value in values)
    return b"EXECUTE " + name + (b"(" + literals + b")" if values else b"")


def _good(result: PGresult) -> PGresult:
    if result.status in _GOOD:
        return result
    error = error_from_result(result)
    if error.sqlstate is None:  # the words are of the driver: the line is gone
        raise psycopg.OperationalError(str(error))
    raise error
