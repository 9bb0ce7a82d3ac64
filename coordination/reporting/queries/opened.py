"""Which periods were opened for a form, told to the slice below."""

from sqlalchemy import func, select

from coordination.kernel.db import session
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
