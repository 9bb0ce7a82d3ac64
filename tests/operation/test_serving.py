import subprocess
import sys
from datetime import timedelta
from threading import Event

import pytest
from redis import Redis
from sqlalchemy import text

from coordination.config import ROOT
from coordination.kernel.jobs import ENTRY, queue
from coordination.operation import schema
from coordination.operation.database import connection, transaction
from coordination.operation.servers import temporary
from coordination.schedule import Periodic, tick_until


@pytest.fixture(scope="module")
def servers():
    with temporary() as running:
        schema.migrate(running.database_url)
        yield running


def worker(servers, environment, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "coordination.cli", "worker", "--burst", *arguments],
        cwd=ROOT,
        env=environment
        | {
            "DATABASE_URL": servers.database_url,
            "REDIS_URL": servers.redis_url,
            "SECRET_KEY": "f3c1a2997e0d4b5580a61c2d93e4f7b8",
        },
        capture_output=True,
        text=True,
    )


def test_a_worker_runs_rows_of_our_table_and_no_function_somebody_put_into_redis(
    servers, environment, folder
):
    with transaction(servers.database_url) as opened:
        row = opened.scalar(
            text(
                "INSERT INTO jobs (queue, name, arguments, key, run_at)"
                " VALUES ('default', 'nobody.knows', '[]', 'k', now()) RETURNING id"
            )
        )
    with Redis.from_url(servers.redis_url) as redis:
        queue("default", redis).enqueue("os.system", f"touch {folder}/owned")
        queue("default", redis).enqueue(ENTRY, row)
        done = worker(servers, environment, "default")
        assert done.returncode == 0, done.stderr
        assert queue("default", redis).count == 0
    assert not (folder / "owned").exists()
    assert "not on the list" in done.stdout
    with connection(servers.database_url) as opened:
        attempts, error = opened.execute(text("SELECT attempts, error FROM jobs")).one()
    assert attempts == 1
    assert "nobody.knows" in error


def test_a_queue_that_no_worker_serves_is_refused(servers, environment):
    done = worker(servers, environment, "parcels")
    assert done.returncode == 2
    assert "no such queue: parcels" in done.stderr


def test_the_clock_goes_on_after_a_failure_and_stops_when_asked():
    stopped, calls = Event(), []

    def fail():
        calls.append("fail")
        raise ValueError("once more")

    def count():
        calls.append("count")
        if calls.count("count") == 3:
            stopped.set()

    often = timedelta(milliseconds=1)
    tick_until(stopped, (Periodic("fail", often, fail), Periodic("count", often, count)))
    assert calls.count("fail") >= 2
    assert calls.count("count") == 3


def test_what_is_not_due_waits():
    stopped, calls = Event(), []

    def often():
        calls.append("often")
        if len(calls) > 5:
            stopped.set()

    schedule = (
        Periodic("rare", timedelta(hours=1), lambda: calls.append("rare")),
        Periodic("often", timedelta(milliseconds=1), often),
    )
    tick_until(stopped, schedule)
    assert calls.count("rare") == 1
