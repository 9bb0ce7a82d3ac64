"""The worker is killed at any moment while 2,400 people are told, and started again.

A real worker process and SIGKILL, a real mail server, PostgreSQL and Valkey. Everybody is told exactly
once in the site, at least once and never more than twice by mail, and the ledger says who may be the latter.
"""

import multiprocessing
import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from signal import SIGKILL

import pytest
from sqlalchemy import func, select, text

from coordination.config import settings
from coordination.kernel import db, jobs
from coordination.kernel.clock import clock, file_clock
from coordination.kernel.text import _
from coordination.notifications.jobs import ring_when_due
from coordination.notifications.models import Delivery, Notification
from coordination.notifications.queries import deliveries_about
from coordination.notifications.queries.ledger import TWICE
from coordination.notifications.services import Notice, tell
from coordination.notifications.states import DeliveryState
from coordination.operation import schema, serving
from tests.conftest import TODAY
from tests.factories.organizations import office, unit
from tests.notifications.endpoints import Mailbox
from tests.servers import WORKER, own_database

#: Workers are forked from a process that has read the code and opened nothing: three starts cost one.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["coordination.operation.serving", "coordination.factory"])
PEOPLE = 2400
TICK_SECONDS = 3
PEOPLE_SQL = text("""
WITH made AS (
  INSERT INTO accounts (username, name, office_id, unit_id, functions, state, password_hash)
  SELECT 'township-' || n, '乡镇干部' || n, :office, :unit, '{liaison}', 'active', 'x'
  FROM generate_series(1, :people) AS n RETURNING id, office_id, unit_id)
INSERT INTO notification_preferences (account_id, office_id, unit_id, mail, by_mail)
SELECT id, office_id, unit_id, 'person' || id || '@town.cn', true FROM made RETURNING account_id""")


class MovedClock:
    """A clock that the test and the worker processes read from one file."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.now = TODAY
        self.move()

    def move(self, **delta: float) -> None:
        self.now += timedelta(**delta)
        beside = self.file.with_suffix(".next")
        beside.write_text(self.now.isoformat(), encoding="ascii")
        beside.replace(self.file)  # whoever reads at this moment reads one or the other


@pytest.fixture
def moved(tmp_path: Path) -> Iterator[MovedClock]:
    moved, real = MovedClock(tmp_path / "clock"), clock._source
    clock.follow(file_clock(moved.file))
    yield moved
    clock._source = real


@pytest.fixture
def url(servers) -> Iterator[str]:
    """A database of its own, in which rows are committed; the session of the services is bound to it."""
    with own_database(servers.administrator_url, f"coordination_killed_{WORKER}") as url:
        schema.migrate(url)
        engine = db.connect(url)
        jobs.connect(servers.redis_url).flushdb()
        with db.acting(db.SYSTEM_SCOPE):
            yield url
        db.session.remove()
        db._sessions.configure(bind=None)
        engine.dispose()


def work(variables: dict[str, str], log: str) -> None:
    """What `coordination worker mail` runs, in a process of its own with its own environment."""
    with open(log, "ab") as out:
        os.dup2(out.fileno(), 1)
        os.dup2(out.fileno(), 2)
    os.environ.clear()
    os.environ.update(variables)
    settings.cache_clear()
    serving.work(("mail",))


@pytest.fixture
def start(url: str, moved: MovedClock, mailbox: Mailbox, tmp_path: Path) -> Iterator[Callable[[], object]]:
    """Starts a worker of the queue; what still runs at the end is killed."""
    begun: list[BaseProcess] = []
    variables = {
        "DATABASE_URL": url,
        "CLOCK_FILE": str(moved.file),
        "TEST_MODE": "1",
        "INSTANCE_PATH": str(tmp_path),
        "UPLOAD_DIR": str(tmp_path),
    }

    def begin() -> BaseProcess:
        given = (dict(os.environ) | variables, str(tmp_path / "worker.log"))
        begun.append(PROCESSES.Process(target=work, args=given))
        begun[-1].start()
        return begun[-1]

    yield begin
    for process in begun:
        process.kill()
        process.join()


def tell_everybody() -> list[int]:
    place = office()
    township = unit(place, "乡镇", "township")
    people = db.session.scalars(PEOPLE_SQL, {"office": place.id, "unit": township.id, "people": PEOPLE}).all()
    db.session.commit()
    told = tell(
        Notice(
            key=f"assignment.issued:{person}",
            office_id=place.id,
            unit_id=township.id,
            account_id=person,
            robot_id=None,
            kind="assignment.issued",
            subject_type="tasks",
            subject_id=1,
            message=_("有新的交办"),
            address="/tasks/1",
        )
        for person in people
    )
    assert told == PEOPLE
    return list(people)


def waiting() -> int:
    count = db.session.scalar(select(func.count()).where(Delivery.settled_at.is_(None)))
    db.session.rollback()
    return count or 0


def until(
    condition: Callable[[], bool], moved: MovedClock, worker: BaseProcess, seconds: float = 300
) -> None:
    """Wait for what the worker does; meanwhile time passes, and the schedule rings as it always does."""
    begin = ticked = time.monotonic()
    while not condition():
        now = time.monotonic()
        assert worker.is_alive(), "the worker ended by itself"
        assert now - begin < seconds, "it did not come about in time"
        if now - ticked > TICK_SECONDS:
            moved.move(seconds=now - ticked)
            jobs.sweep()
            ring_when_due()
            ticked = now
        time.sleep(0.05)


def kill(worker: BaseProcess, mailbox: Mailbox, *, before_the_answer: bool) -> None:
    """At once, or at the worst moment: the server has kept a letter and has not yet said so."""
    if before_the_answer:
        mailbox.at_next = worker.kill
    else:
        worker.kill()
    worker.join(60)
    assert worker.exitcode == -SIGKILL


def test_each_is_told_once_in_the_site_and_once_or_twice_by_mail(url, start, moved, mailbox, configure):
    configure(SMTP_TIMEOUT_SECONDS=20)  # a busy machine is not a dead server
    people = tell_everybody()
    kills = 0
    for share in sorted(random.sample(range(5, 95), 2)):
        worker = start()
        until(lambda share=share: len(mailbox.kept) > PEOPLE * share // 100, moved, worker)
        kill(worker, mailbox, before_the_answer=kills == 0)
        kills += 1
        moved.move(minutes=4)  # the leases of the dead are over
        jobs.sweep()
    worker = start()
    until(lambda: waiting() <= kills, moved, worker)
    moved.move(minutes=2)  # the pause after a doubt is over
    ring_when_due()
    until(lambda: waiting() == 0, moved, worker)
    letters = Counter(address for address, _content in mailbox.kept)
    told = db.session.execute(select(Notification.account_id)).scalars().all()
    assert Counter(told) == Counter(people)
    assert set(letters) == {f"person{person}@town.cn" for person in people}
    twice = {address for address, count in letters.items() if count > 1}
    assert max(letters.values()) <= 2
    assert 1 <= len(twice) <= kills
    rows = db.session.scalars(select(Delivery)).all()
    assert {row.state for row in rows} == {DeliveryState.DELIVERED}
    doubtful = {row.address for row in rows if row.doubts}
    assert twice <= doubtful
    assert len(doubtful) <= kills
    ledger = [line for line in deliveries_about("tasks", [1])[1] if line.channel is not None]
    assert sum(line.error == TWICE for line in ledger) == len(doubtful)
