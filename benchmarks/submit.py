"""Time of a submit (validate, write figures, revision, audit, operation key) against a bare insert.

Liaisons of many banks, each signed in, send the real form of the month: cookie, CSRF token,
operation key, version and figures, as the page gave them. The bare insert goes through the same
stack: the product with a page behind sign-in, CSRF and fence that inserts one row through SQLAlchemy
and commits. What is above it is the submit itself, and the limit is on that. Beside it stands the same
insert on a Flask page without any of these: same server (granian), workers, database and durability.
A submit writes no outbox row, since nobody is told by it; there is none in the comparison. All answer
with a redirect, which is not followed. They are asked in turn, first one after the other, then over
8 connections.

    python benchmarks/submit.py [--banks 400] [--rounds 3]
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.banks import Line, Office
from benchmarks.harness import district

LIMIT = 3.0
CONNECTIONS = (1, 8)
TURN = 50  # requests to one side before the next has its turn

NOTE = """
class Base(DeclarativeBase):
    pass
class Note(Base):
    __tablename__ = "benchmark_notes"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
"""
BARE = f"""
import os
from flask import Flask, redirect, request
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
{NOTE}
engine = create_engine(os.environ["DATABASE_URL"], pool_size=5)
app = Flask(__name__)
@app.get("/")
def page():
    return "bare"
@app.post("/note")
def write():
    with Session(engine) as session:
        session.add(Note(key=request.form["operation_key"]))
        session.commit()
    return redirect("/", 303)
"""
GUARDED = f"""
from flask import redirect, request
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from coordination.kernel.db import session
from coordination.kernel.web import signed_in
from coordination.operation.serving import site
{NOTE}
app = site()
@app.post("/note")
@signed_in
def write():
    session.add(Note(key=request.form["operation_key"]))
    session.commit()
    return redirect("/", 303)
"""


@dataclass(frozen=True)
class Stand:
    """The office with its banks, and the addresses of the three sides."""

    office: Office
    site: str
    bare: str
    guarded: str


@dataclass(frozen=True)
class Times:
    """Seconds of each request of a round, by side."""

    ours: list[float]
    bare: list[float]
    guarded: list[float]


def send(site: str, requests: Sequence[bytes], connections: int) -> list[float]:
    """Seconds of each request, sent over so many connections; everything must answer with a redirect."""

    def one(share: Sequence[bytes]) -> list[float]:
        line, took = Line(site), []
        for single in share:
            status, answer, seconds = line.ask(single)
            if status not in (302, 303):
                raise SystemExit(answer)
            took.append(seconds)
        return took

    shares = [requests[part::connections] for part in range(connections)]
    with ThreadPoolExecutor(connections) as pool:
        return [seconds for took in pool.map(one, shares) for seconds in took]


def p95(seconds: Sequence[float]) -> float:
    """Milliseconds that 95 of 100 do not exceed."""
    return quantiles(seconds, n=100)[94] * 1000


def measure(stand: Stand, connections: int) -> Times:
    """One round: every bank submits once; as many bare inserts, by turns."""
    forms, found = stand.office.forms(), Times([], [], [])
    for start in range(0, len(forms), TURN):
        turn = forms[start : start + TURN]
        found.bare.extend(send(stand.bare, [form.to(stand.bare, "/note") for form in turn], connections))
        found.guarded.extend(
            send(stand.guarded, [form.to(stand.guarded, "/note") for form in turn], connections)
        )
        found.ours.extend(send(stand.site, [form.to(stand.site) for form in turn], connections))
    if stand.office.count("filed") != len(forms):
        raise SystemExit("not everything was filed")
    return found


@contextmanager
def opened(banks: int) -> Iterator[Stand]:
    with district() as found:
        (found.folder / "bare.py").write_text(BARE)
        (found.folder / "guarded.py").write_text(GUARDED)
        with (
            found.serving() as site,
            found.granian("bare:app") as bare,
            found.granian("guarded:app") as guarded,
        ):
            yield Stand(Office(found, site, banks), site, bare.rstrip("/"), guarded.rstrip("/"))


def tell(connections: int, rounds: Sequence[Times]) -> float:
    """Print the medians of the rounds; answers the ratio of the submit to the insert behind sign-in."""
    print(f"{connections} connection(s), {sum(len(one.ours) for one in rounds)} submits")
    sides = {
        "submit": [one.ours for one in rounds],
        "insert behind sign-in": [one.guarded for one in rounds],
        "insert without sign-in": [one.bare for one in rounds],
    }
    for name, times in sides.items():
        middle = median(median(one) for one in times) * 1000
        worst = median(p95(one) for one in times)
        ratio = median(p95(one) / p95(alone.bare) for one, alone in zip(times, rounds, strict=True))
        print(f"  {name:<22} p95 {worst:6.2f} ms  median {middle:6.2f} ms  {ratio:5.2f} of the last p95")
    guarded = median(p95(one.ours) / p95(one.guarded) for one in rounds)
    print(f"  submit is {guarded:.2f} of the insert behind sign-in")
    return guarded


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--banks", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=3)
    wanted = parser.parse_args()
    with opened(wanted.banks) as stand:
        office = stand.office
        print(
            f"{office.count('reports')} reports, {office.count('figures')} figures in the database;", end=" "
        )
        print(f"{wanted.rounds} rounds of {wanted.banks} submits of {len(office.figures)} figures")
        measure(stand, 8)  # every worker has seen every statement
        worst = max(
            tell(connections, [measure(stand, connections) for _ in range(wanted.rounds)])
            for connections in CONNECTIONS
        )
    print(f"worst ratio {worst:.2f} (limit {LIMIT})")
    return 0 if worst <= LIMIT else 1


if __name__ == "__main__":
    raise SystemExit(main())
