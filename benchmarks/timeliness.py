"""Rates of 2,400 units over 12 periods against the bare aggregate in SQL, as a ratio.

    python benchmarks/timeliness.py [--units 2400] [--runs 9]

24 months of reports on an embedded server: in time, late, within grace, returned, missing, not due.
The bare aggregate is one statement of the tables' owner, without fences: six counts by unit and period
of the last 12, its rows fetched. `matrix` is the same asked as the clerk, behind the fences, as the file
and rankings read it; `page` is the whole answer to the browser: session, totals, 50 units, HTML. All run
in turn, the median of the ratios counts, and all must find the same sums.
"""

import argparse
import os
import secrets
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from flask import Flask
from sqlalchemy import Engine, create_engine, text

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from coordination.accounts.entry import digest
from coordination.completion.rules import run_up
from coordination.config import settings
from coordination.factory import create_app
from coordination.kernel import db
from coordination.kernel.clock import clock
from coordination.kernel.functions import Function
from coordination.kernel.period import Period
from coordination.kernel.policy import Actor
from coordination.operation import schema
from coordination.operation.servers import temporary
from coordination.timeliness.queries.rates import cells
from coordination.timeliness.rules import together

LIMIT = 2.0
LAST = Period.parse("2026-10")
SEED = """
INSERT INTO unit_kinds (code, name, english, sort_order) VALUES ('township', '乡镇街道', 'Township', 1);
INSERT INTO divisions (code, name, level, path, initials) VALUES ('D1', '示例省', 'province', '/1/', '');
INSERT INTO offices (division_id, name, short_name, mark, document_code, area_name)
  SELECT id, name, name || '联席办', name, '示', '全省' FROM divisions;
INSERT INTO member_units (office_id, kind_code, name, short_name, sort_order, pinyin, initials)
  SELECT o.id, 'township', '示例乡镇' || n, '示例乡镇' || n, n, 'shilixiangzhen', 'slxz'
  FROM offices o, generate_series(1, :units) n;
INSERT INTO accounts (username, name, office_id, functions, state, password_hash, password_changed_at)
  SELECT 'clerk' || n, '经办' || n, (SELECT min(id) FROM offices), '{clerk}', 'active', '-', now()
  FROM generate_series(1, 2) n;
INSERT INTO report_forms (office_id, code, name, shape, unit_kinds, sort_order, first_period, enacted_at)
  SELECT id, 'township', '乡镇月报', 'self', '{township}', 1, '2024-11', now() FROM offices;
INSERT INTO reports (office_id, form_id, unit_id, period, due_at, grace_until, state, revision,
  first_submitted_at, submitted_at, submitted_by_id, approved_at, approved_by_id, return_reason)
SELECT u.office_id, f.id, u.id, to_char(month, 'YYYY-MM'), due,
  CASE WHEN u.id % 9 = 0 THEN due + interval '1 day' END, state,
  CASE WHEN filed THEN 1 + (u.id % 7 = 0)::int ELSE 0 END, sent, sent, CASE WHEN filed THEN a.first END,
  CASE WHEN state = 'approved' THEN sent END, CASE WHEN state = 'approved' THEN a.last END,
  CASE WHEN state = 'returned' THEN '请核对' ELSE '' END
FROM member_units u CROSS JOIN report_forms f
CROSS JOIN (SELECT min(id) AS first, max(id) AS last FROM accounts) a
CROSS JOIN generate_series(timestamp '2024-11-01', timestamp '2026-10-01', interval '1 month') month
CROSS JOIN LATERAL (SELECT (month + interval '1 month 6 days 9 hours') AT TIME ZONE 'UTC' AS due,
  (ARRAY['approved', 'approved', 'approved', 'approved', 'approved', 'submitted', 'returned', 'missing'])
    [1 + (u.id * 5 + extract(month FROM month)::int * 3) % 8] AS state) drawn
CROSS JOIN LATERAL (SELECT state <> 'missing' AS filed,
  CASE WHEN state <> 'missing' THEN due + ((u.id % 5) - 3) * interval '6 hours' END AS sent) told;
"""
SIGN_IN = """
INSERT INTO sign_ins (token_hash, account_id, started_at, seen_at, address, agent)
VALUES (:hash, :account, now(), now(), '127.0.0.1', 'benchmark')
"""
BARE = """
SELECT unit_id, period,
  count(*) FILTER (WHERE first_submitted_at < greatest(due_at, grace_until)),
  count(*) FILTER (WHERE first_submitted_at >= greatest(due_at, grace_until)),
  count(*) FILTER (WHERE first_submitted_at IS NULL AND greatest(due_at, grace_until) <= :now),
  count(*) FILTER (WHERE first_submitted_at IS NULL AND greatest(due_at, grace_until) > :now),
  count(*) FILTER (WHERE state IN ('submitted', 'approved', 'locked')),
  count(*) FILTER (WHERE first_submitted_at IS NOT NULL AND (revision > 1 OR state = 'returned'))
FROM reports WHERE office_id = :office AND period = ANY(:periods) GROUP BY unit_id, period
"""


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--units", type=int, default=2400)
    arguments.add_argument("--runs", type=int, default=9)
    given = arguments.parse_args()
    with TemporaryDirectory() as folder, temporary() as servers:
        schema.migrate(servers.database_url)
        engine = create_engine(servers.administrator_url)
        seed(engine, given.units)
        os.environ.update(
            DATABASE_URL=servers.database_url,
            REDIS_URL=servers.redis_url,
            SECRET_KEY=secrets.token_hex(32),
            INSTANCE_PATH=folder,
            UPLOAD_DIR=str(Path(folder) / "uploads"),
            LOG_LEVEL="WARNING",
        )
        settings.cache_clear()
        app = create_app()
        clerk, token = signed_in(engine)
        measured = [round_of(app, engine, clerk, token) for _ in range(given.runs + 1)][1:]  # the first warms
        db.session.remove()
        engine.dispose()
    print(f"{given.units:,} units × 12 periods, {given.runs} runs, medians")
    worst = 0.0
    for place, name in enumerate(("bare aggregate", "matrix", "page")):
        ratio = median(one[place] / one[0] for one in measured)
        worst = max(worst, ratio)
        print(f"{name:15} {median(one[place] for one in measured) * 1000:7.1f} ms   {ratio:.2f}")
    print(f"worst {worst:.2f} (limit {LIMIT})")
    return 0 if worst <= LIMIT else 1


