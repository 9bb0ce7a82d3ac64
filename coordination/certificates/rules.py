"""Pure rules of certificates: numbers, validity, what brings a title into review (domain.md section 6)."""

from calendar import monthrange
from datetime import date, timedelta
from urllib.parse import urlsplit

from coordination.kernel.errors import Invalid
from coordination.kernel.text import Text, _

#: How the names of offices end in their document codes, the longest first.
_OFFICE_ENDINGS = ("联席办", "机制办", "联办", "办")
CREATION = "创"
REASON_AT_MOST = 500
STATEMENT_AT_MOST = 1000


def title_code(document_code: str) -> str:
    """七反诈创 out of 七反诈联办: titles are numbered apart from circulars, so by a word of their own."""
    ending = next((end for end in _OFFICE_ENDINGS if document_code.endswith(end)), "")
    stem = document_code.removesuffix(ending)
    return (stem or document_code) + CREATION


def number(document_code: str, year: int, sequence: int) -> str:
    """七反诈创〔2026〕3号: the year in full in 〔〕, no 第, no leading zero (GB/T 9704-2012, 7.2.5)."""
    return f"{title_code(document_code)}〔{year}〕{sequence}号"


def last_day(starts_on: date, months: int | None) -> date | None:
    """The last day of a title of so many months: the day before the same day of the month; where that month
    has no such day, its last one. None: without end.
    """
    if months is None:
        return None
    year, month = divmod(starts_on.year * 12 + starts_on.month - 1 + months, 12)
    days = monthrange(year, month + 1)[1]
    if starts_on.day > days:
        return date(year, month + 1, days)
    return date(year, month + 1, starts_on.day) - timedelta(days=1)


def renewal_from(valid_until: date | None, days: int) -> date | None:
    """The first day on which a renewal is offered: so many calendar days before the last one."""
    return None if valid_until is None else valid_until - timedelta(days=days)


def starts_on(named_on: date, old_until: date | None) -> date:
    """From when a title counts: from its naming; a renewal from the end of the old one, so that who
    applies early loses nothing. `old_until`: the last day of the title it replaces, None for a first one.
    """
    if old_until is None or old_until < named_on:
        return named_on
    return old_until + timedelta(days=1)


def is_over(valid_until: date | None, today: date) -> bool:
    """Whether the last day has passed, whatever the schedule has got to."""
    return valid_until is not None and valid_until < today


def is_late(case_on: date, named_on: date) -> bool:
    """Whether a case happened before the title was given, and was only reported afterwards."""
    return case_on < named_on


def written(typed: str, limit: int, missing: Text, *, field: str) -> str:
    """The text as it is kept; raises Invalid at `field`, saying `missing`, for none, and for too much."""
    kept = typed.replace("\r\n", "\n").strip()
    if not kept:
        raise Invalid(missing, field=field)
    if len(kept) > limit:
        raise Invalid(_("最多{limit}个字，现在是{count}个字。", limit=limit, count=len(kept)), field=field)
    return kept


def may_be_revoked(stated: bool, due_on: date, today: date) -> bool:
    """Nobody loses a title unheard: the unit has stated its case, or its time for it is over."""
    return stated or due_on < today


def opens_elsewhere(site: str) -> bool:
    """Whether a code with this address opens on another machine than the site's own."""
    host = urlsplit(site).hostname
    return bool(host) and host not in ("localhost", "127.0.0.1", "::1")
