"""Which forms ask for an indicator, and who files them: for the pages of the catalogue."""

from collections.abc import Collection

from sqlalchemy import any_, func, select

from coordination.indicators.uses import Use, Where, publish
from coordination.kernel.db import session
from coordination.organizations.models import MemberUnit
from coordination.report_forms.models import FormField, ReportForm


@publish(Where.FORM)
def forms(indicator_ids: Collection[int], office_id: int) -> dict[int, list[Use]]:
    """The forms of the office with these indicators: drafts and those in force are in use, and what was
    superseded or closed is left out. One statement."""
    units = (
        select(func.count())
        .select_from(MemberUnit)
        .where(MemberUnit.office_id == ReportForm.office_id, MemberUnit.closed_on.is_(None))
        .where(MemberUnit.kind_code == any_(ReportForm.unit_kinds))
        .correlate(ReportForm)
        .scalar_subquery()
    )
    rows = session.execute(
        select(FormField.indicator_id, ReportForm, units.label("units"))
        .join(ReportForm, FormField.form_id == ReportForm.id)
        .where(FormField.indicator_id.in_(indicator_ids), ReportForm.office_id == office_id)
        .where(ReportForm.closed_at.is_(None), ReportForm.last_period.is_(None))
        .order_by(ReportForm.sort_order, ReportForm.id)
    )
    found: dict[int, list[Use]] = {}
    for indicator_id, form, count in rows:
        found.setdefault(indicator_id, []).append(
            Use(
                Where.FORM,
                form.name,
                f"/forms/{form.id}",
                for_units=False,
                period_kind=form.period_kind,
                kinds=form.unit_kinds,
                units=count,
                draft=form.enacted_at is None,
            )
        )
    return found
