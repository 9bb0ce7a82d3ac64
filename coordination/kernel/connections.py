"""Connections to PostgreSQL that keep what they have prepared."""

from typing import Any

import psycopg
from psycopg.pq import ExecStatus, TransactionStatus


class Connection(psycopg.Connection[Any]):
    """A rollback that forgets no prepared statement.

    psycopg drops them all, because a table made in the transaction may be gone. Every request that
    only reads ends with a rollback, so its statements would be planned anew each time, which costs
    the server more than running them. Here no statement is about a table made on the way.
    """

    def rollback(self) -> None:
        with self.lock:
            if self.pgconn.transaction_status == TransactionStatus.IDLE:
                return
            result = self.pgconn.exec_(b"ROLLBACK")
        if result.status != ExecStatus.COMMAND_OK:
            raise psycopg.OperationalError(result.get_error_message())
