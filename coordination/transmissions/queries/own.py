"""What an office can send up: its own frozen figures, or the sums of what it received from below."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased

from coordination.indicators.models import Indicator
from coordination.kernel.db import SYSTEM_SCOPE, acting, session
from coordination.kernel.policy import Actor
from coordination.organizations.models import Division, MemberUnit, Office
from coordination.report_forms.models import ReportForm
from coordination.reporting.models import Figure, Freeze, Report
from coordination.reporting.states import ReportState
from coordination.transmissions.models import Transmission
from coordination.transmissions.queries.packages import latest, table
from coordination.transmissions.rules import Line, Named
from coordination.transmissions.states import Direction

_Subject = aliased(MemberUnit)


@dataclass(frozen=True, slots=True)
class Ready:
    """A form and period that can be sent: frozen here at `ready_at`, or (`own` false) received from
    `senders` offices below. `sent` is the last package, if there is one."""

    form_code: str
    form_name: str
    period: str
    ready_at: datetime
    own: bool
    senders: int
    missing: int
    sent: Transmission | None

    @property
    def changed(self) -> bool:
        """Whether anything was frozen, corrected or received since it was sent."""
        return self.sent is not None and self.ready_at > self.sent.kept_at


def above(office: Office) -> str | None:
    """The name of the office above, which lies beyond the fence; None when it is not on this site."""
    if office.parent_id is None:
        return None
    with acting(SYSTEM_SCOPE):
        return session.scalar(select(Office.name).where(Office.id == office.parent_id))


def ready(actor: Actor) -> list[Ready]:
    """What can be sent, latest period first."""
    office_id = actor.office_id or 0
    sent = _last_sent(office_id)
    own = {
        (row[0], row[2]): Ready(*row[:4], True, 0, row[4], sent.get((row[0], row[2])))
        for row in _own(office_id)
    }
    below = {
        (row[0], row[2]): Ready(*row[:4], False, row[4], 0, sent.get((row[0], row[2])))
        for row in _received(office_id)
        if (row[0], row[2]) not in own
    }
    return sorted([*own.values(), *below.values()], key=lambda one: (one.period, one.form_code), reverse=True)


def _last_sent(office_id: int) -> dict[tuple[str, str], Transmission]:
    rows = session.scalars(
        select(Transmission)
        .where(Transmission.office_id == office_id, Transmission.direction == Direction.OUT)
        .ext(distinct_on(Transmission.form_code, Transmission.period))
        .order_by(Transmission.form_code, Transmission.period, Transmission.revision.desc())
    )
    return {(one.form_code, one.period): one for one in rows}


def _own(office_id: int) -> Sequence[tuple[str, str, str, datetime, int]]:
    """Code, name, period, the instant of the last freeze or correction, units missing."""
    locked = Report.state == ReportState.LOCKED
    rows = session.execute(
        select(
            ReportForm.code,
            func.max(ReportForm.name),
            Freeze.period,
            func.greatest(func.max(Freeze.frozen_at), func.max(Report.approved_at).filter(locked)),
            func.count().filter(~locked),
        )
        .join(Freeze.form)
        .join(Report, (Report.form_id == Freeze.form_id) & (Report.period == Freeze.period))
        .where(Freeze.office_id == office_id)
        .group_by(ReportForm.code, Freeze.period)
    )
    return [(row[0], row[1], row[2], row[3], row[4]) for row in rows]


def _received(office_id: int) -> Sequence[tuple[str, str, str, datetime, int]]:
    """Code, name, period, the instant of the last package, from how many offices."""
    rows = session.execute(
        select(
            Transmission.form_code,
            func.max(Transmission.form_name),
            Transmission.period,
            func.max(Transmission.kept_at),
            func.count(Transmission.place.distinct()),
        )
        .where(Transmission.office_id == office_id, Transmission.direction == Direction.IN)
        .group_by(Transmission.form_code, Transmission.period)
    )
    return [(row[0], row[1], row[2], row[3], row[4]) for row in rows]


@dataclass(frozen=True, slots=True)
class Contents:
    """What a package is to say."""

    indicators: tuple[Named, ...]
    figures: tuple[Line, ...]
    missing: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


def own_contents(office: Office, form_code: str, period: str) -> Contents:
    """The frozen figures of the office's own units; total rows are left out, they follow. Indicators
    that the office made for itself stay here: the office above does not know them."""
    rows = session.execute(
        select(
            func.coalesce(Division.code, ""),
            _Subject.name,
            MemberUnit.name,
            Indicator.code,
            Figure.value,
            Indicator.name,
            Indicator.unit,
        )
        .select_from(Figure)
        .join(Figure.report)
        .join(ReportForm, Report.form_id == ReportForm.id)
        .join(Indicator, Figure.indicator_id == Indicator.id)
        .join(MemberUnit, Report.unit_id == MemberUnit.id)
        .join(_Subject, Figure.subject_id == _Subject.id)
        .outerjoin(Division, _Subject.division_id == Division.id)
        .where(ReportForm.code == form_code, Report.office_id == office.id, Report.period == period)
        .where(Report.state == ReportState.LOCKED, Figure.value.is_not(None), Indicator.office_id.is_(None))
        .order_by(Indicator.id)
    ).all()
    named = {row[3]: Named(row[3], row[5], row[6]) for row in rows}
    return Contents(
        indicators=tuple(named.values()),
        figures=tuple(Line(*row[:4], row[4] or Decimal()) for row in rows),
        missing=tuple(_missing(office, form_code, period)),
    )


def _missing(office: Office, form_code: str, period: str) -> Sequence[str]:
    return session.scalars(
        select(MemberUnit.name)
        .join(Report, Report.unit_id == MemberUnit.id)
        .join(ReportForm, Report.form_id == ReportForm.id)
        .where(ReportForm.code == form_code, Report.office_id == office.id, Report.period == period)
        .where(Report.state != ReportState.LOCKED)
        .order_by(MemberUnit.sort_order, MemberUnit.id)
    ).all()


def sums_from_below(actor: Actor, form_code: str, period: str) -> Contents:
    """One line for each office below and indicator, from the packages in force."""
    found = table(actor, form_code, period)
    return Contents(
        indicators=tuple(Named(one.code, one.name, one.unit) for one in found.columns),
        figures=tuple(
            Line(row.place, row.name, row.name, code, value)
            for row in found.rows
            for code, value in row.sums.items()
        ),
        missing=tuple(row.name for row in found.rows if row.package is None),
        sources=tuple(
            f"{one.place} {one.revision} {one.digest}"
            for one in latest(actor.office_id or 0, form_code, period)
        ),
    )
