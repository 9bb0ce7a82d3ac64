"""When the task of a recurring duty opens and is due, and how articles of law are written.

Pure values in, values out. Source of recurrence: domain, section 5; of deadlines: section 4.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from types import MappingProxyType

from coordination.kernel.clock import ZONE, local
from coordination.kernel.errors import Invalid
from coordination.kernel.period import DayTest, Kind, Period, add_working_days, deadline
from coordination.kernel.text import Text, _

#: The hour in China at which a task opens: the end of the quiet hours, so that nobody is woken.
OPENING_HOUR = 8
LATEST_WORKDAY = 30

RECURRENCES: Mapping[Kind, Text] = MappingProxyType(
    {
        Kind.WEEK: _("每周"),
        Kind.MONTH: _("每月"),
        Kind.QUARTER: _("每季度"),
        Kind.HALF: _("每半年"),
        Kind.YEAR: _("每年"),
    }
)
_NUMBER = re.compile(r"([0-9]{1,4})(?:-([0-9]{1,2}))?(?:\(([0-9]{1,2})\))?")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９（）－—　", "0123456789()-- ", "")
_REPUBLIC = "中华人民共和国"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How a duty recurs: from `first` on, due at `hour`:00 on the `workday`-th working day after
    the end of each period."""

    first: Period
    workday: int
    hour: int

    @property
    def kind(self) -> Kind:
        return self.first.kind


def opens_at(period: Period, is_workday: DayTest) -> datetime:
    """8:00 in China on the first working day of the period, so that units have the period to work.

    A period without a working day (a week of holidays) opens on the next one after it.
    `ValueError` when the holiday table is wrong.
    """
    day = add_working_days(period.start - timedelta(days=1), 1, is_workday)
    return datetime.combine(day, time(OPENING_HOUR), ZONE)


def owed(rhythm: Rhythm, now: datetime, is_workday: DayTest) -> tuple[Period, ...]:
    """The periods whose task is to be open at the aware instant `now`, earliest first.

    From the moment a period opens until its deadline. A period that nobody opened in time is
    opened late; one whose deadline has passed is not, for its task would be born overdue.
    """
    found: list[Period] = []
    period = Period.containing(local(now).date(), rhythm.kind)
    while period >= rhythm.first and deadline(period, rhythm.workday, rhythm.hour, is_workday) > now:
        if opens_at(period, is_workday) <= now:
            found.append(period)
        period = period.previous()
    return tuple(reversed(found))


def coming(rhythm: Rhythm, now: datetime, is_workday: DayTest) -> Period:
    """The period whose task opens next after the aware instant `now`."""
    period = max(rhythm.first, Period.containing(local(now).date(), rhythm.kind))
    while opens_at(period, is_workday) <= now:
        period = period.next()
    return period


def read_first_period(
    typed: str, kind: Kind, now: datetime, *, workday: int, hour: int, is_workday: DayTest
) -> Period:
    """The period from which a duty recurs; blank is the one that runs now.

    Raises Invalid at `first_period` when it is no period of `kind` or its deadline has passed.
    """
    if not typed.strip():
        return Period.containing(local(now).date(), kind)
    try:
        period = Period.parse(typed.strip().upper())
    except Invalid as refusal:
        raise Invalid(refusal.message, field="first_period") from None
    if period.kind is not kind:
        example = Period.containing(local(now).date(), kind)
        raise Invalid(
            _("{recurrence}的起始期要写成 {example} 的样子。", recurrence=RECURRENCES[kind], example=example),
            field="first_period",
        )
    if deadline(period, workday, hour, is_workday) <= now:
        raise Invalid(
            _("{period}的截止时间已过，请从以后的一期开始。", period=period.label()), field="first_period"
        )
    return period


def read_number(typed: str) -> str:
    """The number of an article in one spelling: `6(2)` is article 6 paragraph 2, `287-2` is 第287条之二.

    Raises Invalid at `number`.
    """
    match = _NUMBER.fullmatch(re.sub(r"\s", "", typed.translate(_FULL_WIDTH)))
    if match is None or int(match[1]) == 0:
        raise Invalid(_("条款编号要写成 6、6(2) 或 287-2(1)：条，之几，括号里是款。"), field="number")
    return _spelled(match)


def _spelled(match: re.Match[str]) -> str:
    article, insertion, paragraph = (int(part) if part else 0 for part in match.groups())
    inserted = f"-{insertion}" if insertion else ""
    return f"{article}{inserted}{f'({paragraph})' if paragraph else ''}"


def place_in_order(number: str) -> int:
    """Where an article stands in its law: 6(2) before 6(10) before 10."""
    match = _NUMBER.fullmatch(number)
    if match is None:
        return 0
    article, insertion, paragraph = (int(part) if part else 0 for part in match.groups())
    return (article * 100 + insertion) * 100 + paragraph


def article_name(number: str) -> Text:
    """第6条第2款 for 6(2), 第287条之2 for 287-2."""
    match = _NUMBER.fullmatch(number)
    if match is None:
        return Text(number)
    values = dict(zip(("article", "insertion", "paragraph"), match.groups(), strict=True))
    patterns = {
        (False, False): _("第{article}条"),
        (False, True): _("第{article}条第{paragraph}款"),
        (True, False): _("第{article}条之{insertion}"),
        (True, True): _("第{article}条之{insertion}第{paragraph}款"),
    }
    pattern = patterns[bool(values["insertion"]), bool(values["paragraph"])]
    return Text(pattern.msgid, values)


def short_law(law: str) -> str:
    """A law as people call it, without 中华人民共和国."""
    return law.removeprefix(_REPUBLIC)


def citation(law: str, number: str) -> Text:
    """《反电信网络诈骗法》第6条第2款."""
    return _("《{law}》{article}", law=short_law(law), article=article_name(number))
