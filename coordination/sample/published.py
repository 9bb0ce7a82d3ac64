"""The figures of 通城县 for March 2024, as its police published them; what is not stated stays empty."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from coordination.kernel.calendar import working_days
from coordination.kernel.clock import ZONE
from coordination.kernel.period import DayTest, Period, add_working_days, deadline
from coordination.organizations.models import MemberUnit, Office
from coordination.organizations.rules import TOWNSHIP_KIND
from coordination.report_forms.models import ReportForm
from coordination.reporting.states import ReportAction, ReportState
from coordination.sample.draws import TOTAL
from coordination.sample.files import table
from coordination.sample.filings import Act, Filing, store
from coordination.sample.months import Cast

CASES, LOSS = "case.filed", "case.loss"
WAN = 10_000
Named = dict[tuple[str, str], Decimal | None]


def published(units: list[str]) -> dict[str, Named]:
    """By period: the value for each unit and for the total row, None where nothing was stated."""
    stated = table("tongcheng-2024-03.toml")
    period = Period.parse(stated["period"])
    totals = {
        str(period): "now",
        str(period.previous()): "previous_month",
        str(period.same_last_year()): "same_month_last_year",
    }
    blank: Named = {(name, code): None for name in units for code in (CASES, LOSS)}
    found = {
        when: blank
        | {
            (TOTAL, CASES): Decimal(stated["cases"][word]),
            (TOTAL, LOSS): yuan(stated["loss_wan"][word]),
        }
        for when, word in sorted(totals.items())
    }
    found[str(period)] |= _by_township(stated)
    return found


def yuan(wan: str) -> Decimal:
    """An amount printed in 万元, in 元."""
    return Decimal(wan) * WAN


def _by_township(stated: Mapping[str, Any]) -> Named:
    highest = stated["cases"]["highest_township"]
    found: Named = {(name, LOSS): yuan(amount) for name, amount in stated["loss_by_township_wan"].items()}
    for name in stated["fraud_free_townships"]["names"]:
        found |= {(name, code): Decimal(0) for code in (CASES, LOSS)}
    return found | {(highest["name"], CASES): Decimal(highest["cases"])}


def file_published(office: Office, form: ReportForm, units: list[MemberUnit]) -> None:
    """Three approved reports of the county's police."""
    cast, is_workday = Cast.of(office), working_days()
    names = [unit.name for unit in units if unit.kind_code == TOWNSHIP_KIND]
    store(
        [
            _filing(form, units[0], period, cells, cast, is_workday)
            for period, cells in published(names).items()
        ]
    )


def _filing(
    form: ReportForm, police: MemberUnit, period: str, cells: Named, cast: Cast, is_workday: DayTest
) -> Filing:
    due_at = deadline(Period.parse(period), form.due_workday, form.due_hour, is_workday)
    values = {(cast.subjects[name], code): value for (name, code), value in cells.items()}
    filed = due_at - timedelta(hours=6)
    approved = datetime.combine(add_working_days(filed.date(), 1, is_workday), time(9, 30), ZONE)
    acts = (
        Act(ReportAction.SUBMIT, cast.filers[police.id], filed, values),
        Act(ReportAction.APPROVE, cast.clerks[0], approved),
    )
    return Filing(form, police, period, due_at, ReportState.APPROVED, values, acts=acts)
