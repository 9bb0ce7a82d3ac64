"""The product and the second evaluator say the same of random standards, tallies and corrections."""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coordination.standards import queries
from coordination.standards.evaluation import evaluate, surveys
from coordination.standards.rules import VersionState
from coordination.subjects.rules import SubjectKind
from tests.factories import standards as make
from tests.factories.organizations import session
from tests.standards import plainly

#: Tallies lie in these months, with 29 February 2024 among them.
MONTHS = [(2023, month) for month in range(1, 13)] + [(2024, month) for month in range(1, 8)]
TIMES = [datetime(2024, 8, day, 9, 30, tzinfo=UTC) for day in (1, 5, 9, 14)]
KINDS = ("zero_cases", "cases_drop", "largest_loss", "none_listed", "check", "no_veto")


@st.composite
def criteria(draw):
    kind = draw(st.sampled_from(KINDS))
    made = {"kind": kind, "either": draw(st.sampled_from(("", "", "甲", "乙"))), "window_kind": None}
    if kind != "check":
        made["window_kind"] = draw(st.sampled_from(("days", "months", "half_year", "year")))
    made["window_size"] = {
        "days": draw(st.integers(1, 130)),
        "months": draw(st.integers(1, 7)),
    }.get(made["window_kind"])
    if kind == "cases_drop":
        made["threshold"] = Decimal(draw(st.sampled_from((0, 25, 50, 100))))
        made["base"] = draw(st.sampled_from(("previous", "last_year")))
    if kind == "largest_loss":
        made["threshold"] = Decimal(draw(st.sampled_from((1, 5000, 500000))))
    if kind == "none_listed":
        made["listed"] = draw(st.sampled_from(("suspects", "dens")))
    return made


def rows_of(draw, first, last, known_from):
    """A row with its corrections, one after another."""
    count = draw(st.sampled_from((1, 1, 1, 2, 3)))
    times = sorted(draw(st.permutations(TIMES))[:count])
    times[0] = min(times[0], known_from)
    for number in range(count):
        cases = draw(st.sampled_from((0, 0, 0, 0, 1, 2, 5)))
        loss = Decimal(draw(st.sampled_from((0, 4999, 5000, 499999, 500000)))) if cases else Decimal(0)
        told = draw(st.booleans()) if cases else False
        yield {
            "first_on": first,
            "last_on": last,
            "cases": cases,
            "loss": loss,
            "largest_loss": loss,
            "suspects": draw(st.sampled_from((0, 0, 0, 1))),
            "dens": draw(st.sampled_from((0, 0, 0, 1))),
            "last_case_on": draw(st.dates(first, last)) if told else None,
            "recorded_at": times[number],
            "superseded_at": times[number + 1] if number + 1 < count else None,
            "revision": number + 1,
            "reason": "补报" if number else "",
        }


@st.composite
def tallies(draw):
    """Of each month nothing, one row for the month, or rows for some or all of its days."""
    rows = []
    blank = draw(st.booleans())
    for year, month in MONTHS:
        last = monthrange(year, month)[1]
        how = draw(st.sampled_from(("month", "month", "month", "days", "nothing" if blank else "month")))
        known_from = draw(st.sampled_from((TIMES[0], TIMES[0], TIMES[2])))
        if how == "month":
            rows += rows_of(draw, date(year, month, 1), date(year, month, last), known_from)
        if how == "days":
            one = st.integers(1, last)
            missing = draw(st.sets(one, max_size=2)) if blank else set()
            busy = draw(st.sets(one, max_size=3))
            for number in sorted(set(range(1, last + 1)) - missing):
                day = date(year, month, number)
                rows += rows_of(draw, day, day, known_from) if number in busy else [quiet(day, known_from)]
    return rows


def quiet(day, at):
    nothing = {"cases": 0, "loss": Decimal(0), "largest_loss": Decimal(0), "suspects": 0, "dens": 0}
    about = {"last_case_on": None, "recorded_at": at, "superseded_at": None, "revision": 1, "reason": ""}
    return {"first_on": day, "last_on": day} | nothing | about


