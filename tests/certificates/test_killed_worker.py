"""The worker is killed while it prints certificates and looks at a filing, and started again.

A real worker process and SIGKILL, PostgreSQL and Valkey: each certificate is printed once, each title that a
case speaks against is suspended once, the others stand.
"""

import multiprocessing
import os
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from signal import SIGKILL

import pytest
from sqlalchemy import func, select

from coordination.audit.models import Event
from coordination.certificates import services
from coordination.certificates.models import Certificate, CertificateGround, CertificateReview
from coordination.certificates.states import CertificateState
from coordination.config import settings
from coordination.kernel import db, files, jobs
from coordination.kernel.clock import clock, file_clock
from coordination.kernel.operations import fresh_key
from coordination.notifications.models import Notification
from coordination.operation import schema, serving
from coordination.tallies.rules.rows import Count
from tests.conftest import TODAY
from tests.factories import certificates as make
from tests.factories import subjects as places
from tests.factories.organizations import build_cast
from tests.servers import WORKER, own_database

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["coordination.operation.serving", "coordination.factory"])
TITLES, WITH_CASES = 10, 6
SECONDS = 120


@pytest.fixture
def url(servers, tmp_path, monkeypatch) -> Iterator[str]:
    """A database of its own, in which rows are committed; the session of the services is bound to it."""
    with own_database(servers.administrator_url, f"coordination_titles_{WORKER}") as url:
        schema.migrate(url)
        engine = db.connect(url)
        jobs.connect(servers.redis_url).flushdb()
        monkeypatch.setenv("UPLOAD_DIR", str(tmp_path / "uploads"))
        settings.cache_clear()
        with db.acting(db.SYSTEM_SCOPE):
            yield url
        db.session.remove()
        db._sessions.configure(bind=None)
        engine.dispose()
    monkeypatch.undo()
    settings.cache_clear()


@pytest.fixture
def moved(tmp_path: Path) -> Iterator[Path]:
    """The file from which the test and the worker read the time."""
    file, real = tmp_path / "clock", clock._source
    file.write_text(TODAY.isoformat(), encoding="ascii")
    clock.follow(file_clock(file))
    yield file
    clock._source = real


def later(file: Path, **delta: float) -> None:
    beside = file.with_suffix(".next")
    beside.write_text((clock.now() + timedelta(**delta)).isoformat(), encoding="ascii")
    beside.replace(file)


def work(variables: dict[str, str], log: str) -> None:
    """What `coordination worker` runs, in a process of its own with its own environment."""
    with open(log, "ab") as out:
        os.dup2(out.fileno(), 1)
        os.dup2(out.fileno(), 2)
    os.environ.clear()
    os.environ.update(variables)
    settings.cache_clear()
    serving.work(("documents", "default"))


@pytest.fixture
def start(url: str, moved: Path, tmp_path: Path) -> Iterator[Callable[[], BaseProcess]]:
    begun: list[BaseProcess] = []
    own = {
        "DATABASE_URL": url,
        "CLOCK_FILE": str(moved),
        "TEST_MODE": "1",
        "INSTANCE_PATH": str(tmp_path),
        "UPLOAD_DIR": str(tmp_path / "uploads"),
    }

    def begin() -> BaseProcess:
        given = (dict(os.environ) | own, str(tmp_path / "worker.log"))
        begun.append(PROCESSES.Process(target=work, args=given))
        begun[-1].start()
        return begun[-1]

    yield begin
    for process in begun:
        process.kill()
        process.join()


def count(*where: object) -> int:
    found = db.session.scalar(select(func.count()).select_from(Certificate).where(*where))
    db.session.rollback()
    return found or 0


def until(condition: Callable[[], bool], worker: BaseProcess) -> None:
    begin = time.monotonic()
    while not condition():
        assert worker.is_alive(), "the worker ended by itself"
        assert time.monotonic() - begin < SECONDS, "it did not come about in time"
        jobs.sweep()
        time.sleep(0.05)


def test_each_is_printed_once_and_suspended_once(url, start, moved, monkeypatch):
    names = tuple(f"第{number}社区" for number in range(TITLES))
    monkeypatch.setitem(places.NAMES, "a", names)
    cast = build_cast()
    subjects = places.followed(cast)
    version = make.enacted(cast)
    make.file(cast, *(Count(subjects[name].id) for name in names))
    waiting = [make.waiting(cast, subjects[name], version) for name in names]
    chosen = {one.id: one.version for one in waiting}
    services.name_many(cast.office, actor=cast.leader.actor, operation=fresh_key(), chosen=chosen)
    rows = [Count(subjects[name].id, 1) for name in names[:WITH_CASES]]
    make.file(cast, *rows, first_on=date(2026, 11, 6), grain=make.Grain.DAY)
    printed, suspended = Certificate.document_id.is_not(None), Certificate.state == CertificateState.SUSPENDED
    for share in (1, 4):
        worker = start()
        until(lambda share=share: count(printed) >= share, worker)
        worker.kill()
        worker.join(60)
        assert worker.exitcode == -SIGKILL
        later(moved, minutes=4)  # the lease of the dead is over
    worker = start()
    until(lambda: count(printed) == TITLES and count(suspended) == WITH_CASES, worker)
    until(nothing_waits, worker)
    assert one_of_each() == {
        "certificate.name": TITLES,
        "certificate.print": TITLES,
        "certificate.suspend": WITH_CASES,
    }
    for kind in (CertificateReview, CertificateGround):
        assert db.session.scalar(select(func.count()).select_from(kind)) == WITH_CASES
    told = select(func.count()).where(Notification.kind == "certificate.suspended")
    assert db.session.scalar(told) == WITH_CASES * 4  # the township, two clerks, the leader
    for certificate in db.session.scalars(select(Certificate)):
        assert files.content(certificate.document).startswith(b"%PDF")


def nothing_waits() -> bool:
    found = jobs.waiting(clock.now())
    db.session.rollback()
    return not found


def one_of_each() -> dict[str, int]:
    """How many audit rows of each act; an act upon one certificate twice would count twice."""
    db.session.remove()
    found = select(Event.action, func.count()).where(Event.subject_type == "certificates")
    return {row[0]: row[1] for row in db.session.execute(found.group_by(Event.action))}
