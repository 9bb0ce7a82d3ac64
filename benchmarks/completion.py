"""The matrix of a province against the bare aggregate in SQL, as a ratio.

    python benchmarks/completion.py [--offices 180] [--assignments 200000] [--runs 7]

180 offices below one, four parties, twelve months, 200,000 assignments of every state on an
embedded server. The bare aggregate is one statement of the tables' owner, without fences, its
rows fetched. Ours asks as the province's clerk, behind the fences, and gives the finished matrix of
offices by party and by month with its totals; `page` is the whole answer to the browser: session,
matrix and HTML. All run in turn, the median of the ratios counts, and both must find the same sums.
"""

import argparse
import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from flask import Flask
from sqlalchemy import Engine, Row, create_engine, text

from coordination.accounts.entry import digest
from coordination.completion.queries.below import Below, below
from coordination.completion.rules import together
from coordination.config import settings
from coordination.factory import create_app
from coordination.kernel import db
from coordination.kernel.clock import clock
from coordination.kernel.functions import Function
from coordination.kernel.period import Period
from coordination.kernel.policy import Actor
from coordination.operation import schema
from coordination.operation.servers import temporary

LIMIT = 2.0
YEAR = Period.parse("2026-12")
SEED = """
INSERT INTO unit_kinds (code, name, english, sort_order) VALUES ('other', '其他部门', 'Other', 1);
INSERT INTO parties (code, name, english, sort_order)
  SELECT 'p' || n, '责任' || n, 'Party ' || n, n FROM generate_series(1, 4) n;
INSERT INTO divisions (code, name, level, path, initials)
  SELECT 'D' || n, '示例' || n, 'county', '/' || n || '/', '' FROM generate_series(0, :offices) n;
INSERT INTO offices (division_id, name, short_name, mark, document_code, area_name)
  SELECT id, name, name || '联席办', name, '示', '全区' FROM divisions ORDER BY id;
UPDATE offices SET parent_id = (SELECT min(id) FROM offices) WHERE id > (SELECT min(id) FROM offices);
INSERT INTO member_units (office_id, kind_code, name, short_name, sort_order, pinyin, initials)
  SELECT o.id, 'other', '单位' || n, '单位' || n, n, '', '' FROM offices o, generate_series(1, 20) n
  WHERE o.parent_id IS NOT NULL;
INSERT INTO accounts (username, name, office_id, functions, state, password_hash, password_changed_at)
  SELECT 'clerk' || n, '经办' || n, (SELECT min(id) FROM offices), '{clerk}', 'active', '-', now()
  FROM generate_series(1, 2) n;
INSERT INTO tasks (office_id, origin, title, party_id, due_at, state, issued_at)
  SELECT o.id, 'meeting', '任务' || n, p.id,
    timestamptz '2026-01-01 17:00+08' + (n * 364 / :tasks) * interval '1 day', 'issued', '2026-01-01'
  FROM offices o JOIN generate_series(1, :tasks) n ON true
  JOIN parties p ON p.sort_order = 1 + (n + o.id) % 4 WHERE o.parent_id IS NOT NULL;
"""
ASSIGN = """
INSERT INTO assignments (office_id, task_id, unit_id, role, party_id, weight, state, issued_at, due_at,
  submitted_at, submitted_by_id, approved_at, approved_by_id, closed_at, end_reason)
SELECT t.office_id, t.id, u.id, 'lead', t.party_id, (1 + (t.id + u.id) % 8) / 4.0, s.state, t.issued_at,
  t.due_at,
  CASE WHEN s.filed THEN t.due_at + ((u.id % 5) - 3) * interval '6 hours' END,
  CASE WHEN s.filed THEN a.first END,
  CASE WHEN s.state = 'closed' THEN t.due_at END, CASE WHEN s.state = 'closed' THEN a.last END,
  CASE WHEN s.state = 'closed' THEN t.due_at END,
  CASE WHEN s.state = 'withdrawn' THEN '会议另有安排' ELSE '' END
FROM tasks t JOIN member_units u ON u.office_id = t.office_id
CROSS JOIN (SELECT min(id) AS first, max(id) AS last FROM accounts) a
CROSS JOIN LATERAL (
  SELECT state, state IN ('submitted', 'closed') AS filed FROM (
    SELECT (ARRAY['closed', 'closed', 'closed', 'closed', 'closed', 'closed', 'issued', 'working',
      'submitted', 'withdrawn'])[1 + (t.id * 7 + u.id * 3) % 10] AS state) drawn) s
LIMIT :assignments
"""
SIGN_IN = """
INSERT INTO sign_ins (token_hash, account_id, started_at, seen_at, address, agent)
VALUES (:hash, :account, now(), now(), '127.0.0.1', 'benchmark')
"""
BARE = """
SELECT office_id, party_id, date_trunc('month', due_at AT TIME ZONE 'Asia/Shanghai') AS month,
  sum(weight) FILTER (WHERE state IN ('done', 'closed') AND submitted_at <= due_at),
  sum(weight) FILTER (WHERE state IN ('done', 'closed') OR submitted_at > due_at
    OR (submitted_at IS NULL AND due_at < :now)),
  count(*) FILTER (WHERE state IN ('done', 'closed') AND submitted_at <= due_at),
  count(*) FILTER (WHERE state IN ('submitted', 'done', 'closed') AND submitted_at > due_at),
  count(*) FILTER (WHERE submitted_at IS NULL AND due_at < :now),
  count(*) FILTER (WHERE state = 'submitted' AND submitted_at <= due_at),
  count(*) FILTER (WHERE submitted_at IS NULL AND due_at >= :now)
FROM assignments
WHERE office_id IN (SELECT id FROM offices WHERE parent_id IS NOT NULL) AND due_at >= '2026-01-01 00:00+08'
  AND due_at < '2027-01-01 00:00+08' AND state <> 'withdrawn' AND division_id IS NULL
GROUP BY 1, 2, 3
"""


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--offices", type=int, default=180)
    arguments.add_argument("--assignments", type=int, default=200_000)
    arguments.add_argument("--runs", type=int, default=7)
    given = arguments.parse_args()
    with TemporaryDirectory() as folder, temporary() as servers:
        schema.migrate(servers.database_url)
        engine = create_engine(servers.administrator_url)
        seed(engine, given.offices, given.assignments)
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
        who = signed_in(engine)
        measured = [round_of(app, engine, *who) for _ in range(given.runs + 1)][1:]  # the first warms all
        db.session.remove()
        engine.dispose()
    print(f"{given.offices} offices, {given.assignments:,} assignments, {given.runs} runs, medians")
    worst = 0.0
    for place, name in enumerate(("bare aggregate", "matrix", "page")):
        ratio = median(one[place] / one[0] for one in measured)
        worst = max(worst, ratio if name == "matrix" else 0)
        print(f"{name:15} {median(one[place] for one in measured) * 1000:7.1f} ms   {ratio:.2f}")
    print(f"matrix {worst:.2f} (limit {LIMIT})")
    return 0 if worst <= LIMIT else 1


