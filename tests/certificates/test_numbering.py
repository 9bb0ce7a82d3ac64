"""Numbers without gap or duplicate: real connections, real commits, leaders who name at the same moment."""

from collections.abc import Iterator
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from coordination.applications.models import Application
from coordination.applications.states import ApplicationState
from coordination.certificates import services
from coordination.certificates.models import Certificate, CertificateCounter
from coordination.kernel import db
from coordination.kernel.errors import Conflict, Stale
from coordination.kernel.operations import fresh_key, transaction
from coordination.operation import schema
from coordination.organizations.models import Office
from coordination.tallies.rules.rows import Count
from tests.factories import certificates as make
from tests.factories import subjects as places
from tests.factories.organizations import build_cast
from tests.servers import WORKER, own_database

COMMUNITIES = 12


@pytest.fixture
def apart(servers) -> Iterator[None]:
    """A database of its own, since what threads commit cannot be undone."""
    with own_database(servers.database_url, f"title_numbers_{WORKER}") as url:
        schema.migrate(url)
        engine = db.connect(url, pool_size=10, statement_timeout_ms=60_000)
        with db.acting(db.SYSTEM_SCOPE):
            yield
        db.session.remove()
        engine.dispose()
        db._sessions.configure(bind=None)


@pytest.fixture
def waiting(apart, clock, monkeypatch) -> tuple[Office, object, list[int]]:
    """The office, its leader, and twelve applications that wait for their title."""
    names = tuple(f"第{number:02}社区" for number in range(COMMUNITIES))
    monkeypatch.setitem(places.NAMES, "a", names)
    cast = build_cast()
    subjects = places.followed(cast)
    version = make.enacted(cast)
    make.file(cast, *(Count(subjects[name].id) for name in names))
    made = [make.waiting(cast, subjects[name], version).id for name in names]
    db.session.commit()
    return cast.office, cast.leader.actor, made


def test_eight_threads_that_name_at_once_leave_no_gap_and_no_duplicate(waiting):
    """One is sent twice with one key, two lists share an application, one falls over after taking numbers."""
    office, leader, made = waiting
    office_id = office.id
    same = fresh_key()
    jobs = [
        ("one", [made[0]], same),
        ("one", [made[0]], same),
        ("one", [made[1]], fresh_key()),
        ("one", [made[2]], fresh_key()),
        ("many", made[3:6], fresh_key()),
        ("many", [*made[6:8], made[5]], fresh_key()),
        ("many", [*made[8:10], made[1]], fresh_key()),
        ("fall", made[10:12], fresh_key()),
    ]
    barrier, went_wrong = Barrier(len(jobs)), []

    def name(kind: str, numbers: list[int], key: str) -> None:
        with db.acting(db.SYSTEM_SCOPE):
            barrier.wait()
            try:
                asked = {"actor": leader, "operation": key}
                if kind == "one":
                    services.name(db.session.get_one(Application, numbers[0]), version=1, **asked)
                    return
                with transaction() if kind == "fall" else db.acting(db.SYSTEM_SCOPE):
                    place = db.session.get_one(Office, office_id)
                    services.name_many(place, chosen=dict.fromkeys(numbers, 1), **asked)
                    if kind == "fall":
                        raise ZeroDivisionError
            except (Conflict, Stale, ZeroDivisionError) as error:
                went_wrong.append((kind, type(error)))
            except Exception as error:  # told by the assertion below
                went_wrong.append((kind, error))
            finally:
                db.session.remove()

    threads = [Thread(target=name, args=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.remove()
    refused = [kind for kind, error in went_wrong if error is not ZeroDivisionError]
    assert all(error in (Conflict, Stale, ZeroDivisionError) for _kind, error in went_wrong), went_wrong
    assert 2 <= len(refused) <= 3  # of each two that shared an application one came second
    certificates = db.session.scalars(select(Certificate).order_by(Certificate.sequence)).all()
    assert [one.sequence for one in certificates] == list(range(1, len(certificates) + 1))
    assert len({one.application_id for one in certificates}) == len(certificates)
    assert db.session.scalars(select(CertificateCounter.last)).one() == len(certificates)
    named = select(func.count()).where(Application.state == ApplicationState.NAMED)
    assert db.session.scalar(named) == len(certificates)
    assert not {made[10], made[11]} & {one.application_id for one in certificates}
