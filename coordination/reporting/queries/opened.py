"""Which periods were opened for a form, told to the slice below; which kinds of period are asked for."""

from sqlalchemy import exists, func, select

from coordination.kernel.db import session
from coordination.kernel.period import Kind
from coordination.kernel.policy import Actor
from coordination.report_forms.models import ReportForm
from coordination.report_forms.openings import publish
from coordination.reporting.models import Report


@publish
def latest_opened(office_id: int, code: str) -> str | None:
    """The latest period for which a unit has a report of any revision of the form.

    All revisions share one kind of period, so the written periods compare as the periods do.
    """
    return session.scalar(
        select(func.max(Report.period))
        .join(ReportForm, Report.form_id == ReportForm.id)
        .where(ReportForm.office_id == office_id, ReportForm.code == code)
    )


def is_asked_for(actor: Actor, kind: Kind) -> bool:
    """Whether a form in force asks the office's units for periods of this kind."""
    found = exists().where(ReportForm.office_id == actor.office_id, ReportForm.period_kind == kind)
    in_force = found.where(ReportForm.enacted_at.is_not(None), ReportForm.closed_at.is_(None))
    return bool(session.scalar(select(in_force)))
