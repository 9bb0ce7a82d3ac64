"""When a message may leave, when it is tried again, and what an answer means."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from coordination.kernel.clock import ZONE, local
from coordination.kernel.period import DayTest

#: Quiet hours are those outside these two, on a clock in China.
DAY_BEGINS, DAY_ENDS = time(8), time(20)
DIGEST_AT = time(8, 30)
#: Pauses after the first, second, … failure that may pass; after the last one nothing is tried.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180))
#: A message that may have arrived is sent once more, never a third time.
MOST_DOUBTS = 2
#: Messages about these subjects are the ledger of chasing, and are kept.
RECORDS = ("reminders",)
_MAIL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}")
_MOBILE = re.compile(r"1\d{10}")


class Hours(StrEnum):
    """At what hours a message may disturb people."""

    WORKING = "working"
    DAYTIME = "daytime"
    ANY = "any"


class Reason(StrEnum):
    """Why a message did not arrive, or may not have."""

    REFUSED = "refused"
    LATER = "later"
    UNREACHABLE = "unreachable"
    SIGN_IN = "sign_in"
    SERVER = "server"
    ROBOT = "robot"
    NO_ANSWER = "no_answer"
    DIED = "died"
    OFF = "off"
    FORBIDDEN = "forbidden"
    CLOSED = "closed"
    DISK = "disk"
    SEALED = "sealed"


class Verdict(StrEnum):
    DELIVERED = "delivered"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one attempt; `detail` are the words of the other side, cut short."""

    verdict: Verdict
    reason: Reason | None = None
    detail: str = ""
    permanent: bool = False


DELIVERED = Outcome(Verdict.DELIVERED)


def failed(reason: Reason, detail: object = "", *, permanent: bool = False) -> Outcome:
    """It has certainly not arrived; `permanent` when trying again can change nothing."""
    return Outcome(Verdict.FAILED, reason, _short(detail), permanent)


def unknown(reason: Reason, detail: object = "") -> Outcome:
    """It may have arrived: the answer is missing."""
    return Outcome(Verdict.UNKNOWN, reason, _short(detail))


def not_before(now: datetime, hours: Hours, is_workday: DayTest) -> datetime:
    """The first instant, `now` or later, at which a message of these hours may leave."""
    if hours is Hours.ANY:
        return now
    return _opening(now, is_workday if hours is Hours.WORKING else _every_day)


def may_leave(now: datetime, hours: Hours, is_workday: DayTest) -> bool:
    """Whether it may leave right now; asked again when it is sent, for the worker may be late."""
    return not_before(now, hours, is_workday) == now


def digest_moment(now: datetime, is_workday: DayTest) -> datetime:
    """The next 08:30 of a working day, for those who want one mail a day."""
    there = local(now)
    day = there.date()
    if not is_workday(day) or there.time() > DIGEST_AT:
        day = _next(day, is_workday)
    return _at(day, DIGEST_AT)


def tries_again(outcome: Outcome, attempts: int, doubts: int) -> timedelta | None:
    """The pause before the next attempt, or None when there is none.

    `attempts` counts those made, `doubts` those among them that may have arrived, this one included.
    """
    if outcome.verdict is Verdict.DELIVERED or outcome.permanent or attempts > len(PAUSES):
        return None
    if outcome.verdict is Verdict.UNKNOWN and doubts >= MOST_DOUBTS:
        return None
    return PAUSES[attempts - 1]


def is_mail_address(written: str) -> bool:
    """Whether mail can be sent there; plain ASCII as every server takes it (RFC 5321), 254 at most."""
    return len(written) <= 254 and ".." not in written and _MAIL.fullmatch(written) is not None


def is_mobile(written: str) -> bool:
    """A mobile number of mainland China, digits only."""
    return _MOBILE.fullmatch(written) is not None


def masked_mail(address: str) -> str:
    """An address as lists show it: li***@bank.cn."""
    name, at, host = address.partition("@")
    return f"{name[:2]}***{at}{host}"


def _opening(now: datetime, fits: Callable[[date], bool]) -> datetime:
    there = local(now)
    day = there.date()
    if fits(day) and there.time() < DAY_BEGINS:
        return _at(day, DAY_BEGINS)
    if fits(day) and there.time() < DAY_ENDS:
        return now
    return _at(_next(day, fits), DAY_BEGINS)


def _every_day(_day: date) -> bool:
    return True


def _next(day: date, fits: Callable[[date], bool]) -> date:
    day += timedelta(days=1)
    while not fits(day):
        day += timedelta(days=1)
    return day


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, ZONE)


def _short(detail: object) -> str:
    return " ".join(str(detail).split())[:300]