@st.composite
def vetoes(draw):
    made = []
    for _number in range(draw(st.sampled_from((0, 0, 1, 2)))):
        recorded, withdrawn = sorted(draw(st.permutations(TIMES))[:2])
        made.append(
            {
                "happened_on": draw(st.dates(date(2023, 1, 1), date(2024, 7, 31))),
                "recorded_at": recorded,
                "withdrawn_at": draw(st.sampled_from((None, withdrawn))),
            }
        )
    return made


@st.composite
def days(draw):
    """Any day, ends and beginnings of months more often than others."""
    year, month = draw(st.sampled_from(MONTHS[11:]))
    last = date(year, month, monthrange(year, month)[1])
    return draw(st.sampled_from((last, last - timedelta(1), date(year, month, 1), date(year, month, 15))))


moments = st.sampled_from((None, *TIMES, TIMES[1] - timedelta(microseconds=1)))


def stored(place, filing, by, rows, events):
    for row in rows:
        make.tally(filing, place, row["first_on"], row["last_on"], **_rest(row))
    for event in events:
        ended = {}
        if event["withdrawn_at"]:
            ended = {"withdrawn_by_id": by.id, "withdrawn_reason": "核实有误"}
        make.veto(place, by, **event, **ended)


def _rest(row):
    return {name: value for name, value in row.items() if name not in ("first_on", "last_on")}


def said(lines, rows, events, day, at):
    standings = [plainly.standing(one, rows, events, day, at) for one in lines]
    return standings, plainly.verdict(lines, standings)


shared = settings(
    max_examples=60,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.large_base_example,
    ],
)


@shared
@given(
    st.lists(criteria(), min_size=1, max_size=8),
    st.lists(st.tuples(tallies(), vetoes()), min_size=1, max_size=2),
    days(),
    moments,
)
def test_both_say_the_same(cast, clock, lines, places, day, at):
    with session.begin_nested() as undone:
        version = make.standard(cast.office, *lines)
        filing = make.filing(cast.office, cast.clerk, day, day)
        subjects = [make.community(cast.units.a) for _place in places]
        for subject, (rows, events) in zip(subjects, places, strict=True):
            stored(subject, filing, cast.clerk, rows, events)
        found = evaluate(version, [one.id for one in subjects], day, at)
        expected = [said(lines, rows, events, day, at) for rows, events in places]
        got = [
            ([str(one.standing) for one in found[subject.id].findings.values()], found[subject.id].met)
            for subject in subjects
        ]
        assert got == expected
        counted = surveys([version], cast.office.id, day, at)[version.id]
        assert counted.total == len(subjects)
        assert [
            sum(standings[place] == "met" for standings, _met in expected) for place in range(len(lines))
        ] == [by["met"] for by in counted.by_criterion().values()]
        undone.rollback()


@shared
@given(
    st.lists(st.tuples(criteria(), st.dates(date(2023, 10, 1), date(2024, 7, 31))), min_size=1, max_size=3),
    tallies(),
    days(),
    moments,
)
def test_a_day_is_judged_by_the_version_in_force(cast, clock, drafts, rows, day, at):
    with session.begin_nested() as undone:
        starts = sorted(start for _line, start in drafts)
        versions = [
            {"number": number, "effective_on": start, "line": line}
            for number, ((line, _start), start) in enumerate(zip(drafts, starts, strict=True), start=1)
        ]
        head = make.head(cast.office)
        for one in versions:
            state = {"state": VersionState.ENACTED, "effective_on": one["effective_on"]}
            make.version(head, one["line"], number=one["number"], **state)
        place = make.community(cast.units.a)
        stored(place, make.filing(cast.office, cast.clerk, day, day), cast.clerk, rows, [])
        session.expire_all()
        found = queries.enacted(cast.office.id, SubjectKind.COMMUNITY, day)
        number = plainly.in_force(versions, day)
        assert [one.number for one in found] == ([] if number is None else [number])
        for version in found:
            line = versions[number - 1]["line"]
            (got,) = evaluate(version, [place.id], day, at)[place.id].findings.values()
            assert str(got.standing) == plainly.standing(line, rows, [], day, at)
        undone.rollback()
