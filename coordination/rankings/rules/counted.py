"""Values that no report holds: counted over assignments and titles, or entered by hand and confirmed.

A share is in percent with two places, halves up; not assessed where nothing was due, or less than asked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from coordination.kernel.figures import ratio
from coordination.kernel.numerals import plain
from coordination.kernel.period import Period
from coordination.kernel.text import Text, _
from coordination.rankings.rules.entries import NotAssessed, Source
from coordination.rankings.rules.measures import Measured
from coordination.schemes.rules.measures import Measure

ENTRY = "entry"
TASKS_DUE, TASKS_DONE = "tasks.due", "tasks.on_time"
WEIGHT_DUE, WEIGHT_DONE = "completion.due", "completion.done"
SUBJECTS, TITLED = "titles.whole", "titles.certified"
#: Part and whole of each share, in this order.
PARTS: Mapping[Measure, tuple[str, str]] = MappingProxyType(
    {
        Measure.TASKS_ON_TIME: (TASKS_DONE, TASKS_DUE),
        Measure.COMPLETION: (WEIGHT_DONE, WEIGHT_DUE),
        Measure.TITLES: (TITLED, SUBJECTS),
    }
)
TITLES: Mapping[str, Text] = MappingProxyType(
    {
        TASKS_DUE: _("到期的交办"),
        TASKS_DONE: _("按时办结的交办"),
        WEIGHT_DUE: _("到期交办的权重"),
        WEIGHT_DONE: _("按时办结的权重"),
        SUBJECTS: _("创建对象"),
        TITLED: _("已命名的创建对象"),
    }
)
UNITS: Mapping[str, str] = MappingProxyType({TASKS_DUE: "件", TASKS_DONE: "件", SUBJECTS: "个", TITLED: "个"})
NOTHING: Mapping[Measure, Text] = MappingProxyType(
    {
        Measure.TASKS_ON_TIME: _("本期没有到期的交办，不考核"),
        Measure.COMPLETION: _("本期没有到期的责任事项，不考核"),
        Measure.TITLES: _("没有创建对象，不考核"),
    }
)
TOO_FEW = _("基数不足{least}，不考核")


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody entered for a unit and somebody else confirmed; `id` finds the entry again."""

    id: int
    value: Decimal
    reason: str
    entered_by: str
    confirmed_by: str


def counted(
    measure: Measure,
    part: Decimal,
    whole: Decimal,
    period: Period,
    *,
    detail: str = "",
    least: Decimal | None = None,
) -> Measured:
    """`part` of `whole` in percent, with both as sources; `detail` says of which party or kind.

    Not assessed where the whole is 0 or below `least`. Source: domain, section 7, value of an item.
    """
    sources = tuple(
        Source(
            report="",
            revision=0,
            reporter="",
            reviewer="",
            indicator=f"{code}/{detail}" if detail else code,
            title=str(TITLES[code]),
            period=str(period),
            value=plain(number),
        )
        for code, number in zip(PARTS[measure], (part, whole), strict=True)
    )
    if not whole:
        return Measured(NotAssessed(str(NOTHING[measure])))
    if least is not None and whole < least:
        return Measured(NotAssessed(str(Text(TOO_FEW.msgid, {"least": plain(least)}))), sources)
    return Measured(ratio(part, whole).value, sources)


def given(found: Given | None, period: Period) -> Measured:
    """What was entered by hand; not filed where nobody has entered and confirmed anything."""
    if found is None:
        return Measured(None)
    return Measured(found.value, (source(found, period),))


def source(found: Given, period: Period) -> Source:
    """Who entered it, who confirmed it, and why."""
    return Source(
        report="",
        revision=0,
        reporter=found.entered_by,
        reviewer=found.confirmed_by,
        indicator=f"{ENTRY}/{found.id}",
        title=found.reason,
        period=str(period),
        value=plain(found.value) if found.value else "",
    )


def assignments_behind(found: Source) -> tuple[str, bool] | None:
    """The party ("" for all) whose assignments were counted, and whether only those done on time; None for a
    source that counts no assignments."""
    code, _slash, party = found.indicator.partition("/")
    if code in (TASKS_DUE, WEIGHT_DUE):
        return party, False
    return (party, True) if code in (TASKS_DONE, WEIGHT_DONE) else None


def entry_of(found: Source) -> int | None:
    """The entry by hand that a source names; None for any other source."""
    kind, _slash, number = found.indicator.partition("/")
    return int(number) if kind == ENTRY and number.isdecimal() else None


def together(vetoes: Sequence[str]) -> str:
    """Several reasons of a veto as one."""
    return "；".join(vetoes)
