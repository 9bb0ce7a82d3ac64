"""Rows are the truth: what happens when Redis, a worker or a job fails."""

import gc
import os
import weakref
from datetime import timedelta

import pytest
from rq import SimpleWorker
from rq.serializers import JSONSerializer
from sqlalchemy import select

from coordination.kernel import jobs
from coordination.kernel.jobs import AllowedJob, Work, job, work_off
from coordination.kernel.operations import transaction
from coordination.organizations.models import UnitKind

pytestmark = pytest.mark.usefixtures("clock")


@job()
def add_kind(code: str) -> None:
    from coordination.kernel.db import session

    session.add(UnitKind(code=code, name=code, english=code, sort_order=1))
    session.flush()
    if code == "fails":
        raise ValueError("always")


@job(alone=True)
def add_kind_alone(code: str) -> None:
    """Commits by itself before it goes on."""
    with transaction():
        add_kind(code)
    if code == "dies":
        raise ValueError("after the commit")


class Knot:
    """Holds itself, as the boxes of a printed document do."""

    def __init__(self) -> None:
        self.itself = self


knots: list[weakref.ref[Knot]] = []


@job()
def tie_knot() -> None:
    knots[:] = [weakref.ref(Knot())]


@pytest.fixture
def redis(servers):
    connection = jobs.connect(servers.redis_url)
    connection.flushdb()
    return connection


def ask(code: str, **options: object) -> None:
    with transaction():
        add_kind.later(code, **options)


def ask_for_a_knot() -> None:
    with transaction():
        tie_knot.later()


def test_work_is_done_once_in_one_transaction_with_its_row(session, redis):
    ask("one")
    assert work_off() == 1
    assert work_off() == 0
    row = session.scalars(select(Work)).one()
    assert (row.attempts, row.finished_at is not None, session.get(UnitKind, "one").name) == (1, True, "one")


def test_the_same_key_is_one_row(session, redis):
    ask("one", key="k")
    ask("one", key="k")
    assert len(session.scalars(select(Work)).all()) == 1


def test_nothing_is_asked_when_the_transaction_fails(session, redis):
    def half() -> None:
        with transaction():
            add_kind.later("one")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half()
    assert session.scalars(select(Work)).all() == []
    assert jobs.queue("default", redis).count == 0


def test_a_failing_job_leaves_nothing_and_is_tried_again_later_then_given_up(session, redis, clock):
    ask("fails")
    for _ in range(jobs.ATTEMPTS):
        work_off()
        clock.move(hours=2)
    row = session.scalars(select(Work)).one()
    assert (row.attempts, row.failed_at is not None, row.error) == (jobs.ATTEMPTS, True, "ValueError: always")
    assert session.get(UnitKind, "fails") is None
    clock.move(days=1)
    assert work_off() == 0


def test_a_leased_row_waits_until_the_lease_is_over(session, redis, clock):
    """As after kill -9 of a worker: nobody else takes the row at once, somebody does after the lease."""
    ask("one")
    row = session.scalars(select(Work)).one()
    row.leased_until = clock.now() + jobs.LEASE
    session.commit()
    assert (jobs.run(row.id), work_off()) == (False, 0)
    clock.move(minutes=4)
    assert work_off() == 1


def test_a_dead_redis_delays_work_and_loses_none(session, redis):
    jobs.connect("redis://127.0.0.1:1/0")
    ask("one")
    assert len(session.scalars(select(Work)).all()) == 1
    jobs.connect(os.environ["REDIS_URL"])
    assert jobs.sweep() == 1
    assert jobs.queue("default", redis).count == 1
    assert work_off() == 1


def test_a_real_worker_does_what_the_bell_says(session, redis):
    ask("one")
    worker = SimpleWorker(
        [jobs.queue("default", redis)], connection=redis, serializer=JSONSerializer, job_class=AllowedJob
    )
    worker.work(burst=True, logging_level="ERROR")
    assert session.get(UnitKind, "one") is not None


def test_a_worker_clears_what_a_job_left_in_cycles(session, redis):
    ask_for_a_knot()
    gc.disable()
    try:
        SimpleWorker(
            [jobs.queue("default", redis)], connection=redis, serializer=JSONSerializer, job_class=AllowedJob
        ).work(burst=True, logging_level="ERROR")
        left = [knot() for knot in knots]  # before the next round of the collector itself
    finally:
        gc.enable()
    assert left == [None]


def test_a_function_that_is_not_on_the_list_is_not_run(redis, tmp_path):
    mark = tmp_path / "mark"
    queue = jobs.queue("default", redis)
    planted = queue.enqueue("os.mkdir", str(mark))
    worker = SimpleWorker([queue], connection=redis, serializer=JSONSerializer, job_class=AllowedJob)
    worker.work(burst=True, logging_level="CRITICAL")
    assert not mark.exists()
    assert planted.get_status(refresh=True) == "failed"


def test_a_queue_that_no_worker_serves_is_refused_at_once():
    with pytest.raises(ValueError, match="no worker serves"):
        job(queue="nowhere")(lambda: None)


def test_delayed_work_is_not_due_before_its_time(session, redis, clock):
    ask("one", delay=timedelta(minutes=5))
    assert work_off() == 0
    clock.move(minutes=6)
    assert work_off() == 1


def test_names_are_the_places_of_the_functions():
    assert add_kind.name == "tests.kernel.test_jobs.add_kind"
    assert (add_kind.name, "default") in jobs.listed()


def test_a_job_that_kills_its_worker_each_time_is_given_up(session, redis, clock):
    ask("one")
    row = session.scalars(select(Work)).one()
    row.attempts, row.leased_until = jobs.ATTEMPTS, clock.now() + jobs.LEASE
    session.commit()
    jobs.sweep()
    assert session.get_one(Work, row.id, populate_existing=True).failed_at is None
    clock.move(minutes=4)
    assert jobs.sweep() == 0
    row = session.scalars(select(Work)).one()
    assert (row.failed_at is not None, row.error) == (True, "the worker died at every attempt")


def test_a_job_that_runs_alone_keeps_what_it_committed_when_it_fails_later(session, redis):
    with transaction():
        add_kind_alone.later("dies")
        add_kind_alone.later("well")
    assert work_off() == 1
    assert session.get(UnitKind, "dies") is not None
    rows = session.scalars(select(Work).order_by(Work.id)).all()
    assert [(row.finished_at is None, row.error) for row in rows] == [
        (True, "ValueError: after the commit"),
        (False, None),
    ]


def test_a_job_asked_for_soon_is_one_row_while_it_waits_and_a_new_one_once_taken(session, redis):
    for _again in range(3):
        with transaction():
            add_kind_alone.soon()
    row = session.scalars(select(Work)).one()
    row.leased_until = row.run_at + jobs.LEASE
    session.commit()
    with transaction():
        add_kind_alone.soon()
    assert len(session.scalars(select(Work)).all()) == 2
