"""The open month: most of it approved, the rest as an office finds it two weeks after the deadline."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from coordination.kernel.clock import ZONE
from coordination.reporting.states import ReportAction, ReportState
from coordination.sample.filings import Act, Filing
from coordination.sample.months import Cast, key, mistyped

LATE = datetime(2026, 11, 19, 16, 20, tzinfo=ZONE)
#: What is not approved, by form and short name of the unit.
STANDING = {
    ("police-township", "公安分局"): "draft",
    ("bank", "农行七里河支行"): "returned",
    ("bank", "建行七里河支行"): "waiting",
    ("carrier", "联通七里河分公司"): "missing",
    ("township", "西站街道"): "waiting",
    ("township", "龚家湾街道"): "started",
    ("township", "阿干镇"): "missing",
    ("department", "区司法局"): "zero",
    ("department", "区卫健局"): "waiting",
    ("department", "区商务局"): "missing",
}
#: The police have everything but this figure, and the reason for the first large change.
BLANK = ("魏岭乡", "case.large")
NOTE = "与9月相比多一位，疑似录入有误，请对照网点登记簿核对"


def standing(approved: Sequence[Filing], cast: Cast) -> Iterator[Filing]:
    """The month's reports with those of STANDING put back to where they stand."""
    for filing in approved:
        how = STANDING.get((filing.form.code, filing.unit.short_name))
        yield _HOW[how](filing, cast) if how else filing


def _missing(filing: Filing, _cast: Cast) -> Filing:
    return Filing(filing.form, filing.unit, filing.period, filing.due_at)


def _draft(filing: Filing, cast: Cast) -> Filing:
    """Filled in but for one figure and one reason."""
    blank = (cast.subjects[BLANK[0]], BLANK[1])
    reasons = dict(filing.reasons)
    for first in list(reasons)[:1]:
        del reasons[first]
    saved = Act(ReportAction.FILL, cast.filers[filing.unit.id], LATE)
    return replace(
        filing,
        state=ReportState.DRAFT,
        values={place: value for place, value in filing.values.items() if place != blank},
        reasons=reasons,
        acts=(saved,),
    )


def _started(filing: Filing, cast: Cast) -> Filing:
    """The first two figures only."""
    first = dict(list(filing.values.items())[:2])
    saved = Act(ReportAction.FILL, cast.filers[filing.unit.id], LATE + timedelta(hours=1))
    return replace(filing, state=ReportState.DRAFT, values=first, acts=(saved,), zero=False)


def _waiting(filing: Filing, cast: Cast) -> Filing:
    """Filed late, not reviewed yet."""
    act = Act(ReportAction.SUBMIT, cast.filers[filing.unit.id], LATE, filing.values)
    return replace(filing, state=ReportState.SUBMITTED, acts=(act,))


def _zero(filing: Filing, cast: Cast) -> Filing:
    values = dict.fromkeys(filing.values, Decimal(0))
    reasons = dict.fromkeys(filing.values, "本月未安排集中宣传")
    act = Act(ReportAction.SUBMIT, cast.filers[filing.unit.id], LATE, values)
    return replace(
        filing, state=ReportState.SUBMITTED, values=values, reasons=reasons, zero=True, acts=(act,)
    )


def _returned(filing: Filing, cast: Cast) -> Filing:
    """Returned for one figure, which stands pointed at."""
    place = next(place for place in filing.values if place[1] == "bank.counter_dissuaded_amount")
    wrong = mistyped(filing.values, place)
    filed = filing.due_at - timedelta(hours=2)
    acts = (
        Act(ReportAction.SUBMIT, cast.filers[filing.unit.id], filed, wrong),
        Act(ReportAction.RETURN, cast.clerks[0], LATE, reason=NOTE, figures=(key(place),)),
    )
    reasons = {**filing.reasons, place: filing.reasons.get(place, "已与网点登记簿核对")}
    return replace(
        filing, state=ReportState.RETURNED, values=wrong, reasons=reasons, notes={place: NOTE}, acts=acts
    )


_HOW = {
    "missing": _missing,
    "draft": _draft,
    "started": _started,
    "waiting": _waiting,
    "zero": _zero,
    "returned": _returned,
}
