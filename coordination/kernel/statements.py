"""Statements that were built once, sent to the driver as they were compiled.

SQLAlchemy compiles a statement and knows how values are written and read; what else it does at each
execution costs more than PostgreSQL needs for the answer. Rows are named tuples.
"""

import re
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, cast

import psycopg
from sqlalchemy import Connection, Dialect, Executable, Integer, Numeric
from sqlalchemy.exc import DBAPIError

from coordination.kernel.connections import Connection as Driver

STATEMENTS_KEPT = 1024

Convert = Callable[[Any], Any]
Make = Callable[[Sequence[Any]], Any]


class Compiled(NamedTuple):
    """A statement in words, with the values that are always the same; `order` has the names of `$1`, …

    `numbers` are written into the words; `writes` and `reads` turn values into those of the driver,
    by name, and back, by the place of the column.
    """

    words: str
    order: tuple[str, ...]
    fixed: Mapping[str, Any]
    numbers: tuple[str, ...]
    writes: Mapping[str, Convert]
    reads: Mapping[int, Convert]


def rows(connection: Connection, statement: Executable, values: Mapping[str, object]) -> Sequence[Any]:
    """All rows of a statement that was built once. Raises the errors of SQLAlchemy."""
    driver: Any = connection.connection.driver_connection
    known = _compiled(statement, connection.dialect) if isinstance(driver, Driver) else None
    if known is None:
        return connection.execute(statement, dict(values)).all()
    words, written = known.words, {**known.fixed, **values}
    for name in known.numbers:
        words = words.replace(_place(name), str(int(written[name])))
    for name, write in known.writes.items():
        if name in written:
            written[name] = write(written[name])
    try:
        found = driver.ask(words.encode(), _in_order(known.order, written))
        return cast(Sequence[Any], found.reader.load_rows(0, found.rows, _made(found.columns, known)))
    except psycopg.Error as error:
        raise _told(connection, words, written, error) from error


def _in_order(order: Sequence[str], written: Mapping[str, Any]) -> list[Any]:
    try:
        return [written[name] for name in order]
    except KeyError as error:
        raise psycopg.ProgrammingError(f"no value for {error}") from error


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
    words, order = _numbered(str(compiled))
    return Compiled(
        words=words,
        order=order,
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


_VALUE = re.compile(r"%%|%\((\w+)\)s")


def _numbered(words: str) -> tuple[str, tuple[str, ...]]:
    """The words with `$1` for `%(name)s`, as PostgreSQL has it; and the names in that order."""
    numbers: dict[str, int] = {}

    def number(found: re.Match[str]) -> str:
        name = found[1]
        return "%" if name is None else f"${numbers.setdefault(name, len(numbers) + 1)}"

    return _VALUE.sub(number, words), tuple(numbers)


@lru_cache(maxsize=STATEMENTS_KEPT)
def _row(columns: tuple[str, ...]) -> Make:
    kind: Any = namedtuple("Row", columns, rename=True)  # type: ignore[misc]
    return cast(Make, kind._make)


def _made(columns: tuple[str, ...], known: Compiled) -> Make:
    """What makes a row of the driver's values."""
    make = _row(columns)
    if not known.reads:
        return make

    def read(values: Sequence[Any]) -> Any:
        row = list(values)
        for at, convert in known.reads.items():
            row[at] = convert(row[at])
        return make(row)

    return read
