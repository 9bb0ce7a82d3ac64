"""Work that leaves the request: a row is the truth, Redis and RQ only ring the bell.

    @job(queue="documents")
    def render(circular_id: int) -> None: ...

    render.later(circular.id, key=f"render:{circular.id}:{circular.version}")

`later` writes a row in the open transaction; after the commit the bell is rung. A worker
leases the row, runs the function and marks the row finished in one transaction, so the
function's effect on the database happens once. `sweep` rings again for whatever Redis lost.

A job that talks to the world must commit before it speaks: `@job(queue="mail", alone=True)` runs
without that transaction, makes its own, and has to bear being run again from its beginning.
"""

import gc
from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Generic, ParamSpec
from uuid import uuid4

import structlog
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.job import Job as RQJob
from rq.serializers import JSONSerializer
from sqlalchemy import CheckConstraint, Index, func, or_, select, update
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Mapped, mapped_column

from coordination.kernel.clock import clock
from coordination.kernel.db import SYSTEM_SCOPE, Base, Key, acting, session
from coordination.kernel.operations import on_commit, transaction

P = ParamSpec("P")
log = structlog.get_logger()

QUEUES = ("default", "documents", "mail")
LEASE = timedelta(minutes=3)
ATTEMPTS = 6
ENTRY = "coordination.kernel.jobs.run"


class Work(Base):
    """One thing to be done. Finished when `finished_at`, given up when `failed_at` is set."""

    __tablename__ = "jobs"
    __table_args__ = (
        CheckConstraint("finished_at IS NULL OR failed_at IS NULL", name="one_end"),
        Index("ix_jobs_open", "run_at", postgresql_where="finished_at IS NULL AND failed_at IS NULL"),
    )
    id: Mapped[Key]
    queue: Mapped[str]
    name: Mapped[str]
    arguments: Mapped[list[Any]] = mapped_column(JSONB)
    key: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    run_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(server_default="0")
    leased_until: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    error: Mapped[str | None]


class Task(Generic[P]):
    """A registered function; call it to run it here and now, `later` to have a worker do it."""

    def __init__(self, function: Callable[P, object], queue: str, *, alone: bool = False) -> None:
        self.function = function
        self.queue = queue
        self.alone = alone
        self.name = f"{function.__module__}.{function.__qualname__}"

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> object:
        return self.function(*args, **kwargs)

    def later(self, *args: int | str, key: str | None = None, delay: timedelta | None = None) -> None:
        """Write the row in the open transaction; the same `key` twice is one row."""
        row = {
            "queue": self.queue,
            "name": self.name,
            "arguments": list(args),
            "key": key or uuid4().hex,
            "run_at": clock.now() + (delay or timedelta()),
        }
        statement = insert(Work).values(row).on_conflict_do_nothing(index_elements=["key"])
        work_id = session.execute(statement.returning(Work.id)).scalar()
        if work_id is not None and not delay:
            on_commit(partial(ring, self.queue, work_id))

    def soon(self) -> None:
        """As `later`, unless the same already waits for a worker; for a job that does all there is to do.

        Such a job needs a place in the schedule as well: a worker may just be taking the row that waits.
        """
        waits = select(Work.id).where(Work.name == self.name, Work.run_at <= clock.now())
        waits = waits.where(Work.finished_at.is_(None), Work.failed_at.is_(None), Work.leased_until.is_(None))
        if session.scalar(waits.limit(1)) is None:
            self.later()


_tasks: dict[str, Task[Any]] = {}


def job(*, queue: str = "default", alone: bool = False) -> Callable[[Callable[P, object]], Task[P]]:
    """Put a function on the list of those a worker may run; arguments are numbers and strings.

    `alone`: without the transaction around it; see the module's text.
    """
    if queue not in QUEUES:
        raise ValueError(f"no worker serves the queue {queue}")

    def register(function: Callable[P, object]) -> Task[P]:
        task = Task(function, queue, alone=alone)
        _tasks[task.name] = task
        return task

    return register


class AllowedJob(RQJob):
    """RQ calls whatever name stands in Redis; this one calls our entry and nothing else.

    What a job leaves behind in cycles goes before the next one: a printed document is a large cycle.
    """

    def perform(self) -> Any:
        if self.func_name != ENTRY:
            raise PermissionError(f"job function {self.func_name!r} is not on the list")
        try:
            return super().perform()
        finally:
            gc.collect()


