"""A month ready for its circular: approved reports, a frozen ranking, and drafts at every stage."""

import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal as D
from pathlib import Path
from types import SimpleNamespace

from coordination.circulars import services
from coordination.circulars.models import Circular
from coordination.indicators.models import Indicator
from coordination.kernel.clock import clock
from coordination.kernel.operations import fresh_key
from coordination.organizations.models import MemberUnit, Office
from coordination.rankings.models import Ranking
from coordination.rankings.services import freeze
from coordination.report_forms.models import ReportForm, Shape
from coordination.reporting.models import Figure, Report
from coordination.reporting.states import ReportState
from tests.factories import rankings
from tests.factories.organizations import add, session, township

MONTH = "2026-10"
REAL = Path(__file__).parents[2] / "coordination" / "data" / "tongcheng-2024-03.toml"
TONGCHENG = [
    "隽水镇",
    "麦市镇",
    "塘湖镇",
    "关刀镇",
    "沙堆镇",
    "五里镇",
    "石南镇",
    "北港镇",
    "马港镇",
    "四庄乡",
    "大坪乡",
]
UNITS = {"case.filed": ("立案数", "起"), "case.loss": ("损失金额", "元")}


def ready(cast: SimpleNamespace) -> SimpleNamespace:
    """Two months of six townships, October ranked."""
    place = rankings.district(cast)
    place.ranking = freeze(place.scheme, actor=cast.clerk.actor, operation=fresh_key(), period=MONTH)
    return place


def draft(cast: SimpleNamespace, ranking: Ranking | None = None) -> Circular:
    return services.draft(
        cast.office, actor=cast.clerk.actor, operation=fresh_key(), period=MONTH, ranking=ranking
    )


def handed_in(cast: SimpleNamespace, ranking: Ranking | None = None) -> Circular:
    made = draft(cast, ranking)
    return services.hand_in(
        made, actor=cast.clerk.actor, operation=fresh_key(), version=made.version, accepted=True
    )


def checked(cast: SimpleNamespace, ranking: Ranking | None = None) -> Circular:
    made = handed_in(cast, ranking)
    return services.check(
        made, actor=cast.second_clerk.actor, operation=fresh_key(), version=made.version, accepted=True
    )


def issued(cast: SimpleNamespace, ranking: Ranking | None = None) -> Circular:
    made = checked(cast, ranking)
    return services.issue(
        made, actor=cast.leader.actor, operation=fresh_key(), version=made.version, accepted=True
    )


def indicator(code: str) -> Indicator:
    if code not in UNITS:
        return rankings.indicator(code)
    name, unit = UNITS[code]
    found = session.query(Indicator).filter_by(code=code).first()
    kind = "decimal2" if unit == "元" else "integer"
    return found or add(
        Indicator(
            code=code,
            name=name,
            unit=unit,
            type=kind,
            direction="lower",
            over_time="sum",
            over_divisions="sum",
            rankable=True,
        )
    )


def police_form(office: Office) -> ReportForm:
    return add(
        ReportForm(
            office_id=office.id,
            code="police-township",
            name="分乡镇案件月报",
            shape=Shape.SUBJECTS,
            subject_kind="township",
            with_total=True,
            unit_kinds=["police"],
            sort_order=1,
            first_period="2023-01",
            enacted_at=clock.now(),
        )
    )


def police_report(
    form: ReportForm,
    cast: SimpleNamespace,
    period: str,
    figures: Mapping[tuple[MemberUnit | None, str], D],
) -> Report:
    """An approved table; None is the total row."""
    day = datetime(2024, 4, 3, 2, 0, tzinfo=UTC)
    made = add(
        Report(
            office_id=form.office_id,
            form_id=form.id,
            unit_id=cast.units.police.id,
            period=period,
            due_at=day,
            state=ReportState.APPROVED,
            revision=1,
            submitted_at=day,
            first_submitted_at=day,
            submitted_by_id=cast.police.id,
            approved_at=day,
            approved_by_id=cast.clerk.id,
        )
    )
    for (unit, code), value in figures.items():
        add(
            Figure(
                report_id=made.id,
                office_id=form.office_id,
                unit_id=made.unit_id,
                subject_id=unit.id if unit else None,
                indicator_id=indicator(code).id,
                value=value,
            )
        )
    return made


def tongcheng(cast: SimpleNamespace) -> SimpleNamespace:
    """The real figures of 通城县, March 2024, filed at the office of the cast instead of its own."""
    published = tomllib.loads(REAL.read_text("utf-8"))
    cast.office.area_name = "全县"
    for unit in (cast.units.a, cast.units.b):
        unit.closed_on = datetime(2024, 1, 1, tzinfo=UTC).date()
    units = {name: township(cast.office, name, order) for order, name in enumerate(TONGCHENG, start=1)}
    form = police_form(cast.office)
    cases, loss = published["cases"], published["loss_wan"]
    march: dict[tuple[MemberUnit | None, str], D] = {
        (None, "case.filed"): D(cases["now"]),
        (None, "case.loss"): D(loss["now"]) * 10_000,
        (units["隽水镇"], "case.filed"): D(cases["highest_township"]["cases"]),
    }
    for name, wan in published["loss_by_township_wan"].items():
        march[units[name], "case.loss"] = D(wan) * 10_000
    for name in published["fraud_free_townships"]["names"]:
        march[units[name], "case.filed"] = D(0)
    police_report(form, cast, "2024-03", march)
    for period, key in (("2024-02", "previous_month"), ("2023-03", "same_month_last_year")):
        totals = {(None, "case.filed"): D(cases[key]), (None, "case.loss"): D(loss[key]) * 10_000}
        police_report(form, cast, period, totals)
    session.commit()
    return SimpleNamespace(office=cast.office, units=units, form=form)
