"""The report as a PDF for the seal, and forms to be filled in by hand."""

from flask import request

from coordination.kernel.clock import clock, local
from coordination.kernel.period import Period
from coordination.kernel.web import Answer, actor, attachment, requires
from coordination.report_forms import queries as forms
from coordination.report_forms.models import ReportForm
from coordination.report_forms.states import FormAction
from coordination.reporting import cells, queries
from coordination.reporting.models import Report
from coordination.reporting.paper import About, paper
from coordination.reporting.paper import printed as pdf_of
from coordination.reporting.queries import Sheet
from coordination.reporting.sheet import Bases
from coordination.reporting.states import FILED, STATE_LABELS, ReportAction, ReportState
from coordination.reporting.views.place import blueprint

PDF = "application/pdf"


@blueprint.get("/reports/<int:id>/print")
@requires(ReportAction.VIEW, queries.report)
def printed(report: Report) -> Answer:
    """Filled in, or with `empty` in the address to be filled in by hand; a draft is the unit's own."""
    own = actor().unit_id is not None
    empty = "empty" in request.args or (report.state is ReportState.DRAFT and not own)
    sheet = queries.sheet(report)
    about = _about(report, empty=empty)
    content = pdf_of(paper(cells.page(sheet), about, month=report.form.period_kind == "month", empty=empty))
    kind = "空表" if empty else "填报表"
    return attachment(content, f"{report.unit.short_name} {about.period} {about.form}（{kind}）.pdf", PDF)


@blueprint.get("/forms/<int:id>/print")
@requires(FormAction.VIEW, forms.form)
def printed_form(form: ReportForm) -> Answer:
    """A form as any of its units gets it, before there is a report."""
    sheet = Sheet(queries.layout(form, 0, clock.today()), {}, Bases())
    about = About(form.name, guidance=form.guidance, foot=_foot())
    content = pdf_of(paper(cells.page(sheet), about, month=form.period_kind == "month", empty=True))
    return attachment(content, f"{form.name}（空表）.pdf", PDF)


def _about(report: Report, *, empty: bool) -> About:
    filed_at = report.submitted_at if report.state in FILED and not empty else None
    state = str(STATE_LABELS[report.state])
    return About(
        form=report.form.name,
        period=str(Period.parse(report.period).label()),
        unit=report.unit.name,
        due=f"{local(report.due_at):%Y年%-m月%-d日 %H:%M}",
        standing="" if empty else f"{state}，第{report.revision}次上报" if filed_at else state,
        guidance=report.form.guidance,
        reporter=report.submitted_by.name if filed_at and report.submitted_by else "",
        filed_on=f"{local(filed_at):%Y年%-m月%-d日}" if filed_at else "",
        foot=f"{report.unit.short_name} {Period.parse(report.period).label()} {report.form.name}，{_foot()}",
        is_draft=not empty and not filed_at,
    )


def _foot() -> str:
    """Who printed it and when."""
    return f"{actor().name} {local(clock.now()):%Y-%m-%d %H:%M} 打印"