_redis: list[Redis] = []


def connect(url: str) -> Redis:
    """The connection that the bell is rung through; a dead Redis delays work, loses none."""
    _redis[:] = [Redis.from_url(url, socket_timeout=3, socket_connect_timeout=2)]
    return _redis[0]


def queue(name: str, redis: Redis) -> Queue:
    return Queue(name, connection=redis, serializer=JSONSerializer, job_class=AllowedJob)


def ring(queue_name: str, work_id: int) -> bool:
    """Tell the workers that a row waits; False when Redis does not answer (the sweep will)."""
    try:
        queue(queue_name, _redis[0]).enqueue(
            ENTRY, work_id, job_timeout=int(LEASE.total_seconds()), result_ttl=0
        )
    except (RedisError, IndexError):
        log.warning("bell not rung", queue=queue_name, job=work_id)
        return False
    return True


def run(work_id: int) -> bool:
    """Lease the row and do the work; False when another worker has it or it is done."""
    with acting(SYSTEM_SCOPE):
        with transaction():
            work = _lease(work_id)
        if work is None:
            return False
        try:
            _perform(work_id, _tasks[work["name"]], work["arguments"])
        except Exception as error:  # the row keeps the error; the sweep tries again
            log.exception("job failed", job=work_id, name=work["name"])
            with transaction():
                _put_back(work_id, work["attempts"], error)
            return False
        finally:
            session.remove()
    return True


def _perform(work_id: int, task: Task[Any], arguments: list[Any]) -> None:
    with nullcontext() if task.alone else transaction():
        task(*arguments)
        with transaction():
            _finish(work_id)


def _lease(work_id: int) -> dict[str, Any] | None:
    now = clock.now()
    statement = (
        update(Work)
        .where(Work.id == work_id, Work.finished_at.is_(None), Work.failed_at.is_(None))
        .where(or_(Work.leased_until.is_(None), Work.leased_until < now))
        .values(leased_until=now + LEASE, attempts=Work.attempts + 1)
        .returning(Work.name, Work.arguments, Work.attempts)
    )
    row = session.execute(statement).mappings().first()
    return dict(row) if row else None


def _finish(work_id: int) -> None:
    session.execute(update(Work).where(Work.id == work_id).values(finished_at=clock.now(), error=None))


def _put_back(work_id: int, attempts: int, error: Exception) -> None:
    now = clock.now()
    values: dict[str, object] = {"error": f"{type(error).__name__}: {error}"[:2000], "leased_until": None}
    if attempts >= ATTEMPTS:
        values["failed_at"] = now
    else:
        values["run_at"] = now + timedelta(seconds=10 * 3**attempts)
    session.execute(update(Work).where(Work.id == work_id).values(values))


def _give_up(now: datetime) -> None:
    """Rows whose worker died at every attempt: a job that kills its worker would go on for ever."""
    with transaction():
        session.execute(
            update(Work)
            .where(Work.finished_at.is_(None), Work.failed_at.is_(None))
            .where(Work.attempts >= ATTEMPTS, Work.leased_until < now)
            .values(failed_at=now, leased_until=None, error="the worker died at every attempt")
        )


def waiting(now: datetime) -> list[tuple[str, int]]:
    """Queue and id of the rows that are due and that no worker holds, oldest first."""
    rows = session.execute(
        select(Work.queue, Work.id)
        .where(Work.finished_at.is_(None), Work.failed_at.is_(None), Work.run_at <= now)
        .where(or_(Work.leased_until.is_(None), Work.leased_until < now))
        .order_by(Work.run_at)
        .limit(1000)
    )
    return [(row.queue, row.id) for row in rows]


def sweep() -> int:
    """Ring for every waiting row; answers how many. Runs each half minute in the clock process."""
    with acting(SYSTEM_SCOPE):
        _give_up(clock.now())
        rows = waiting(clock.now())
        session.remove()
    return sum(ring(name, work_id) for name, work_id in rows)


def work_off() -> int:
    """Do all waiting work here, in this thread; for commands and tests. Answers how many ran."""
    count = 0
    with acting(SYSTEM_SCOPE):
        while rows := waiting(clock.now()):
            count += sum(run(work_id) for _queue, work_id in rows)
    return count


def listed() -> list[tuple[str, str]]:
    """Every function that a worker may run, with its queue."""
    return sorted((name, task.queue) for name, task in _tasks.items())
