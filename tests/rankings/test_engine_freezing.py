"""Freezing by the engine gives the bytes and rows of the reference; the same everywhere."""

import json
import os
import subprocess
import sys
from decimal import Decimal as D

import pytest
from sqlalchemy import select

from coordination.kernel.operations import fresh_key
from coordination.rankings import engine, queries, services
from coordination.rankings.inputs import gather
from coordination.rankings.rules import frozen, recompute, replay
from coordination.rankings.rules.snapshot import snapshot
from coordination.reporting.models import Figure, Report
from coordination.schemes.models import CohortMember
from tests.factories import rankings as factory
from tests.factories.organizations import add, township
from tests.factories.rankings import MONTH
from tests.rankings.test_engine import cases


@pytest.fixture
def place(cast, clock):
    return factory.district(cast)


def freeze(place, cast):
    return services.freeze(place.scheme, actor=cast.clerk.actor, operation=fresh_key(), period=MONTH)


def rows_of(ranking):
    """Everything that was written of the lines and their items, but for the ids."""
    found = []
    for line in queries.lines(ranking):
        found.append((line.unit_id, line.sort_order, line.cohort, line.state, line.rank, line.reason))
        found.append((f"{line.total:f}", f"{line.bonus:f}", line.previous_rank))
        found += [(i.code, i.title, i.sort_order, i.missing, i.formula, i.sources) for i in line.items]
        found += [tuple(map(str, (i.value, i.weight, i.points))) for i in line.items]
    return found


def test_the_engine_freezes_the_bytes_and_rows_of_the_reference(place, cast, monkeypatch):
    first = freeze(place, cast)
    monkeypatch.setattr(services, "ENGINE_FROM", 0)
    used = []
    monkeypatch.setattr(
        engine, "score", lambda *given, plain=engine.score: used.append(given) or plain(*given)
    )
    second = freeze(place, cast)
    assert used
    assert (second.snapshot, second.sha256) == (first.snapshot, first.sha256)
    assert rows_of(second) == rows_of(first)
    assert recompute(second.snapshot, second.sha256) is None


def test_what_is_frozen_is_what_its_replay_says(place):
    inputs = gather(place.scheme, services.month_of(MONTH))
    kept, result = frozen(inputs.rules, inputs.entries, {"period": MONTH})
    assert replay(kept.text) == result


def test_freezing_takes_the_same_number_of_statements_for_any_number_of_units(place, cast, session, counting):
    with counting() as few:
        freeze(place, cast)
    grow(place, session, 40)
    with counting() as many:
        ranking = freeze(place, cast)
    assert len(queries.lines(ranking)) == 46
    assert len(few) == len(many)


def grow(place, session, count):
    """More townships with a figure of the month from the police."""
    report = session.scalars(select(Report).where(Report.period == MONTH)).first()
    code = factory.indicator("case.large").id
    for number in range(count):
        unit = township(place.office, f"新设{number}镇", 100 + number)
        add(CohortMember(scheme_id=place.scheme.id, unit_id=unit.id, cohort="乡镇"))
        add(
            Figure(
                report_id=report.id,
                office_id=report.office_id,
                unit_id=report.unit_id,
                subject_id=unit.id,
                indicator_id=code,
                value=D(number % 7),
            )
        )
    session.commit()


#: Written where nothing of this process is left: another order of hashing, another place, another time.
ELSEWHERE = """
import json, sys
from decimal import getcontext
from coordination.rankings.rules.snapshot import recompute, replay, snapshot
getcontext().prec = 9
given = sys.stdin.buffer.read().decode()
found = replay(given)
cohorts = list(dict.fromkeys(entry.cohort for entry in found.entries))
mixed = sorted(found.entries, key=lambda entry: (cohorts.index(entry.cohort), hash(entry.unit)))
again = snapshot(found.scheme, mixed, found.about)
difference = recompute(given)
print(json.dumps([again.sha256, difference and str(difference.message())]))
"""


@pytest.mark.parametrize(
    "place_and_time",
    [
        {"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "America/Lima"},
        {"PYTHONHASHSEED": "4242", "LC_ALL": "zh_CN.UTF-8", "TZ": "Asia/Kathmandu", "PYTHONUTF8": "0"},
    ],
)
def test_the_same_snapshot_elsewhere_has_the_same_hash(place_and_time):
    _draw, rules, rows = cases(5, cohorts=30)
    here = snapshot(rules, rows, {"period": MONTH, "office": "山阳区"})
    out = subprocess.run(
        [sys.executable, "-c", ELSEWHERE],
        input=here.text.encode(),
        env={**os.environ, **place_and_time},
        capture_output=True,
        check=True,
    )
    sha256, difference = json.loads(out.stdout)
    assert difference is None
    assert sha256 == here.sha256
