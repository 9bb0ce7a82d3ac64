"""Indicators, forms, approved reports and a scheme of five items for the townships of the cast."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from decimal import Decimal as D
from types import SimpleNamespace
from typing import Any

from sqlalchemy import select

from coordination.accounts.models import Account
from coordination.indicators.models import Indicator
from coordination.kernel.clock import clock
from coordination.kernel.functions import Function
from coordination.organizations.models import MemberUnit, Office
from coordination.report_forms.models import FormField, ReportForm, Shape
from coordination.reporting.models import Figure, Report
from coordination.reporting.states import ReportState
from coordination.schemes.models import CohortMember, Scheme, SchemeItem
from tests.factories.organizations import account, add, session, township

MONTH = "2026-10"
BEFORE = "2026-09"
INDICATORS: Mapping[str, Mapping[str, Any]] = {
    "case.filed": {"name": "立案数", "unit": "起", "direction": "lower", "note": "电信网络诈骗案件立案数"},
    "case.large": {"name": "大额案件数", "unit": "起", "direction": "lower"},
    "warn.issued": {
        "name": "预警指令数",
        "unit": "条",
        "direction": "context",
        "rankable": False,
        "reason": "工作量指标，不参与排名",
    },
    "warn.dissuaded": {"name": "成功劝阻数", "unit": "起", "direction": "higher"},
    "pub.events": {"name": "集中宣传活动场次", "unit": "场", "direction": "higher"},
    "case.per_10k": {
        "name": "万人发案数",
        "unit": "起/万人",
        "direction": "lower",
        "type": "ratio",
        "numerator": "case.filed",
        "denominator": "population",
        "factor": D(10_000),
        "note": "立案数 ÷ 常住人口 × 10000",
    },
    "warn.success_rate": {
        "name": "劝阻成功率",
        "unit": "%",
        "direction": "higher",
        "type": "ratio",
        "numerator": "warn.dissuaded",
        "denominator": "warn.issued",
        "factor": D(100),
    },
}
POLICE = ("case.filed", "case.large", "warn.issued", "warn.dissuaded")


def indicator(code: str) -> Indicator:
    """The indicator of the catalogue, made when it is not there."""
    found = session.scalars(select(Indicator).where(Indicator.code == code)).first()
    defaults = {"type": "integer", "over_time": "sum", "over_divisions": "sum", "rankable": True, "note": ""}
    return found or add(Indicator(code=code, **{**defaults, **INDICATORS[code]}))


def form(office: Office, code: str, codes: Iterable[str], *, kinds: list[str], shape: Shape) -> ReportForm:
    made = add(
        ReportForm(
            office_id=office.id,
            code=code,
            name=f"{code}月报",
            shape=shape,
            subject_kind="township" if shape is Shape.SUBJECTS else None,
            unit_kinds=kinds,
            sort_order=1,
            first_period="2025-09",
            enacted_at=clock.now(),
        )
    )
    for order, name in enumerate(codes, start=1):
        add(FormField(form_id=made.id, indicator_id=indicator(name).id, section="", sort_order=order))
    return made


def report(
    form: ReportForm,
    unit: MemberUnit,
    period: str,
    figures: Mapping[tuple[MemberUnit, str], int] | None,
    *,
    by: Account,
    approved_by: Account | None,
    late: bool = False,
) -> Report:
    """A report with its figures: approved, waiting for review without `approved_by`, or missing with None."""
    due = clock.now()
    filed = figures is not None
    sent = (due + timedelta(hours=1 if late else -1)) if filed else None
    state = ReportState.APPROVED if approved_by else ReportState.SUBMITTED
    made = add(
        Report(
            office_id=form.office_id,
            form_id=form.id,
            unit_id=unit.id,
            period=period,
            due_at=due,
            state=state if filed else ReportState.MISSING,
            revision=1 if filed else 0,
            submitted_at=sent,
            first_submitted_at=sent,
            submitted_by_id=by.id if filed else None,
            approved_at=clock.now() if filed and approved_by else None,
            approved_by_id=approved_by.id if filed and approved_by else None,
        )
    )
    for (subject, code), value in (figures or {}).items():
        add(
            Figure(
                report_id=made.id,
                office_id=made.office_id,
                unit_id=unit.id,
                subject_id=subject.id,
                indicator_id=indicator(code).id,
                value=D(value),
            )
        )
    return made


def scheme(office: Office, members: Iterable[MemberUnit], code: str = "township") -> Scheme:
    """Weights 30 + 25 + 20 + 15 + 10, each method of the first cut at least once."""
    made = add(Scheme(office_id=office.id, code=code, name="乡镇街道月度考核办法（示例）"))
    for order, item in enumerate(_items(), start=1):
        add(SchemeItem(scheme_id=made.id, sort_order=order, **item))
    for unit in members:
        cohort = "街道" if unit.name.endswith("街道") else "乡镇"
        add(CohortMember(scheme_id=made.id, unit_id=unit.id, cohort=cohort))
    return made


def _items() -> list[dict[str, Any]]:
    return [
        {
            "code": "cases",
            "title": "万人发案数",
            "indicator_id": indicator("case.per_10k").id,
            "measure": "value",
            "weight": D(30),
            "direction": "lower",
            "method": "minmax",
        },
        {
            "code": "warn",
            "title": "劝阻成功率",
            "indicator_id": indicator("warn.success_rate").id,
            "measure": "value",
            "weight": D(25),
            "direction": "higher",
            "method": "target",
            "target": D(95),
        },
        {
            "code": "events",
            "title": "宣传活动累计场次",
            "indicator_id": indicator("pub.events").id,
            "measure": "ytd",
            "weight": D(20),
            "direction": "higher",
            "method": "rank",
        },
        {
            "code": "large",
            "title": "大额案件",
            "indicator_id": indicator("case.large").id,
            "measure": "value",
            "weight": D(15),
            "direction": "lower",
            "method": "deduct",
            "per_event": D(5),
        },
        {
            "code": "on_time",
            "title": "按时上报",
            "indicator_id": None,
            "measure": "on_time",
            "weight": D(10),
            "direction": "higher",
            "method": "target",
            "target": D(100),
        },
    ]


#: By township: cases, large cases, warnings, dissuaded; then events. None: the township filed nothing.
OCTOBER = {
    "青溪镇": ((2, 0, 40, 38), 6),
    "石桥镇": ((6, 1, 50, 40), 3),
    "柳河镇": ((4, 0, 30, 24), None),
    "南岭镇": ((9, 4, 60, 57), 5),
    "白塔街道": ((3, 0, 20, 19), 4),
    "新华街道": ((5, 1, 0, 0), 2),
}
SEPTEMBER = {
    "青溪镇": ((8, 2, 40, 20), 2),
    "石桥镇": ((5, 0, 50, 45), 4),
    "柳河镇": ((3, 0, 30, 27), 3),
    "南岭镇": ((7, 1, 60, 55), 1),
    "白塔街道": ((2, 0, 20, 18), 4),
    "新华街道": ((6, 0, 10, 9), 2),
}


def district(cast: SimpleNamespace) -> SimpleNamespace:
    """Six townships in two cohorts, two months of police and township reports, the scheme."""
    office, people = cast.office, {}
    extra = ("石桥镇", "柳河镇", "南岭镇", "新华街道")
    units = {"青溪镇": cast.units.a, "白塔街道": cast.units.b}
    units |= {name: township(office, name, 20 + n) for n, name in enumerate(extra)}
    for name, unit in units.items():
        people[name] = account(f"{name}填报人", office, Function.TOWNSHIP, unit=unit)
    forms = SimpleNamespace(
        police=form(office, "police-township", POLICE, kinds=["police"], shape=Shape.SUBJECTS),
        township=form(office, "township", ["pub.events"], kinds=["township"], shape=Shape.SELF),
    )
    place = SimpleNamespace(
        office=office, units=units, people=people, forms=forms, scheme=scheme(office, units.values())
    )
    month(cast, place, BEFORE, SEPTEMBER)
    month(cast, place, MONTH, OCTOBER)
    session.commit()
    return place


def month(
    cast: SimpleNamespace,
    place: SimpleNamespace,
    period: str,
    given: Mapping[str, Any],
    *,
    back: bool = False,
) -> None:
    """File and approve one month."""
    rows = list(given.items())
    table = {
        (place.units[name], code): value
        for name, (figures, _events) in rows
        for code, value in zip(POLICE, figures, strict=True)
    }
    report(place.forms.police, cast.units.police, period, table, by=cast.police, approved_by=cast.clerk)
    for name, (_figures, events) in rows:
        unit = place.units[name]
        figures = None if events is None else {(unit, "pub.events"): events}
        report(
            place.forms.township, unit, period, figures, by=place.people[name], approved_by=cast.second_clerk
        )
