"""The database: one declarative base, one session for each thread, two fences around rows.

Every transaction runs as the role `coordination_app`, which owns nothing, and carries the
scope of the actor in settings local to the transaction. Row-level security in PostgreSQL
reads them, so a query that forgets `visible_to(actor)` still finds only the actor's rows.
Without a scope nothing is visible.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from select import POLLIN, poll
from typing import Annotated, Any, TypeVar

from sqlalchemy import (
    BigInteger,
    Connection,
    DateTime,
    Engine,
    Enum,
    Executable,
    Identity,
    MetaData,
    Numeric,
    Text,
    TextClause,
    create_engine,
    event,
    text,
)
from sqlalchemy.exc import DBAPIError, InvalidatePoolError
from sqlalchemy.orm import (
    DeclarativeBase,
    Session,
    make_transient_to_detached,
    mapped_column,
    scoped_session,
    sessionmaker,
)
from sqlalchemy.orm.instrumentation import manager_of_class

from coordination.kernel import connections, statements

ROLE = "coordination_app"

CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def _values(kind: type[StrEnum]) -> list[str]:
    return [member.value for member in kind]


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=CONVENTION)
    type_annotation_map = {  # noqa: RUF012  read by SQLAlchemy at class creation
        str: Text(),
        datetime: DateTime(timezone=True),
        Decimal: Numeric(),
        StrEnum: Enum(StrEnum, native_enum=False, length=40, values_callable=_values),
    }


Found = TypeVar("Found", bound=Base)
Key = Annotated[int, mapped_column(BigInteger, Identity(), primary_key=True)]


@dataclass(frozen=True)
class Scope:
    """Whose rows a transaction may touch. `unit_id` None within offices: all their units;
    `division_id` None within a unit: all its communities.
    """

    offices: tuple[int, ...] = ()
    unit_id: int | None = None
    division_id: int | None = None
    system: bool = False


NOBODY = Scope()
SYSTEM_SCOPE = Scope(system=True)

_scope: ContextVar[Scope] = ContextVar("scope", default=NOBODY)
_admitting: ContextVar[bool] = ContextVar("admitting", default=False)
_sessions = sessionmaker(expire_on_commit=False)
session: scoped_session[Session] = scoped_session(_sessions)

_APPLY = text(
    "SELECT set_config('role', :role, true), set_config('app.system', :system, true),"
    " set_config('app.offices', :offices, true), set_config('app.unit', :unit, true),"
    " set_config('app.division', :division, true)"
)


def connect(url: str, *, pool_size: int = 5, statement_timeout_ms: int = 15_000) -> Engine:
    """An engine whose connections time out rather than hang, bound to the session."""
    options = (
        f"-c statement_timeout={statement_timeout_ms} -c lock_timeout=5000"
        " -c idle_in_transaction_session_timeout=60000 -c timezone=UTC -c jit=off"
    )
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=5,
        pool_timeout=5,
        connect_args={"options": options, "connect_timeout": 5},
    )
    event.listen(engine, "do_connect", _open)
    event.listen(engine, "checkout", _alive)
    _sessions.configure(bind=engine)
    session.remove()
    return engine


def _open(_dialect: object, _record: object, words: list[str], named: dict[str, Any]) -> object:
    return connections.Connection.connect(*words, **named)


def _alive(connection: Any, _record: object, _proxy: object) -> None:
    """Refuse a connection that the server has closed since its last use; the pool opens new ones.

    A server has nothing to say to an idle client but its farewell, so a look at the socket tells,
    without a question over the wire.
    """
    if not connection.closed:
        socket = poll()
        socket.register(connection.fileno(), POLLIN)
        if not socket.poll(0):
            return
    raise InvalidatePoolError("closed by the server")


def _settings(scope: Scope) -> dict[str, str]:
    return {
        "role": ROLE,
        "system": "on" if scope.system else "off",
        "offices": "{" + ",".join(map(str, scope.offices)) + "}",
        "unit": "" if scope.unit_id is None else str(scope.unit_id),
        "division": "" if scope.division_id is None else str(scope.division_id),
    }


@event.listens_for(_sessions, "after_begin")
def _fence(_session: Session, _transaction: object, connection: Connection) -> None:
    if not _admitting.get():
        connection.execute(_APPLY, _settings(_scope.get()))
        _session.info["scope"] = _scope.get()


def enter(scope: Scope) -> None:
    """Act within `scope` from here on, in the open transaction and in those that follow."""
    _scope.set(scope)
    if session.registry.has() and session().in_transaction() and session.info.get("scope") != scope:
        session.execute(_APPLY, _settings(scope))
        session.info["scope"] = scope


def admit(
    statement: TextClause, values: Mapping[str, object], scope_of: Callable[[Any], Scope]
) -> Any | None:
    """Begin with a statement that finds who acts and itself sets role and scope: one round trip.

    From here on the scope is that of its row, or NOBODY when it finds none. A connection that
    breaks at this first statement is replaced once.
    """
    marked = _admitting.set(True)
    try:
        found = _once_more(lambda: statements.rows(session.connection(), statement, values))
    finally:
        _admitting.reset(marked)
    row = found[0] if found else None
    scope = NOBODY if row is None else scope_of(row)
    _scope.set(scope)
    session.info["scope"] = scope
    return row


def _once_more(first: Callable[[], Sequence[Any]]) -> Sequence[Any]:
    try:
        return first()
    except DBAPIError as error:
        session.rollback()
        if not error.connection_invalidated:
            raise
        return first()


def rows(statement: Executable, **values: object) -> Sequence[Any]:
    """Plain rows of a statement that was built once, named tuples: no objects are made or kept of them."""
    session.flush()
    return statements.rows(session.connection(), statement, values)


def detached(kind: type[Found], values: Mapping[str, object]) -> Found:
    """An object with these values, of which the session knows nothing: it is read, never saved.

    What was left out is not loaded later; asking for it is an error.
    """
    found: Found = manager_of_class(kind).new_instance()
    found.__dict__.update(values)
    make_transient_to_detached(found)
    return found


@contextmanager
def acting(scope: Scope) -> Iterator[None]:
    """Act within `scope` for a block; the scope before it returns after it."""
    before = _scope.get()
    enter(scope)
    try:
        yield
    finally:
        enter(before)
