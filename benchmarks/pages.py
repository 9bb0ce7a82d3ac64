"""Requests per second of list and form pages, as a ratio to a bare Flask page in the same run.

The bare page is one query of 25 rows and one Jinja table, without sign-in, on the same
database, server (granian) and number of workers. Needs `wrk` (Debian package of that name).

    python benchmarks/pages.py [--seconds 5] [--townships 15 2400]
"""

import argparse
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from sqlalchemy import create_engine, text

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.harness import District, district

ROUNDS = 3
PERIOD = "2026-10"
SEEDED = 15  # townships of the sample district

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
#: The office returned it, so that it can be filled in.
RETURNED = (
    "SELECT r.id FROM reports r JOIN member_units u ON u.id = r.unit_id"
    " WHERE u.short_name = '农行七里河支行' AND r.state = 'returned' ORDER BY r.period DESC LIMIT 1"
)
MORE_UNITS = (
    "INSERT INTO member_units (office_id, kind_code, name, short_name, sort_order, pinyin, initials)"
    " SELECT o.id, 'township', '示例乡镇' || n, '示例乡镇' || n, 10000 + n, 'shilixiang', 'slx'"
    " FROM (SELECT min(id) AS id FROM offices) AS o, generate_series(1, :more) AS n"
)
THEIR_REPORTS = (
    "INSERT INTO reports (office_id, form_id, unit_id, period, due_at, state)"
    " SELECT u.office_id, f.id, u.id, :period, '2026-11-06 09:00+00', 'missing' FROM member_units u"
    " JOIN report_forms f ON f.office_id = u.office_id AND f.code = 'township'"
    " WHERE u.pinyin = 'shilixiang'"
)

Pages = dict[str, tuple[str, str]]  # by name: address and cookie
Rates = dict[str, tuple[float, float]]  # by name: requests per second, ratio to the bare page


def main() -> None:
    wanted = arguments()
    first: Rates = {}
    with district() as found, served(found) as (pages, bare):
        for count in wanted.townships:
            if count > SEEDED:
                more_townships(found.servers.administrator_url, count)
            print(f"\n{count} townships, 8 connections, median of {ROUNDS} rounds of {wanted.seconds} s")
            rates = measure(pages, bare, wanted.seconds)
            show(rates, first, wanted.townships[0])
            first = first or rates


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--townships", type=int, nargs="+", default=[SEEDED, 2400])
    return parser.parse_args()


@contextmanager
def served(found: District) -> Iterator[tuple[Pages, str]]:
    """The site and the bare page side by side: the pages to measure, and the bare address."""
    (found.folder / "bare.py").write_text(BARE)
    with found.serving() as site, found.granian("bare:app") as bare:
        clerk, bank = found.cookie_for("clerk"), found.cookie_for("bank-abc")
        addresses = {
            "list: reports of the month": (f"{site}/reports?period={PERIOD}", clerk),
            "list: member units": (f"{site}/units", clerk),
            "form: report of a bank": (f"{site}/reports/{returned(found)}/fill", bank),
            "desk of a liaison": (f"{site}/desk", bank),
        }
        yield (
            {name: (address, opened(address, cookie)) for name, (address, cookie) in addresses.items()},
            bare,
        )


def returned(found: District) -> int:
    """The report that the bank has to mend."""
    engine = create_engine(found.servers.administrator_url)
    with engine.connect() as connection:
        number: int = connection.execute(text(RETURNED)).scalar_one()
    engine.dispose()
    return number


def opened(address: str, cookie: str) -> str:
    """The cookie of a browser that has opened the page before; ends the benchmark when there is none."""
    asked = urllib.request.Request(address, headers={"Cookie": cookie})
    with urllib.request.build_opener(NoRedirect).open(asked) as answer:
        kept = answer.headers.get("Set-Cookie", "").partition(";")[0]
    return kept or cookie


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """A page that leads elsewhere is not the page."""

    def redirect_request(self, *_answer: object) -> None:
        return None


def more_townships(url: str, count: int) -> None:
    """Bring the district to `count` townships, each with its report of the month."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(MORE_UNITS), {"more": count - SEEDED})
        connection.execute(text(THEIR_REPORTS), {"period": PERIOD})
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))  # as autovacuum does within a minute
    engine.dispose()


def measure(pages: Pages, bare: str, seconds: int) -> Rates:
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


def rate(address: str, seconds: int, cookie: str = "") -> float:
    """Requests per second at 8 connections; any answer but 200 ends the benchmark."""
    command = ["wrk", "-t1", "-c8", f"-d{seconds}s"]
    command += ["-H", f"Cookie: {cookie}"] if cookie else []
    out = subprocess.run([*command, address], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in out or "Socket errors" in out:
        raise SystemExit(out)
    found = re.search(r"Requests/sec:\s+([\d.]+)", out)
    assert found, out
    return float(found.group(1))


def show(rates: Rates, first: Rates, fewest: int) -> None:
    """One line a page; `first` are the rates of the smallest district, to compare with."""
    for name, (value, ratio) in rates.items():
        slower = f"  {first[name][0] / value:.2f}x slower than at {fewest}" if name in first else ""
        print(f"  {name:<28} {value:8.0f}/s   {ratio:.2f} of the bare page{slower}")


if __name__ == "__main__":
    main()
