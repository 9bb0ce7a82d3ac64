from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.kernel.period import Period, deadline, workdays
from coordination.reporting.asking import SwingRule, swings, unexplained
from coordination.reporting.rules import (
    Field,
    Filing,
    Punctuality,
    SumRule,
    Timeliness,
    ValueType,
    blank,
    check,
    column_sum,
    punctuality,
    read,
    time_left,
    timeliness,
)

ISSUED = Field("warn.issued", "预警指令数", "条")
DISSUADED = Field("warn.dissuaded", "成功劝阻数", "起", not_above="warn.issued")
AMOUNT = Field("warn.amount", "劝阻金额", "元", ValueType.DECIMAL)
RATE = Field("pub.awareness", "群众知晓率", "%", ValueType.DECIMAL, maximum=D(100))
FIELDS = (ISSUED, DISSUADED, AMOUNT, RATE)
GOOD = {"warn.issued": D(20), "warn.dissuaded": D(17), "warn.amount": D("120000.50"), "pub.awareness": D(96)}


def test_what_people_type_becomes_numbers_and_blank_stays_blank():
    values, errors = read(FIELDS, {"warn.issued": " 20条 ", "warn.dissuaded": "", "warn.amount": "12万"})
    assert (values, errors) == (
        {"warn.issued": 20, "warn.dissuaded": None, "warn.amount": 120_000, "pub.awareness": None},
        {},
    )
    assert blank(FIELDS, values) == (DISSUADED, RATE)


def test_what_is_no_number_is_said_at_its_field():
    values, errors = read(FIELDS, {"warn.amount": "很多", "warn.issued": "3"})
    assert {code: str(text) for code, text in errors.items()} == {"warn.amount": "劝阻金额要填数字，单位是元"}
    assert "warn.amount" not in values


def test_a_good_report_has_no_errors():
    assert check(FIELDS, [], GOOD) == {}
    assert check(FIELDS, [], {}) == {}


@pytest.mark.parametrize(
    ("code", "value", "words"),
    [
        ("warn.issued", "20.5", "预警指令数要填整数，单位是条"),
        ("warn.issued", "-1", "预警指令数不能是负数"),
        ("warn.amount", "-0.01", "劝阻金额不能是负数"),
        ("warn.amount", "1.005", "劝阻金额最多保留2位小数"),
        ("pub.awareness", "100.01", "群众知晓率不能大于100%"),
        ("warn.dissuaded", "21", "成功劝阻数（21）不能大于预警指令数（20），请核对两项"),
    ],
)
def test_a_hard_error_says_what_to_do(code, value, words):
    found = check(FIELDS, [], GOOD | {code: D(value)})
    assert str(found[code]) == words


@pytest.mark.parametrize(("code", "value"), [("warn.issued", "20.00"), ("warn.amount", "1.500")])
def test_needless_zeros_are_no_error(code, value):
    assert check(FIELDS, [], GOOD | {code: D(value)}) == {}


def test_a_least_value_other_than_zero():
    field = Field("t", "气温", "度", minimum=D(-40))
    assert check([field], [], {"t": D(-3)}) == {}
    assert str(check([field], [], {"t": D(-41)})["t"]) == "气温不能小于-40度"


PARTS = [
    Field(code, name, "元", ValueType.DECIMAL) for code, name in (("a", "甲镇"), ("b", "乙镇"), ("s", "全县"))
]
SUM = SumRule("s", ("a", "b"))


def test_parts_that_do_not_add_up_are_an_error_at_the_total():
    found = check(PARTS, [SUM], {"a": D("1.10"), "b": D("2.20"), "s": D("3.31")})
    assert {field: str(text) for field, text in found.items()} == {
        "s": "甲镇、乙镇合计3.3，与全县3.31不一致，请核对"
    }


@pytest.mark.parametrize(
    ("values", "tolerance"),
    [
        ({"a": "1.10", "b": "2.20", "s": "3.30"}, "0"),
        ({"a": "1.10", "b": "2.20", "s": "3.31"}, "0.01"),
        ({"a": "1.10", "s": "3.31"}, "0"),
        ({"a": "1.10", "b": "2.20"}, "0"),
    ],
)
def test_sums_within_the_tolerance_or_still_incomplete_are_no_error(values, tolerance):
    rule = SumRule("s", ("a", "b"), D(tolerance))
    assert check(PARTS, [rule], {code: D(value) for code, value in values.items()}) == {}


def found_swings(now, previous=None, last_year=None, **rule):
    def figures(value):
        return {"warn.issued": None if value is None else D(value)}

    found = swings([ISSUED], figures(now), figures(previous), figures(last_year), SwingRule(**rule))
    return [str(swing.message()) for swing in found]


def test_a_large_swing_asks_for_a_reason_against_both_bases():
    assert found_swings("31", "20", "70") == [
        "预警指令数环比上升55.00%，请核对或说明原因",
        "预警指令数同比下降55.71%，请核对或说明原因",
    ]


