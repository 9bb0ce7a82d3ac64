"""Numbers, validity, and when a title may be taken away."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.certificates import rules
from coordination.certificates.document import office_lines
from coordination.certificates.queries.public import shown_state
from coordination.certificates.states import CertificateState
from coordination.kernel.errors import Invalid
from coordination.kernel.text import _


@pytest.mark.parametrize(
    ("code", "number"),
    [
        ("七反诈联办", "七反诈创〔2026〕3号"),
        ("七反诈机制办", "七反诈创〔2026〕3号"),
        ("七反诈联席办", "七反诈创〔2026〕3号"),
        ("七反诈办", "七反诈创〔2026〕3号"),
        ("七反诈", "七反诈创〔2026〕3号"),
        ("联办", "联办创〔2026〕3号"),
    ],
)
def test_titles_are_numbered_apart_from_circulars(code, number):
    assert rules.number(code, 2026, 3) == number


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        (date(2026, 11, 6), 12, date(2027, 11, 5)),
        (date(2026, 11, 1), 1, date(2026, 11, 30)),
        (date(2026, 1, 1), 12, date(2026, 12, 31)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2023, 3, 1), 12, date(2024, 2, 29)),
        (date(2026, 11, 6), None, None),
    ],
)
def test_a_title_lasts_to_the_day_before_the_same_day(start, months, last):
    assert rules.last_day(start, months) == last


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 120))
def test_a_title_and_the_next_one_leave_no_day_between_and_share_none(start, months):
    last = rules.last_day(start, months)
    assert start < last
    assert rules.starts_on(start, last) == last + timedelta(days=1)
    assert abs((last - start).days - months * 30.44) < 5


def test_a_renewal_counts_from_the_end_of_the_old_title_unless_that_is_over():
    named = date(2026, 11, 6)
    assert rules.starts_on(named, None) == named
    assert rules.starts_on(named, date(2026, 12, 31)) == date(2027, 1, 1)
    assert rules.starts_on(named, date(2026, 11, 5)) == named


def test_the_last_day_is_inclusive():
    until = date(2026, 11, 6)
    assert not rules.is_over(until, until)
    assert rules.is_over(until, date(2026, 11, 7))
    assert not rules.is_over(None, date(2099, 1, 1))
    assert rules.renewal_from(until, 60) == date(2026, 9, 7)
    assert rules.renewal_from(None, 60) is None


def test_a_case_before_the_naming_is_late_and_one_on_its_day_is_new():
    named = date(2026, 11, 6)
    assert rules.is_late(date(2026, 11, 5), named)
    assert not rules.is_late(named, named)


def test_nobody_loses_a_title_unheard():
    due = date(2026, 11, 20)
    assert not rules.may_be_revoked(False, due, due)
    assert rules.may_be_revoked(True, due, due)
    assert rules.may_be_revoked(False, due, date(2026, 11, 21))


def test_text_is_kept_as_typed_and_refused_when_empty_or_too_long():
    assert rules.written(" 一\r\n二 ", 5, _("空"), field="reason") == "一\n二"
    for typed, field in (("  ", "reason"), ("字" * 6, "reason")):
        with pytest.raises(Invalid) as refused:
            rules.written(typed, 5, _("空"), field=field)
        assert set(refused.value.errors) == {field}


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("七里河区联席办", ("七里河区联席办",)),
        (
            "七里河区打击治理电信网络新型违法犯罪工作联席会议办公室",
            ("七里河区打击治理电信网络新型违法犯罪", "工作联席会议办公室"),
        ),
        ("甲" * 25, ("甲" * 13, "甲" * 12)),
    ],
)
def test_the_name_of_an_office_is_broken_between_words(name, lines):
    assert office_lines(name) == lines


def test_an_ended_title_is_told_as_ended_before_anybody_writes_it_down():
    day = date(2026, 11, 6)
    before, S = date(2026, 11, 5), CertificateState
    assert shown_state(S.VALID, before, day) is S.EXPIRED
    assert shown_state(S.SUSPENDED, before, day) is S.EXPIRED
    assert shown_state(S.VALID, day, day) is S.VALID
    assert shown_state(S.REVOKED, before, day) is S.REVOKED
    assert shown_state(S.VALID, None, day) is S.VALID


@pytest.mark.parametrize(
    ("site", "elsewhere"),
    [
        ("https://fz.example.cn", True),
        ("http://10.1.2.3:8000", True),
        ("", False),
        ("http://127.0.0.1:8000", False),
        ("http://localhost:8000", False),
    ],
)
def test_a_code_with_the_address_of_this_machine_opens_nowhere_else(site, elsewhere):
    assert rules.opens_elsewhere(site) is elsewhere