def round_of(app: Flask, engine: Engine, clerk: Actor, token: str) -> tuple[float, float, float]:
    """Seconds of the bare aggregate, of the matrix and of the page, once each."""
    bare, rows = aggregate(engine)
    ours, found = matrix(clerk)
    total = together(found.by_period)
    assert [total.done, total.due] == [sum(row[column] or 0 for row in rows) for column in (3, 4)]
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
    start = perf_counter()
    answer = client.get(f"/completion/offices?period={YEAR}&view=months")
    took = perf_counter() - start
    assert answer.status_code == 200
    assert answer.get_data(as_text=True).count("<tr>") >= len(found.rows)
    return bare, ours, took


def signed_in(engine: Engine) -> tuple[Actor, str]:
    """The clerk of the province, and a session of the clerk's."""
    token = secrets.token_urlsafe(32)
    with engine.begin() as connection:
        row = connection.execute(text("SELECT id, office_id FROM accounts ORDER BY id LIMIT 1")).one()
        connection.execute(text(SIGN_IN), {"hash": digest(token), "account": row.id})
    return Actor(row.id, "经办", office_id=row.office_id, functions=frozenset({Function.CLERK})), token


def seed(engine: Engine, offices: int, assignments: int) -> None:
    tasks = -(-assignments // (offices * 20))
    with engine.begin() as connection:
        for statement in SEED.split(";\n"):
            if statement.strip():
                connection.execute(text(statement), {"offices": offices, "tasks": tasks})
        connection.execute(text(ASSIGN), {"assignments": assignments})
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def aggregate(engine: Engine) -> tuple[float, Sequence[Row[Any]]]:
    with engine.connect() as connection:
        start = perf_counter()
        rows = connection.execute(text(BARE), {"now": clock.now()}).all()
        return perf_counter() - start, rows


def matrix(clerk: Actor) -> tuple[float, Below]:
    with db.acting(clerk.scope):
        start = perf_counter()
        found = below(clerk, YEAR, clock.now())
        took = perf_counter() - start
        db.session.rollback()
    assert found is not None
    return took, found


if __name__ == "__main__":
    raise SystemExit(main())