@pytest.mark.parametrize(
    ("now", "previous", "asks"),
    [
        ("30", "20", True),
        ("29", "20", False),
        ("10", "20", True),
        ("11", "20", False),
        ("99", "9", False),
        ("15", "10", True),
        ("99", "0", False),
        ("99", None, False),
        (None, "99", False),
        ("149999", "100000", False),
    ],
)
def test_the_edges_of_a_large_swing(now, previous, asks):
    assert bool(found_swings(now, previous)) is asks


def test_the_limits_of_a_swing_are_settings():
    assert found_swings("21", "20", percent=D(5))
    assert not found_swings("31", "20", least_base=D(21))


def test_a_swing_is_settled_by_a_reason():
    found = swings([ISSUED, AMOUNT], {"warn.issued": D(99)}, {"warn.issued": D(20)}, {"warn.issued": D(20)})
    assert unexplained(found, {}) == (ISSUED,)
    assert unexplained(found, {"warn.issued": "  "}) == (ISSUED,)
    assert unexplained(found, {"warn.issued": "专项行动"}) == ()


DUE = datetime(2026, 11, 5, 17, tzinfo=timezone(timedelta(hours=8)))
BEFORE, AFTER = DUE - timedelta(microseconds=1), DUE + timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("filed_at", "at", "stands"),
    [
        (BEFORE, AFTER, Punctuality.ON_TIME),
        (BEFORE.astimezone(UTC), AFTER, Punctuality.ON_TIME),
        (DUE, AFTER, Punctuality.LATE),
        (AFTER, AFTER, Punctuality.LATE),
        (None, BEFORE, Punctuality.PENDING),
        (None, DUE, Punctuality.MISSING),
    ],
)
def test_in_time_is_before_the_deadline(filed_at, at, stands):
    assert punctuality(Filing(DUE, filed_at), at) is stands


def test_instants_without_a_zone_are_refused():
    with pytest.raises(ValueError, match="without a zone"):
        punctuality(Filing(DUE, None), datetime(2026, 11, 5))  # noqa: DTZ001


def test_rates_leave_out_whose_turn_has_not_come():
    filings = [
        *[Filing(DUE, BEFORE)] * 5,
        *[Filing(DUE, AFTER)] * 2,
        Filing(DUE),
        *[Filing(DUE + timedelta(days=9))] * 2,
    ]
    found = timeliness(filings, AFTER)
    assert found == Timeliness(on_time=5, late=2, missing=1, pending=2)
    assert (found.expected, found.filed) == (10, 7)
    assert (found.on_time_rate().value, found.filing_rate().value) == (D("62.50"), D("70.00"))
    assert Timeliness().on_time_rate().value is None


@given(st.lists(st.tuples(st.integers(-9, 9), st.none() | st.integers(-9, 9))))
def test_every_filing_is_counted_once_and_time_only_turns_pending_into_missing(offsets):
    hours = [(DUE + timedelta(hours=d), None if f is None else DUE + timedelta(hours=f)) for d, f in offsets]
    filings = [Filing(due, filed) for due, filed in hours]
    now, later = timeliness(filings, DUE), timeliness(filings, DUE + timedelta(days=1))
    assert now.expected == later.expected == len(filings)
    assert (now.on_time, now.late) == (later.on_time, later.late)
    assert later.pending == 0
    assert now.missing <= later.missing


@pytest.mark.parametrize(
    ("parts", "whole", "wrong"),
    [(["1", "2"], "3", False), (["1", "2"], "4", True), (["1", None], "4", False), (["1", "2"], None, False)],
)
def test_a_column_adds_up_to_its_total(parts, whole, wrong):
    numbers = [None if part is None else D(part) for part in parts]
    found = column_sum("立案数", numbers, None if whole is None else D(whole))
    assert (str(found) if found else None) == ("立案数各行相加是3，合计行填的是4，请核对" if wrong else None)


def test_the_deadline_is_a_working_day_after_the_period():
    exceptions = {date(2026, 10, day): False for day in range(1, 8)} | {date(2026, 10, 10): True}
    due = deadline(Period.parse("2026-09"), 5, 17, workdays(exceptions))
    assert due == datetime(2026, 10, 13, 17, tzinfo=timezone(timedelta(hours=8)))


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (-48, "还有2天"),
        (-18, "还有1天"),
        (-1, "今天17:00截止"),
        (1, "今天17:00已过"),
        (8, "已过1天"),
        (72, "已过3天"),
    ],
)
def test_time_left_counts_days_of_the_calendar(hours, words):
    assert str(time_left(DUE, DUE + timedelta(hours=hours))) == words


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (-1, "今天17:00截止"),
        (0, "宽限期内，还有2天"),
        (47, "宽限期内，今天17:00截止"),
        (48, "今天17:00已过"),
        (72, "已过1天"),
    ],
)
def test_in_its_days_of_grace_a_report_is_not_late(hours, words):
    assert str(time_left(DUE, DUE + timedelta(hours=hours), DUE + timedelta(days=2))) == words
