"""September frozen and corrected since, a correction asked for, more time given (示例)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from coordination.kernel.clock import ZONE, clock
from coordination.kernel.db import session
from coordination.kernel.operations import fresh_key
from coordination.kernel.period import Period
from coordination.organizations.models import MemberUnit, Office
from coordination.report_forms.models import ReportForm
from coordination.reporting import queries, services
from coordination.reporting.models import Report
from coordination.reporting.queries import wishes
from coordination.reporting.queries.freezes import standings
from coordination.reporting.sheet import Entry
from coordination.sample.months import Cast
from coordination.sample.standing import Staff, working_day

FROZEN = Period.parse("2026-09")
OPEN_MONTH = "2026-10"
ASKED = "示例：培训台账复核后发现网点劝阻数多报1起，申请更正。"
MORE_TIME = "示例：村社区数据还在汇总，申请晚两天。"
MENDED = "示例：与登记簿核对，网点劝阻数多报1起。"
COUNTED = "bank.counter_dissuaded"


def at(day: int, hour: int = 10) -> datetime:
    """An hour of a day of November 2026, in China."""
    return datetime(2026, 11, day, hour, tzinfo=ZONE)


class Scene:
    """The people of the office and its units, acting at moments in the past."""

    def __init__(self, office: Office) -> None:
        self.office, self.staff, self.cast = office, Staff(), Cast.of(office)

    def report(self, form: str, unit: str, period: str) -> Report:
        found = (
            select(Report)
            .join(Report.form)
            .join(Report.unit)
            .where(Report.office_id == self.office.id, Report.period == period)
            .where(ReportForm.code == form, MemberUnit.short_name == unit)
            .options(joinedload(Report.form), joinedload(Report.unit))
        )
        return session.scalars(found).one()

    def files(self, moment: datetime, act: Callable[..., object], report: Report, **given: object) -> None:
        """An act of the unit's own person."""
        with clock.standing(moment):
            act(report, actor=self.cast.filers[report.unit_id].actor, operation=fresh_key(), **given)
        session.flush()


def freeze_and_correct(office: Office) -> None:
    """All of it, by the services themselves."""
    scene = Scene(office)
    _freeze(scene)
    _correct(scene)
    asks = scene.report("bank", "工行七里河支行", OPEN_MONTH)
    scene.files(at(19), services.ask_correction, asks, version=asks.version, reason=ASKED)
    _extend(scene)


def _freeze(scene: Scene) -> None:
    with clock.standing(working_day(str(FROZEN), 2, 15)):
        forms = standings(scene.office.id, str(FROZEN), clock.now())
        services.freeze(
            scene.office,
            actor=scene.staff.clerk,
            operation=fresh_key(),
            period=FROZEN,
            form_ids=[one.form_id for one in forms],
            seen=[one.seen for one in forms],
            accept_missing=True,
        )
    session.flush()


def _correct(scene: Scene) -> None:
    """One frozen figure was a case too high."""
    mend(scene, "农行七里河支行", after=3)


def mend(scene: Scene, bank: str, *, after: int) -> None:
    """A frozen figure of September becomes one less so many working days after the deadline; granted by
    one clerk, approved by the other."""
    report = scene.report("bank", bank, str(FROZEN))
    moments = [working_day(str(FROZEN), after, hour) for hour in (9, 10, 11, 15)]
    scene.files(moments[0], services.ask_correction, report, version=report.version, reason=MENDED)
    asked = wishes.corrections_of(report)[0]
    with clock.standing(moments[1]):
        answer: dict[str, Any] = {"request_id": asked.id, "version": asked.version}
        services.grant_correction(report, actor=scene.staff.clerk, operation=fresh_key(), **answer)
    session.flush()
    sheet = queries.sheet(report)
    key = next(place.key for place in sheet.layout.places if place.column.code == COUNTED)
    value = (sheet.stored[key].value or 0) - 1
    entries = {**sheet.entries, key: Entry(str(value), "与登记簿核对后更正")}
    scene.files(moments[2], services.submit, report, version=report.version, entries=entries)
    with clock.standing(moments[3]):
        services.approve(report, actor=scene.staff.second, operation=fresh_key(), version=report.version)
    session.flush()


def _extend(scene: Scene) -> None:
    """A township asked before the deadline and was given until the end of the next week."""
    report = scene.report("township", "阿干镇", OPEN_MONTH)
    until = report.due_at.astimezone(ZONE).replace(month=11, day=27)
    scene.files(at(5), services.ask_extension, report, to_at=until, reason=MORE_TIME)
    asked = wishes.extensions_of(report)[0]
    with clock.standing(at(5, 16)):
        answer: dict[str, Any] = {"request_id": asked.id, "version": asked.version}
        answer["answer"] = "示例：同意，请抓紧"
        services.grant_extension(report, actor=scene.staff.clerk, operation=fresh_key(), **answer)
    session.flush()
