"""A service: one function, one transaction, one audit row, and no second effect from a resend.

    @service(ReportAction.SUBMIT)
    def submit(report: Report, *, actor: Actor, operation: str, version: int) -> Report: ...

The decorator asks the policy about the first argument, claims the operation key, runs the
function, insists that it wrote to the audit, and commits. A key that was used before answers
with the object that the first run returned. A service called from a service joins it.

An act that is written in one statement claims the key in that statement (`claims=True`, `claimed`);
what it is refused for before is only told when the key is new.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from enum import StrEnum
from functools import wraps
from typing import Any, ParamSpec, Protocol, TypeVar, cast
from uuid import uuid4

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    CursorResult,
    Table,
    bindparam,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.orm.exc import StaleDataError

from coordination.kernel.db import Base, session
from coordination.kernel.errors import Conflict, DomainError, Stale
from coordination.kernel.policy import Actor, check
from coordination.kernel.text import _

P = ParamSpec("P")
R = TypeVar("R")


class Operation(Base):
    """A key that the sender of a form made up, and what came of it."""

    __tablename__ = "operations"
    key: Mapped[str] = mapped_column(primary_key=True)
    action: Mapped[str]
    account_id: Mapped[int | None] = mapped_column(BigInteger)
    subject_type: Mapped[str | None]
    subject_id: Mapped[int | None] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(server_default=func.now())


class Versioned(Protocol):
    @property
    def version(self) -> int: ...


class _Used(Exception):
    """The key had its effect before."""


class _Run:
    def __init__(self) -> None:
        self.audited = False
        self.hooks: list[Callable[[], object]] = []
        self.unclaimed: dict[str, object] | None = None  # the row of a key that is still to be claimed


_run: ContextVar[_Run | None] = ContextVar("run", default=None)


def fresh_key() -> str:
    """A new operation key, for a form about to be shown or an act of the system."""
    return uuid4().hex


def audited() -> None:
    """Told by the audit when it has written; see `service`."""
    run = _run.get()
    if run is not None:
        run.audited = True


def on_commit(hook: Callable[[], object]) -> None:
    """Call `hook` once the open transaction is durable, and never if it is rolled back."""
    run = _run.get()
    if run is None:
        raise RuntimeError("on_commit outside a transaction of ours")
    run.hooks.append(hook)


def expect(subject: Versioned, version: int | None) -> None:
    """Raise Stale unless the page was made from the version that is stored now."""
    if version is None or subject.version != version:
        raise Stale


@contextmanager
def transaction() -> Iterator[_Run]:
    """Commit at the end of the block or leave nothing behind; inside another, join it."""
    if (outer := _run.get()) is not None:
        yield outer
        return
    run = _Run()
    token = _run.set(run)
    try:
        yield run
        session.commit()
    except StaleDataError:
        session.rollback()
        raise Stale from None
    except IntegrityError as error:
        session.rollback()
        raise Conflict(_("刚才已有人做了同样的操作，请刷新后查看。")) from error
    except BaseException:
        session.rollback()
        raise
    finally:
        _run.reset(token)
    for hook in run.hooks:
        hook()


def service(action: StrEnum, *, claims: bool = False) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function the one way to perform `action`; see the module's text."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def perform(*args: P.args, **kwargs: P.kwargs) -> R:
            actor, subject = cast(Actor, kwargs["actor"]), args[0]
            nested = _run.get() is not None
            with transaction() as run:
                check(actor, action, subject)
                if nested:
                    return function(*args, **kwargs)
                key = cast(str, kwargs["operation"])
                run.unclaimed = _row(key, action, actor, subject)
                try:
                    if not claims:
                        _claim(run)
                    result = function(*args, **kwargs)
                except _Used:
                    return cast(R, _replayed(key, action, actor))
                except DomainError:
                    if run.unclaimed is not None and session.get(Operation, key) is not None:
                        return cast(R, _replayed(key, action, actor))
                    raise
                _finish(run, action, key, subject, result)
                return result

        perform.action = action  # type: ignore[attr-defined]
        return perform

    return decorate


def _finish(run: _Run, action: StrEnum, key: str, subject: object, result: object) -> None:
    session.flush()
    if not run.audited:
        raise RuntimeError(f"{action} left no audit row")
    if run.unclaimed is not None:
        raise RuntimeError(f"{action} claimed no key")
    if result is not subject:
        _settle(key, result)


#: Sent with every act, so built once.
_CLAIM = (
    insert(cast(Table, Operation.__table__))
    .on_conflict_do_nothing()
    .execution_options(preserve_rowcount=True)
)
_SETTLE = update(cast(Table, Operation.__table__)).where(
    Operation.__table__.c.key == bindparam("settled")  # a name that is no column's
)


def _claim(run: _Run) -> None:
    """Raise _Used unless this is the first use; a second sender waits here until the first has finished."""
    done = cast("CursorResult[Any]", session.execute(_CLAIM, run.unclaimed))
    run.unclaimed = None
    if done.rowcount != 1:
        raise _Used


def _row(key: str, action: StrEnum, actor: Actor, subject: object) -> dict[str, object]:
    """Most acts answer with their subject, so it is noted with the claim already."""
    return {"key": key, "action": str(action), "account_id": actor.id, **_reference(subject)}


_COLUMNS = ("key", "action", "account_id", "subject_type", "subject_id")
_CLAIMED = {name: bindparam(f"claim_{name}", type_=Operation.__table__.c[name].type) for name in _COLUMNS}


def claiming() -> tuple[CTE, ColumnElement[bool]]:
    """For the statement of an act: the claim of its key, and the condition on which the rest depends.

    It needs the values of `to_claim`, and its answer must hold the number of rows of the claim.
    """
    key = _CLAIMED["key"]
    row = select(*_CLAIMED.values()).where(key.is_not(None))
    statement = insert(cast(Table, Operation.__table__)).from_select(_COLUMNS, row)
    claim = statement.on_conflict_do_nothing().returning(Operation.__table__.c.key).cte("claim")
    return claim, or_(key.is_(None), exists(select(claim.c.key)))


def to_claim() -> dict[str, object]:
    """The values of `claiming`; all None for an act within another, whose key is claimed already."""
    run = _run.get()
    row = (run.unclaimed if run else None) or {}
    return {f"claim_{name}": row.get(name) for name in _COLUMNS}


def claimed(rows: int) -> None:
    """Tell what came of `claiming`; ends the act when its key was used before."""
    run = _run.get()
    if run is not None and run.unclaimed is not None:
        run.unclaimed = None
        if rows != 1:
            raise _Used


def _settle(key: str, result: object) -> None:
    """Note that the act answered with something else than its subject."""
    session.execute(_SETTLE, {"settled": key, **_reference(result)})


def _reference(subject: object) -> dict[str, object]:
    found = subject if isinstance(subject, Base) else None
    return {
        "subject_type": found.__tablename__ if found else None,
        "subject_id": getattr(found, "id", None),
    }


def _replayed(key: str, action: StrEnum, actor: Actor) -> object:
    operation = session.get_one(Operation, key)
    if operation.action != str(action) or operation.account_id != actor.id:
        raise Conflict(_("这一页已经用过，请刷新后重做。"))
    for mapper in Base.registry.mappers:
        if getattr(mapper.class_, "__tablename__", None) == operation.subject_type:
            return session.get(mapper.class_, operation.subject_id, populate_existing=True)
    return None
