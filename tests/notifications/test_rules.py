"""When a message may leave, when it is tried again. No database: plain values."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.kernel.clock import ZONE
from coordination.kernel.period import workdays
from coordination.notifications.rules import (
    DELIVERED,
    PAUSES,
    Hours,
    Reason,
    digest_moment,
    failed,
    is_mail_address,
    is_mobile,
    masked_mail,
    may_leave,
    not_before,
    tries_again,
    unknown,
)

#: Thursday 1 October 2026 to the 7th is a holiday, Saturday the 10th a working day.
HOLIDAYS = {date(2026, 10, day): False for day in range(1, 8)} | {date(2026, 10, 10): True}
is_workday = workdays(HOLIDAYS)


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("now", "hours", "leaves"),
    [
        ("2026-11-06 10:00", Hours.WORKING, "2026-11-06 10:00"),
        ("2026-11-06 08:00", Hours.WORKING, "2026-11-06 08:00"),
        ("2026-11-06 07:59", Hours.WORKING, "2026-11-06 08:00"),
        ("2026-11-06 19:59", Hours.WORKING, "2026-11-06 19:59"),
        ("2026-11-06 20:00", Hours.WORKING, "2026-11-09 08:00"),
        ("2026-11-07 10:00", Hours.WORKING, "2026-11-09 08:00"),
        ("2026-09-30 21:00", Hours.WORKING, "2026-10-08 08:00"),
        ("2026-10-10 10:00", Hours.WORKING, "2026-10-10 10:00"),
        ("2026-11-07 10:00", Hours.DAYTIME, "2026-11-07 10:00"),
        ("2026-11-07 20:00", Hours.DAYTIME, "2026-11-08 08:00"),
        ("2026-11-07 00:30", Hours.DAYTIME, "2026-11-07 08:00"),
        ("2026-11-07 23:59", Hours.ANY, "2026-11-07 23:59"),
    ],
)
def test_messages_wait_for_the_day_and_usual_ones_for_a_working_day(now, hours, leaves):
    assert not_before(at(now), hours, is_workday) == at(leaves)
    assert may_leave(at(now), hours, is_workday) is (now == leaves)


@given(
    st.integers(0, 365 * 24 * 60).map(lambda minutes: at("2026-01-01 00:00") + timedelta(minutes=minutes)),
    st.sampled_from(Hours),
)
def test_the_moment_is_never_past_and_always_one_at_which_it_may_leave(now, hours):
    moment = not_before(now, hours, is_workday)
    assert moment >= now
    assert may_leave(moment, hours, is_workday)


@pytest.mark.parametrize(
    ("now", "moment"),
    [
        ("2026-11-06 10:00", "2026-11-09 08:30"),
        ("2026-11-06 08:29", "2026-11-06 08:30"),
        ("2026-11-06 08:30", "2026-11-06 08:30"),
        ("2026-11-06 08:31", "2026-11-09 08:30"),
        ("2026-09-30 12:00", "2026-10-08 08:30"),
    ],
)
def test_the_digest_goes_out_at_half_past_eight_of_the_next_working_day(now, moment):
    assert digest_moment(at(now), is_workday) == at(moment)


def test_what_may_pass_is_tried_again_after_pauses_that_grow_and_then_no_more():
    later = failed(Reason.LATER)
    pauses = [tries_again(later, attempts, 0) for attempts in range(1, 8)]
    assert pauses == [*PAUSES, None, None]
    assert list(PAUSES) == sorted(set(PAUSES))


def test_what_is_refused_for_good_or_delivered_is_not_tried_again():
    assert tries_again(failed(Reason.REFUSED, permanent=True), 1, 0) is None
    assert tries_again(DELIVERED, 1, 0) is None


def test_what_may_have_arrived_is_sent_once_more_and_never_a_third_time():
    assert tries_again(unknown(Reason.DIED), 1, 1) == timedelta(minutes=1)
    assert tries_again(unknown(Reason.DIED), 2, 2) is None
    assert tries_again(unknown(Reason.NO_ANSWER), 4, 1) == timedelta(hours=1)
    assert tries_again(failed(Reason.LATER), 2, 1) is not None


def test_what_the_other_side_said_is_kept_short_and_on_one_line():
    assert failed(Reason.LATER, "451\r\n  try   later").detail == "451 try later"
    assert len(failed(Reason.LATER, "x" * 1000).detail) == 300


@pytest.mark.parametrize("written", ["li@bank.cn", "li.wang+fz@mail.bank.com.cn", "l@b.cn"])
def test_a_mail_address(written):
    assert is_mail_address(written)


@pytest.mark.parametrize(
    "written",
    ["", "li", "li@bank", "li@@bank.cn", "李@bank.cn", "li@bank.cn\n", "a..b@bank.cn", "li bank@x.cn",
     "li@bank.cn>", "x" * 65 + "@bank.cn", "li@" + "b" * 63 + ("." + "b" * 63) * 3 + ".cn"],
)  # fmt: skip
def test_no_mail_address(written):
    assert not is_mail_address(written)


def test_phones_and_masks():
    assert is_mobile("13800005678")
    assert not is_mobile("138 0000 5678")
    assert not is_mobile("0931-2345678")
    assert masked_mail("liming@bank.cn") == "li***@bank.cn"
    assert masked_mail("l@bank.cn") == "l***@bank.cn"
