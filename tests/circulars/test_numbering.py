"""Numbers without gap or duplicate: real connections, real commits, fifty threads at once."""

from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from coordination.circulars import services
from coordination.circulars.models import Circular, NumberCounter, NumberEntry
from coordination.circulars.states import CircularState
from coordination.kernel import db
from coordination.kernel.clock import clock
from coordination.kernel.errors import Stale
from coordination.kernel.operations import fresh_key, transaction
from coordination.operation import schema
from tests.circulars.issuing import send_all, sent_twice
from tests.factories.organizations import add, build_cast
from tests.relay import cut_at_random
from tests.servers import WORKER, own_database

NAME = "circular_numbers"


@pytest.fixture
def apart(servers) -> Iterator[None]:
    """A database of its own, since what threads commit cannot be undone."""
    with own_database(servers.database_url, f"{NAME}_{WORKER}") as url:
        schema.migrate(url)
        engine = db.connect(url, pool_size=25, statement_timeout_ms=60_000)
        with db.acting(db.SYSTEM_SCOPE):
            yield
        db.session.remove()
        engine.dispose()
        db._sessions.configure(bind=None)


def waiting_for_signature(cast) -> Circular:
    return add(
        Circular(
            office_id=cast.office.id,
            period="2026-10",
            title="关于2026年10月情况的通报",
            addressees="联席会议各成员单位",
            body=[{"kind": "paragraph", "level": 1, "text": "情况正常。"}],
            facts={},
            annex={"parts": []},
            state=CircularState.SIGNING,
            drafted_by_id=cast.clerk.id,
            drafted_at=clock.now(),
            checked_by_id=cast.second_clerk.id,
            checked_at=clock.now(),
        )
    )


def test_twenty_circulars_signed_by_fifty_threads_get_twenty_numbers_in_a_row(apart, clock):
    """Twenty are sent twice with one key; five are refused; five fall over after taking a number."""
    cast = build_cast()
    made = [waiting_for_signature(cast) for _ in range(30)]
    db.session.commit()
    leader, jobs = cast.leader.actor, []
    for circular in made[:20]:
        jobs += [("sign", circular.id, circular.version, fresh_key())] * 2
    jobs += [("stale", circular.id, circular.version + 1, fresh_key()) for circular in made[20:25]]
    jobs += [("fall", circular.id, circular.version, fresh_key()) for circular in made[25:]]
    barrier, went_wrong = Barrier(len(jobs)), []

    def sign(kind: str, number: int, version: int, key: str) -> None:
        with db.acting(db.SYSTEM_SCOPE):
            barrier.wait()
            try:
                with transaction() if kind == "fall" else db.acting(db.SYSTEM_SCOPE):
                    circular = db.session.get_one(Circular, number)
                    services.issue(circular, actor=leader, operation=key, version=version, accepted=True)
                    if kind == "fall":
                        raise ZeroDivisionError
            except (Stale, ZeroDivisionError) as error:
                went_wrong.append((kind, type(error)))
            except Exception as error:
                went_wrong.append((kind, error))
            finally:
                db.session.remove()

    threads = [Thread(target=sign, args=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.remove()
    assert sorted(went_wrong, key=str) == [("fall", ZeroDivisionError)] * 5 + [("stale", Stale)] * 5
    ledger = db.session.scalars(select(NumberEntry.sequence).order_by(NumberEntry.sequence)).all()
    assert ledger == list(range(1, 21))
    issued = db.session.scalars(
        select(Circular.sequence).where(Circular.sequence.is_not(None)).order_by(Circular.sequence)
    ).all()
    assert issued == ledger
    assert db.session.scalars(select(NumberCounter.last)).all() == [20]


def test_over_a_link_that_is_cut_at_random_nothing_is_lost_and_nothing_twice(servers, clock):
    """The answer to a COMMIT gets lost as well: only the key of the operation tells what became of it."""
    with own_database(servers.database_url, f"{NAME}_cut_{WORKER}") as url:
        schema.migrate(url)
        engine = db.connect(url)
        with db.acting(db.SYSTEM_SCOPE):
            cast = build_cast()
            acts = sent_twice([waiting_for_signature(cast) for _ in range(40)])
            leader = cast.leader.actor
            db.session.commit()
        with cut_at_random(url, often=0.01, unanswered=0.2, seed=7) as (link, cuts):
            broken = db.connect(link, pool_size=10)
            tries = send_all(acts, leader, at_once=6)
            broken.dispose()
        db._sessions.configure(bind=engine)
        with db.acting(db.SYSTEM_SCOPE):
            ledger = db.session.execute(
                select(NumberEntry.sequence, Circular.sequence, Circular.state)
                .join(Circular, Circular.id == NumberEntry.circular_id)
                .order_by(NumberEntry.sequence)
            ).all()
            counted = db.session.scalars(select(NumberCounter.last)).all()
        db.session.remove()
        engine.dispose()
        db._sessions.configure(bind=None)
    assert [tuple(row) for row in ledger] == [(n, n, CircularState.ISSUED) for n in range(1, 41)]
    assert counted == [40]
    assert cuts.lost_answers > 3
    assert tries > len(acts) + cuts.lost_answers


def test_a_new_year_begins_at_one_and_offices_count_apart(session, cast, clock):
    first = waiting_for_signature(cast)
    issue(first, cast)
    clock.move(days=60)
    second = waiting_for_signature(cast)
    issue(second, cast)
    assert [(one.year, one.sequence) for one in (first, second)] == [(2026, 1), (2027, 1)]


def issue(circular: Circular, cast) -> None:
    services.issue(
        circular, actor=cast.leader.actor, operation=fresh_key(), version=circular.version, accepted=True
    )


def test_the_year_is_that_of_china(session, cast, clock):
    """23:30 on 31 December in London is the new year in China."""
    clock.move(datetime(2026, 12, 31, 23, 30, tzinfo=UTC))
    circular = waiting_for_signature(cast)
    issue(circular, cast)
    assert (circular.year, str(circular.issued_on)) == (2027, "2027-01-01")
