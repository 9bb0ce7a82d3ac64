"""Requests per second of list and form pages, as a ratio to a bare Flask page in the same run.

The bare page is one query of 25 rows and one Jinja table, without sign-in, on the same
database, server (granian) and number of workers. Needs `wrk` (Debian package of that name).

    python benchmarks/pages.py [--seconds 5] [--townships 15 2400]
"""

import argparse
import os
import re
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from tempfile import mkdtemp

from sqlalchemy import create_engine, text

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from coordination.operation.servers import running  # noqa: E402

ROUNDS = 3
PERIOD = "2026-10"

BARE = """
import os
from flask import Flask, render_template_string
from sqlalchemy import create_engine, text
engine = create_engine(os.environ["DATABASE_URL"], pool_size=5)
app = Flask(__name__)
ROWS = (
    "SELECT id, name, short_name, sort_order, pinyin, kind_code FROM member_units"
    " ORDER BY sort_order, id LIMIT 25"
)
PAGE = (
    "<!doctype html><title>bare</title><table>{% for row in rows %}<tr>"
    "{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table>"
)
@app.get("/")
def page():
    with engine.connect() as connection:
        rows = connection.execute(text(ROWS)).all()
    return render_template_string(PAGE, rows=rows)
"""


@contextmanager
def process(*words: str, environment: dict[str, str], folder: Path) -> Iterator[None]:
    with (folder / "serve.log").open("ab") as log:
        child = subprocess.Popen(words, env=environment, cwd=folder, stdout=log, stderr=log)
        try:
            yield
        finally:
            child.terminate()
            child.wait(20)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait(address: str) -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(address, timeout=2).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"{address} does not answer")


def rate(address: str, seconds: int, cookie: str = "") -> float:
    command = ["wrk", "-t1", "-c8", f"-d{seconds}s"]
    command += ["-H", f"Cookie: {cookie}"] if cookie else []
    out = subprocess.run([*command, address], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in out or "Socket errors" in out:
        raise SystemExit(out)
    found = re.search(r"Requests/sec:\s+([\d.]+)", out)
    assert found, out
    return float(found.group(1))


def cookie_for(username: str, environment: dict[str, str]) -> str:
    """The cookie of a signed-in person, made in a process of the product."""
    code = (
        "from coordination.operation.serving import site\n"
        "from coordination.kernel import db\n"
        "from coordination.accounts.queries import by_username\n"
        "from coordination.accounts import signing\n"
        "app = site()\n"
        "with app.app_context(), db.acting(db.SYSTEM_SCOPE):\n"
        f"    account = by_username({username!r})\n"
        "    token = signing._open(account, '127.0.0.1', 'benchmark')\n"
        "    db.session.commit()\n"
        "    value = app.session_interface.get_signing_serializer(app).dumps({'_user_id': token})\n"
        "print('COOKIE', app.config['SESSION_COOKIE_NAME'] + '=' + value)\n"
    )
    out = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return out.rsplit("COOKIE ", 1)[1].strip()


def more_townships(url: str, count: int) -> None:
    """Bring the district to `count` townships, each with its report of the month, in two statements."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO member_units"
                " (office_id, kind_code, name, short_name, sort_order, pinyin, initials)"
                " SELECT o.id, 'township', '示例乡镇' || n, '示例乡镇' || n, 10000 + n, 'shilixiang', 'slx'"
                " FROM (SELECT min(id) AS id FROM offices) AS o, generate_series(1, :more) AS n"
            ),
            {"more": count - 15},
        )
        connection.execute(
            text(
                "INSERT INTO reports (office_id, form_id, unit_id, period, due_at, state)"
                " SELECT u.office_id, f.id, u.id, :period, '2026-11-06 09:00+00', 'missing'"
                " FROM member_units u"
                " JOIN report_forms f ON f.office_id = u.office_id AND f.code = 'township'"
                " WHERE u.pinyin = 'shilixiang'"
            ),
            {"period": PERIOD},
        )
        connection.execute(text("ANALYZE"))
    engine.dispose()


def measure(pages: dict[str, tuple[str, str]], bare: str, seconds: int) -> dict[str, tuple[float, float]]:
    """Median requests per second and median ratio to the bare page of the same round."""
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in pages}
    for _ in range(ROUNDS):
        base = rate(bare, seconds)
        for name, (address, cookie) in pages.items():
            value = rate(address, seconds, cookie)
            found[name].append((value, value / base))
    return {
        name: (median(v for v, _ in values), median(r for _, r in values)) for name, values in found.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--townships", type=int, nargs="+", default=[15, 2400])
    wanted = parser.parse_args()
    folder = Path(mkdtemp(prefix="coordination-bench-"))
    with ExitStack() as stack:
        servers = stack.enter_context(running(folder))
        environment = {
            **os.environ,
            "DATABASE_URL": servers.database_url,
            "REDIS_URL": servers.redis_url,
            "INSTANCE_PATH": str(folder),
            "SECRET_KEY": secrets.token_hex(32),
            "TEST_MODE": "1",
            "PYTHONPATH": str(ROOT),
            "LOG_LEVEL": "WARNING",
        }
        command = [sys.executable, "-m", "coordination.cli"]
        for words in (["migrate"], ["seed"]):
            subprocess.run(
                [*command, *words], env=environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL
            )
        (folder / "bare.py").write_text(BARE)
        ports = free_port(), free_port()
        bare_server = [
            "--interface",
            "wsgi",
            "--port",
            str(ports[1]),
            "--workers",
            "2",
            "--blocking-threads",
            "2",
        ]
        stack.enter_context(
            process(*command, "serve", "--port", str(ports[0]), environment=environment, folder=folder)
        )
        stack.enter_context(
            process(
                sys.executable,
                "-m",
                "granian",
                *bare_server,
                "bare:app",
                environment=environment,
                folder=folder,
            )
        )
        site, bare = f"http://127.0.0.1:{ports[0]}", f"http://127.0.0.1:{ports[1]}/"
        wait(f"{site}/healthz")
        wait(bare)
        clerk, bank = cookie_for("clerk", environment), cookie_for("bank-icbc", environment)
        engine = create_engine(servers.administrator_url)
        with engine.connect() as connection:
            draft = connection.scalar(
                text(
                    "SELECT r.id FROM reports r JOIN member_units u ON u.id = r.unit_id WHERE u.short_name ="
                    " '工行七里河支行' ORDER BY r.period DESC LIMIT 1"
                )
            )
        engine.dispose()
        pages = {
            "list: reports of the month": (f"{site}/reports?period={PERIOD}", clerk),
            "list: member units": (f"{site}/units", clerk),
            "form: report of a bank": (f"{site}/reports/{draft}/fill", bank),
            "desk of a liaison": (f"{site}/desk", bank),
        }
        first: dict[str, float] = {}
        for count in wanted.townships:
            if count > 15:
                more_townships(servers.administrator_url, count)
            print(f"\n{count} townships, 8 connections, median of {ROUNDS} rounds of {wanted.seconds} s")
            for name, (value, ratio) in measure(pages, bare, wanted.seconds).items():
                slower = (
                    f"  {first[name] / value:.2f}x slower than at {wanted.townships[0]}"
                    if name in first
                    else ""
                )
                first.setdefault(name, value)
                print(f"  {name:<28} {value:8.0f}/s   {ratio:.2f} of the bare page{slower}")


if __name__ == "__main__":
    main()
