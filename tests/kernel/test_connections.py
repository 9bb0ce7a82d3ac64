"""Connections keep what they have prepared; a rollback still undoes everything else."""

from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import Connection, Engine, text

from coordination.kernel import connections

TIMES = 8  # psycopg prepares a statement at its sixth execution
ASKED = "SELECT key FROM operations WHERE key = :key"


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as found:
        yield found
        found.invalidate()


def prepared(connection: Connection) -> int:
    count = connection.scalar(
        text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%operations%'")
    )
    connection.rollback()
    return int(count or 0)


def test_a_statement_stays_prepared_over_rollbacks(connection):
    for _ in range(TIMES):
        connection.execute(text(ASKED), {"key": "absent"})
        connection.rollback()
    assert prepared(connection) == 1


def test_a_rollback_undoes_what_was_written(connection):
    connection.execute(text("INSERT INTO operations (key, action) VALUES ('undone', 'test')"))
    connection.rollback()
    assert connection.scalar(text(ASKED), {"key": "undone"}) is None


def test_a_failed_transaction_is_rolled_back_and_the_connection_goes_on(connection):
    with pytest.raises(Exception, match="division by zero"):
        connection.execute(text("SELECT 1/0"))
    connection.rollback()
    assert connection.scalar(text("SELECT 1")) == 1


def test_a_rollback_on_a_connection_that_is_gone_is_an_error(engine):
    with connections.Connection.connect(
        engine.url.set(drivername="postgresql").render_as_string(False)
    ) as gone:
        gone.execute("SELECT 1")
        with psycopg.connect(gone.info.dsn, password=gone.info.password) as other:
            other.execute("SELECT pg_terminate_backend(%s)", [gone.info.backend_pid])
        with pytest.raises(psycopg.OperationalError):
            gone.rollback()