def round_of(app: Flask, engine: Engine, clerk: Actor, token: str) -> tuple[float, float, float]:
    """Seconds of the bare aggregate, of the matrix and of the page, once each."""
    now = clock.now()
    start = perf_counter()
    with engine.connect() as connection:
        asked = {"office": clerk.office_id, "periods": [str(one) for one in run_up(LAST)], "now": now}
        rows = connection.execute(text(BARE), asked).all()
    bare = perf_counter() - start
    start = perf_counter()
    with db.acting(clerk.scope):
        found = cells(clerk.office_id or 0, run_up(LAST), now)
        db.session.rollback()
    matrix = perf_counter() - start
    total = together(found.values())
    sums = [sum(row[column] for row in rows) for column in range(2, 8)]
    counted = [total.on_time, total.late, total.missing, total.pending, total.complete, total.redone]
    assert counted == sums
    assert len(found) == len(rows)
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
    start = perf_counter()
    answer = client.get(f"/timeliness?period={LAST}")
    took = perf_counter() - start
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert f"{total.on_time}/{total.due}" in page
    return bare, matrix, took


def seed(engine: Engine, units: int) -> None:
    with engine.begin() as connection:
        for statement in SEED.split(";\n"):
            if statement.strip():
                connection.execute(text(statement), {"units": units} if ":units" in statement else {})
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def signed_in(engine: Engine) -> tuple[Actor, str]:
    token = secrets.token_urlsafe(32)
    with engine.begin() as connection:
        row = connection.execute(text("SELECT id, office_id FROM accounts ORDER BY id LIMIT 1")).one()
        connection.execute(text(SIGN_IN), {"hash": digest(token), "account": row.id})
    functions = frozenset({Function.CLERK})
    return Actor(row.id, "经办1", office_id=row.office_id, functions=functions), token


if __name__ == "__main__":
    raise SystemExit(main())
