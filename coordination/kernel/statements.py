"""Statements that were built once, sent to the driver as they were compiled.

SQLAlchemy compiles a statement and knows how values are written and read; what else it does at each
execution costs more than PostgreSQL needs for the answer. Rows are named tuples made by the driver.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import psycopg
from psycopg.rows import namedtuple_row
from sqlalchemy import Connection, Dialect, Executable, Integer, Numeric
from sqlalchemy.exc import DBAPIError

STATEMENTS_KEPT = 1024

Convert = Callable[[Any], Any]
Make = Callable[[Sequence[Any]], Any]


class Compiled(NamedTuple):
    """A statement in words, with the values that are always the same.

    `numbers` are written into the words; `writes` and `reads` turn values into those of the driver,
    by name, and back, by the place of the column.
    """

    words: str
    fixed: Mapping[str, Any]
    numbers: tuple[str, ...]
    writes: Mapping[str, Convert]
    reads: Mapping[int, Convert]


def rows(connection: Connection, statement: Executable, values: Mapping[str, object]) -> Sequence[Any]:
    """All rows of a statement that was built once. Raises the errors of SQLAlchemy."""
    known = _compiled(statement, connection.dialect)
    if known is None:
        return connection.execute(statement, dict(values)).all()
    words, written = known.words, {**known.fixed, **values}
    for name in known.numbers:
        words = words.replace(_place(name), str(int(written[name])))
    for name, write in known.writes.items():
        written[name] = write(written[name])
    driver: Any = connection.connection.driver_connection
    try:
        found: Sequence[Any] = (
            driver.cursor(row_factory=_reader(known.reads)).execute(words, written).fetchall()
        )
    except psycopg.Error as error:
        raise _told(connection, words, written, error) from error
    return found


def _told(connection: Connection, words: str, written: Mapping[str, Any], error: psycopg.Error) -> Exception:
    """The error as SQLAlchemy tells it; a connection that is gone is given back to nobody."""
    lost = bool(getattr(connection.connection.driver_connection, "closed", True))
    if lost:
        connection.invalidate(error)
    told: Exception = DBAPIError.instance(
        words,
        dict(written),
        error,
        psycopg.Error,
        connection_invalidated=lost,
        dialect=connection.dialect,
    )
    return told


@lru_cache(maxsize=STATEMENTS_KEPT)
def _compiled(statement: Any, dialect: Dialect) -> Compiled | None:
    """None for what only SQLAlchemy can put together at each execution."""
    compiled = statement.compile(dialect=dialect)
    numbers = {compiled.bind_names[bind]: bind for bind in compiled.literal_execute_params}
    if compiled.post_compile_params or compiled.insert_prefetch or compiled.update_prefetch:
        return None
    if not all(isinstance(bind.type, Integer) for bind in numbers.values()):
        return None
    binds = {name: bind for bind, name in compiled.bind_names.items() if name not in numbers}
    writes = {name: _kind(bind, dialect).bind_processor(dialect) for name, bind in binds.items()}
    columns = getattr(statement, "selected_columns", ())
    reads = {at: _read(one, dialect) for at, one in enumerate(columns)}
    return Compiled(
        words=str(compiled),
        fixed={name: bind.effective_value for name, bind in binds.items() if not bind.required},
        numbers=tuple(numbers),
        writes={name: write for name, write in writes.items() if write is not None},
        reads={at: read for at, read in reads.items() if read is not None},
    )


def _kind(of: Any, dialect: Dialect) -> Any:
    return of.type.dialect_impl(dialect)


def _read(column: Any, dialect: Dialect) -> Convert | None:
    """How the driver's value becomes ours; it reads exact decimals by itself."""
    if isinstance(column.type, Numeric):
        return None
    convert: Convert | None = _kind(column, dialect).result_processor(dialect, None)
    return convert


def _place(name: str) -> str:
    """What SQLAlchemy writes where a number is to stand in the words."""
    return f"__[POSTCOMPILE_{name}]"


def _reader(reads: Mapping[int, Convert]) -> Callable[[Any], Make]:
    """The row factory of a cursor; the plain one of the driver where nothing is to be converted."""
    if not reads:
        return namedtuple_row

    def factory(cursor: Any) -> Make:
        make = namedtuple_row(cursor)

        def read(values: Sequence[Any]) -> Any:
            row = list(values)
            for at, convert in reads.items():
                row[at] = convert(row[at])
            return make(row)

        return read

    return factory
