"""Connections for commands: no pool, closed with the block, outside the fences of the kernel's session."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, NullPool, create_engine

WAIT_SECONDS = 5


@contextmanager
def connection(url: str, *, isolation: str = "READ COMMITTED") -> Iterator[Connection]:
    """A connection to read by, or to commit on explicitly; waits 5 s for the server at most."""
    engine = create_engine(
        url,
        poolclass=NullPool,
        isolation_level=isolation,
        connect_args={"connect_timeout": WAIT_SECONDS},
    )
    with engine.connect() as open_connection:
        yield open_connection


@contextmanager
def transaction(url: str) -> Iterator[Connection]:
    """A connection whose changes are committed at the end, or rolled back by an error."""
    with connection(url) as open_connection, open_connection.begin():
        yield open_connection
