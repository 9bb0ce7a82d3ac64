"""Handing a task to 2,400 townships, by the page, against inserting its assignments in one statement.

    python benchmarks/issue_task.py [--townships 2400] [--rounds 9]

The sample district with 2,400 more townships, one liaison each, and 20 earlier tasks to all of them
on an embedded, durable server. Ours is the clerk's POST of the check page, the whole request: sign-in,
version, repetition check, assignments, audit, operation key, job, commit. The bare side is one
INSERT … SELECT into the same table with the same indexes and a commit, by the tables' owner, without
fences. Both in turn, each for a task of its own; medians of the ratios of the pairs. No message is
written by the request; how long a worker takes for them is told below.
"""

import argparse
import os
import re
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

from sqlalchemy import Engine, create_engine, text

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.harness import District, district
from coordination.kernel import jobs
from coordination.operation import serving

LIMIT = 3.0
TOWNSHIPS = """
INSERT INTO member_units (office_id, kind_code, name, short_name, sort_order, pinyin, initials)
  SELECT office_id, 'township', '示例镇' || n, '示例镇' || n, 10000 + n, '', ''
  FROM accounts, generate_series(1, :townships) n WHERE username = 'clerk';
INSERT INTO accounts (username, name, office_id, unit_id, functions, state, password_hash,
    password_changed_at)
  SELECT 'benchmark-' || id, '干部' || id, office_id, id, '{township,liaison}', 'active', '-', now()
  FROM member_units WHERE sort_order > 10000;
INSERT INTO tasks (office_id, origin, title, party_id, due_at, state, kinds, issued_at)
  SELECT a.office_id, 'meeting', '较早的第' || n || '项工作', (SELECT min(id) FROM parties),
    now() + interval '20 days', 'issued', '{township}', now() - interval '5 days'
  FROM accounts a, generate_series(1, 20) n WHERE a.username = 'clerk';
"""
DRAFT = """
INSERT INTO tasks (office_id, origin, title, party_id, due_at, state, kinds, issued_at)
  SELECT office_id, 'meeting', :title, (SELECT min(id) FROM parties), now() + interval '20 days',
    CAST(:state AS text), '{township}', CASE WHEN CAST(:state AS text) = 'issued' THEN now() END
  FROM accounts WHERE username = 'clerk' RETURNING id
"""
BARE = """
INSERT INTO assignments (office_id, task_id, unit_id, role, party_id, weight, state, issued_at, due_at)
  SELECT u.office_id, t.id, u.id, 'lead', t.party_id, t.weight, 'issued', now(), t.due_at
  FROM tasks t JOIN member_units u ON u.office_id = t.office_id AND u.kind_code = 'township'
  WHERE t.id = :task AND u.closed_on IS NULL
"""
EARLIER = BARE.replace("t.id = :task", "t.title LIKE '较早的第%'")
MESSAGES = "SELECT count(*) FROM notifications WHERE kind = 'assignment.issued'"


def titles() -> list[str]:
    """So different that no check of repetition stops the issue."""
    return [chr(0x4E00 + 97 * number) * 12 for number in range(200)]


class Clerk:
    """A signed-in browser; the site answers in this process, so that no server stands between."""

    def __init__(self, found: District) -> None:
        os.environ.update(found.environment)
        name, _equals, cookie = found.cookie_for("clerk").partition("=")
        self.browser = serving.site().test_client()
        self.browser.set_cookie(name, cookie)

    def form(self, path: str) -> dict[str, str]:
        """The hidden fields of a page, ready to be sent back."""
        answer = self.browser.get(path)
        if answer.status_code != 200:
            raise SystemExit(f"{path}: {answer.status}")
        names = ("csrf_token", "operation_key", "version")
        return {name: value(answer.get_data(as_text=True), name) for name in names}

    def send(self, path: str, form: dict[str, str]) -> float:
        start = perf_counter()
        answer = self.browser.post(path, data=form)
        took = perf_counter() - start
        if answer.status_code != 302:
            raise SystemExit(answer.get_data(as_text=True))
        return took


def value(page: str, name: str) -> str:
    tags = re.findall(r"<input[^>]*>", page[page.index('id="hand-out"') :])
    tag = next(tag for tag in tags if f'name="{name}"' in tag)
    return re.search(r'value="([^"]*)"', tag)[1]  # type: ignore[index]


def draft(engine: Engine, title: str, state: str = "draft") -> int:
    with engine.begin() as connection:
        return int(connection.scalar(text(DRAFT), {"title": title, "state": state}))


def ours(engine: Engine, clerk: Clerk, title: str) -> float:
    path = f"/tasks/{draft(engine, title)}/issue"
    return clerk.send(path, clerk.form(path))


def bare(engine: Engine, title: str) -> float:
    task = draft(engine, title, "issued")
    with engine.connect() as connection:
        start = perf_counter()
        connection.execute(text(BARE), {"task": task})
        connection.commit()
        return perf_counter() - start


def scalar(engine: Engine, statement: str) -> int:
    with engine.connect() as connection:
        return int(connection.scalar(text(statement)))


def measure(found: District, engine: Engine, rounds: int) -> tuple[list[float], list[float]]:
    new, clerk = iter(titles()), Clerk(found)
    pairs = [(ours(engine, clerk, next(new)), bare(engine, next(new))) for _ in range(rounds + 2)]
    return [pair[0] for pair in pairs[2:]], [pair[1] for pair in pairs[2:]]


def work_off() -> float:
    """Do what the requests left to a worker; answers the seconds it took."""
    start = perf_counter()
    jobs.work_off()
    return perf_counter() - start


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--townships", type=int, default=2400)
    parser.add_argument("--rounds", type=int, default=9)
    given = parser.parse_args()
    with district() as found:
        engine = create_engine(found.servers.administrator_url)
        with engine.begin() as connection:
            for statement in (*TOWNSHIPS.split(";\n"), EARLIER):
                if statement.strip():
                    connection.execute(text(statement), {"townships": given.townships})
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))
        before = scalar(engine, MESSAGES)
        page, statement = measure(found, engine, given.rounds)
        waiting = scalar(engine, MESSAGES) - before
        seconds = work_off()
        written = scalar(engine, MESSAGES) - before
        rows = scalar(engine, "SELECT count(*) FROM assignments")
        engine.dispose()
    ratio = median(one / other for one, other in zip(page, statement, strict=True))
    print(f"{given.townships:,} townships, {rows:,} assignments at the end, {given.rounds} pairs, medians")
    print(f"one statement {median(statement) * 1000:7.1f} ms   1.00")
    print(f"the page      {median(page) * 1000:7.1f} ms   {ratio:.2f} (limit {LIMIT})")
    print(f"messages written by the requests: {waiting}, by the worker: {written:,} in {seconds:.1f} s")
    return 0 if ratio <= LIMIT and not waiting else 1


if __name__ == "__main__":
    raise SystemExit(main())
