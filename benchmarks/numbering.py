"""Numbers over a link that is cut at random: 500 issues, each sent twice, against the same over a whole one.

Asserts that no number is missing, none given twice, and every circular issued; prints how often the link
broke, how often the answer to a COMMIT was lost, and the time of a signature as a ratio to the whole link.

    python benchmarks/numbering.py [--circulars 500] [--at-once 6] [--seed 1]
"""

import argparse
import logging
import os
import secrets
import sys
import time
from pathlib import Path
from tempfile import mkdtemp

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import structlog
from sqlalchemy import select

from coordination.circulars.models import Circular, NumberCounter, NumberEntry
from coordination.circulars.states import CircularState
from coordination.kernel import db
from coordination.operation import schema
from coordination.operation.servers import Servers, temporary
from tests.circulars.issuing import Sent, send_all, sent_twice
from tests.circulars.test_numbering import waiting_for_signature
from tests.factories.organizations import build_cast
from tests.relay import cut_at_random
from tests.servers import own_database


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--circulars", type=int, default=500)
    parser.add_argument("--at-once", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with temporary() as servers:
        os.environ.update(
            DATABASE_URL=servers.database_url,
            REDIS_URL=servers.redis_url,
            SECRET_KEY=secrets.token_hex(32),
            UPLOAD_DIR=mkdtemp(),
            TEST_MODE="1",
        )
        whole = run(servers, chosen.circulars, chosen.at_once, None)
        cut = run(servers, chosen.circulars, chosen.at_once, chosen.seed)
    print(f"time over the cut link: {cut / whole:.2f}x of the whole one")


def run(servers: Servers, count: int, at_once: int, seed: int | None) -> float:
    """Seconds for `count` circulars sent twice; over a whole link without a seed."""
    with own_database(servers.database_url, f"numbering_{seed or 0}") as url:
        schema.migrate(url)
        engine = db.connect(url, pool_size=10)
        with db.acting(db.SYSTEM_SCOPE):
            cast = build_cast()
            acts = sent_twice([waiting_for_signature(cast) for _ in range(count)])
            leader = cast.leader.actor
            db.session.commit()
        began = time.perf_counter()
        if seed is None:
            tries = send_all(acts, leader, at_once)
            told = "whole link"
        else:
            tries, told = over_a_cut_link(url, acts, leader, at_once, seed)
        seconds = time.perf_counter() - began
        db._sessions.configure(bind=engine)
        prove(count)
        db.session.remove()
        engine.dispose()
    print(
        f"{told}: {count} circulars, {len(acts)} sent, {tries} tries, {seconds:.1f} s; 1 to {count}, no gap"
    )
    return seconds


def over_a_cut_link(url: str, acts: list[Sent], leader: object, at_once: int, seed: int) -> tuple[int, str]:
    with cut_at_random(url, often=0.01, unanswered=0.1, seed=seed) as (link, cuts):
        broken = db.connect(link, pool_size=10)
        tries = send_all(acts, leader, at_once)
        broken.dispose()
        return tries, f"cut {cuts.made + cuts.lost_answers} times, {cuts.lost_answers} answers lost"


def prove(count: int) -> None:
    """Every circular issued once, the ledger without gap or duplicate, the counter where it ends."""
    with db.acting(db.SYSTEM_SCOPE):
        rows = db.session.execute(
            select(NumberEntry.sequence, Circular.sequence, Circular.state)
            .join(Circular, Circular.id == NumberEntry.circular_id)
            .order_by(NumberEntry.sequence)
        ).all()
        assert [tuple(row) for row in rows] == [(n, n, CircularState.ISSUED) for n in range(1, count + 1)]
        assert db.session.scalars(select(NumberCounter.last)).all() == [count]


if __name__ == "__main__":
    main()
