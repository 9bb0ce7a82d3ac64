"""When an inspection is due, what a sheet needs. No database."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.inspections.rules import (
    MENDING_AT_MOST,
    NOTE_AT_MOST,
    Answer,
    Sheet,
    checked_days,
    days_over,
    missing,
    next_due,
    own_points,
    told_problems,
    too_long,
)
from coordination.inspections.states import Result, Verdict
from coordination.kernel.errors import Invalid

TODAY = date(2026, 11, 6)
GOOD, PROBLEM = Answer(Result.GOOD), Answer(Result.PROBLEM, "宣传栏缺失")


@pytest.mark.parametrize(
    ("last", "months", "due"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 11, 6), 3, date(2027, 2, 6)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 31), 6, date(2027, 6, 30)),
    ],
)
def test_the_same_day_so_many_months_later(last, months, due):
    assert next_due(last, months) == due


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, 36))
def test_a_due_day_lies_in_the_month_so_many_months_later(last, months):
    due = next_due(last, months)
    assert (due.year * 12 + due.month) - (last.year * 12 + last.month) == months
    assert due.day == last.day or (due.day < last.day and (due + timedelta(days=1)).day == 1)


def test_own_points_stand_one_to_a_line_each_once():
    assert own_points("  门牌\r\n\n台账 \n门牌\n") == ["门牌", "台账"]
    for typed in ("\n".join(f"第{n}项" for n in range(21)), "长" * 201):
        with pytest.raises(Invalid) as refusal:
            own_points(typed)
        assert refusal.value.field == "own"


@pytest.mark.parametrize("days", [None, 0, 61])
def test_an_inspector_has_one_to_sixty_working_days(days):
    with pytest.raises(Invalid):
        checked_days(days)
    assert checked_days(60) == 60


def wanting(*answers, verdict=Verdict.PASSED, **values):
    return set(missing(Sheet(dict(enumerate(answers)), verdict, **values), range(len(answers)), TODAY))


def test_every_point_needs_a_result_and_every_problem_its_words():
    assert wanting(GOOD, Answer()) == {"result-1"}
    assert wanting(GOOD, Answer(Result.PROBLEM, "  "), verdict=Verdict.FAILED, summary="差") == {"note-1"}
    assert wanting(Answer(Result.NOT_APPLICABLE)) == set()
    assert set(missing(Sheet({}, Verdict.PASSED), [7], TODAY)) == {"result-7"}


def test_a_verdict_agrees_with_what_was_found():
    assert wanting(GOOD, verdict=None) == {"verdict"}
    assert wanting(PROBLEM) == {"verdict"}
    assert wanting(PROBLEM, verdict=Verdict.FAILED) == {"summary"}
    assert wanting(PROBLEM, verdict=Verdict.FAILED, summary="拆除") == set()


@pytest.mark.parametrize("day", [None, TODAY, TODAY + timedelta(days=MENDING_AT_MOST + 1)])
def test_mending_needs_a_day_after_today_and_not_too_far(day):
    assert wanting(PROBLEM, verdict=Verdict.TO_MEND, summary="补", mend_by=day) == {"mend_by"}
    last = TODAY + timedelta(days=MENDING_AT_MOST)
    assert wanting(PROBLEM, verdict=Verdict.TO_MEND, summary="补", mend_by=last) == set()


def test_a_draft_may_lack_anything_but_not_be_endless():
    assert too_long(Sheet({1: Answer(Result.PROBLEM, "")})) == {}
    assert set(too_long(Sheet({1: Answer(None, "字" * (NOTE_AT_MOST + 1))}, summary="字" * 1001))) == {
        "note-1",
        "summary",
    }


def test_days_over_and_what_speaks_against_a_title():
    assert days_over(date(2026, 11, 6), TODAY) == 0
    assert days_over(date(2026, 11, 1), TODAY) == 5
    assert told_problems(" 总述 ", ["甲"]) == "总述"
    assert told_problems("", ["甲", "乙"]) == "甲；乙"
