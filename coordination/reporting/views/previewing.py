"""A form as its units will see it, before anybody is asked to file it."""

from dataclasses import dataclass

from flask import render_template

from coordination.kernel.clock import clock
from coordination.kernel.errors import Invalid
from coordination.kernel.period import Kind, Period
from coordination.kernel.web import Answer, requires
from coordination.report_forms import queries as report_forms
from coordination.report_forms.models import ReportForm
from coordination.report_forms.states import FormAction
from coordination.reporting import cells, queries
from coordination.reporting.sheet import Bases
from coordination.reporting.views.place import blueprint


@dataclass(frozen=True, slots=True)
class Specimen:
    """What the macros of a sheet ask of a report."""

    form: ReportForm
    period: str


@blueprint.get("/forms/<int:id>/preview")
@requires(FormAction.VIEW, report_forms.form)
def preview(form: ReportForm) -> Answer:
    """The sheet of the first unit that would file it, with nothing filled in and nothing to send."""
    period = _next(form)
    units = report_forms.filing_units(form)
    layout = queries.layout(form, units[0].id if units else 0, period.start)
    return render_template(
        "reporting/preview.html",
        report=Specimen(form, str(period)),
        report_form=form,
        layout=layout,
        page=cells.page(queries.Sheet(layout, {}, Bases())) if layout.columns and layout.rows else None,
        unit=units[0] if units else None,
        due_at=report_forms.due(form, period),
    )


def _next(form: ReportForm) -> Period:
    """The period that is filed next: this one, or the first one of the form."""
    now = Period.containing(clock.today(), Kind(form.period_kind))
    try:
        first = Period.parse(form.first_period)
    except Invalid:
        return now
    return max(now, first) if first.kind is now.kind else now
