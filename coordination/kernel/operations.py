"""A service: one function, one transaction, one audit row, and no second effect from a resend.

    @service(ReportAction.SUBMIT)
    def submit(report: Report, *, actor: Actor, operation: str, version: int) -> Report: ...

The decorator asks the policy about the first argument, claims the operation key, runs the
function, insists that it wrote to the audit, and commits. A key that was used before answers
with the object that the first run returned. A service called from a service joins it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from enum import StrEnum
from functools import wraps
from typing import Any, ParamSpec, Protocol, TypeVar, cast
from uuid import uuid4

from sqlalchemy import BigInteger, CursorResult, Table, bindparam, func, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.orm.exc import StaleDataError

from coordination.kernel.db import Base, session
from coordination.kernel.errors import Conflict, Stale
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


class _Run:
    def __init__(self) -> None:
        self.audited = False
        self.hooks: list[Callable[[], object]] = []


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


def service(action: StrEnum) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function the one way to perform `action`; see the module's text."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def perform(*args: P.args, **kwargs: P.kwargs) -> R:
            actor = cast(Actor, kwargs["actor"])
            nested = _run.get() is not None
            with transaction() as run:
                check(actor, action, args[0])
                if nested:
                    return function(*args, **kwargs)
                key, subject = cast(str, kwargs["operation"]), args[0]
                if not _claim(key, action, actor, subject):
                    return cast(R, _replayed(key, action, actor))
                result = function(*args, **kwargs)
                session.flush()
                if not run.audited:
                    raise RuntimeError(f"{action} left no audit row")
                if result is not subject:
                    _settle(key, result)
                return result

        perform.action = action  # type: ignore[attr-defined]
        return perform

    return decorate


#: Sent with every act, so built once.
_CLAIM = (
    insert(cast(Table, Operation.__table__))
    .on_conflict_do_nothing()
    .execution_options(preserve_rowcount=True)
)
_SETTLE = update(cast(Table, Operation.__table__)).where(
    Operation.__table__.c.key == bindparam("settled")  # a name that is no column's
)


def _claim(key: str, action: StrEnum, actor: Actor, subject: object) -> bool:
    """Whether this is the first use; a second sender waits here until the first has finished.

    Most acts answer with their subject, so it is noted here already.
    """
    row = {"key": key, "action": str(action), "account_id": actor.id, **_reference(subject)}
    return cast("CursorResult[Any]", session.execute(_CLAIM, row)).rowcount == 1


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
