"""Days, words, the middle of a cohort, what stands against the end. No database."""

from datetime import date
from decimal import Decimal as D

import pytest

from coordination.consultations.rules import (
    checked_days,
    checked_item,
    checked_reason,
    checked_words,
    is_over,
    median_of,
    obstacle,
)
from coordination.kernel.errors import Invalid
from coordination.kernel.text import _


def test_the_last_day_counts_until_its_end():
    assert not is_over(date(2026, 11, 11), date(2026, 11, 11))
    assert is_over(date(2026, 11, 11), date(2026, 11, 12))


@pytest.mark.parametrize("days", [None, 0, -1, 21, 10**9])
def test_days_outside_the_bounds_are_refused_at_their_field(days):
    with pytest.raises(Invalid) as refused:
        checked_days(days)
    assert refused.value.field == "days"


@pytest.mark.parametrize("days", [1, 3, 20])
def test_days_within_the_bounds_are_taken(days):
    assert checked_days(days) == days


@pytest.mark.parametrize("reason", ["", "  ", "不对", "多" * 1001])
def test_a_reason_too_short_or_too_long_is_refused_at_its_field(reason):
    with pytest.raises(Invalid) as refused:
        checked_reason(reason)
    assert refused.value.field == "reason"


def test_a_reason_is_trimmed():
    assert checked_reason("  台账是12起。 ") == "台账是12起。"


def test_words_that_must_be_there():
    assert checked_words(" 好 ", _("缺"), field="text") == "好"
    for bad in ("", "  ", "字" * 1001):
        with pytest.raises(Invalid):
            checked_words(bad, _("缺"), field="text")


def test_an_item_must_be_of_the_line_and_a_claimed_value_needs_an_item():
    titles = {"cases": "万人发案数"}
    assert checked_item("cases", D(1), titles) == "万人发案数"
    assert checked_item("", None, titles) == ""
    for code, claimed in (("other", None), ("", D(1))):
        with pytest.raises(Invalid) as refused:
            checked_item(code, claimed, titles)
        assert refused.value.field == "item"


@pytest.mark.parametrize(
    ("totals", "middle"),
    [([], None), (["80"], "80.00"), (["70", "90", "80"], "80.00"), (["70.01", "70.02"], "70.02")],
)
def test_the_middle_of_a_cohort_is_rounded_half_up(totals, middle):
    assert median_of(map(D, totals)) == (None if middle is None else D(middle))


@pytest.mark.parametrize(
    ("over", "unsaid", "unanswered", "uncorrected", "words"),
    [
        (True, 5, 0, 0, None),
        (False, 0, 0, 0, None),
        (False, 5, 0, 0, "还有5个单位"),
        (True, 0, 2, 0, "还有2条异议没有答复"),
        (True, 0, 0, 1, "有1条异议成立"),
        (True, 0, 2, 1, "还有2条异议没有答复"),
    ],
)
def test_what_stands_against_the_end(over, unsaid, unanswered, uncorrected, words):
    found = obstacle(over=over, unsaid=unsaid, unanswered=unanswered, uncorrected=uncorrected)
    assert (found is None) if words is None else (words in str(found))
