"""Templates beside figures: a version tried on the month that was, a finished text kept as a template."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from coordination.circulars import composing, queries
from coordination.circulars.binding import names_in
from coordination.circulars.composing import OFFERED
from coordination.circulars.gathering import Gathered, gather
from coordination.circulars.models import Circular
from coordination.circulars.services.drafting import OF_FIGURES
from coordination.circulars.services.wordings import keep_as_template
from coordination.circulars.states import CircularAction, Kind
from coordination.circulars.views.part import blueprint, lines
from coordination.document_templates.models import TemplateVersion
from coordination.document_templates.queries import version as version_of
from coordination.document_templates.rules import Paragraph, filled, read
from coordination.document_templates.states import TemplateAction
from coordination.kernel.errors import NotFound
from coordination.kernel.forms import Act
from coordination.kernel.period import Period
from coordination.kernel.web import Answer, actor, requires
from coordination.organizations.models import Office
from coordination.organizations.queries import own_office
from coordination.schemes.queries import periods


@blueprint.get("/document-templates/versions/<int:id>/preview")
@requires(TemplateAction.VIEW, version_of)
def try_template(version: TemplateVersion) -> Answer:
    """What the version makes of a month's figures; no document is drafted. ?period=2026-09."""
    if version.template.kind not in set(Kind):
        raise NotFound
    office = own_office(actor())
    months = [str(month) for month in periods(office.id)] if office else []
    period = request.args.get("period", "")
    period = period if period in months else _last_full(office, months)
    gathered = _gathered(office, Kind(version.template.kind), period) if office and period else None
    blocks = read(version.body)
    words = composing.words(Period.parse(period), office.area_name) if office and period else {}
    drawn = gathered.drawn if gathered else None
    body = [one.block for one in composing.compose(blocks, drawn, words, _chosen(gathered))] if drawn else []
    facts = drawn.stored() if drawn else {}
    named = {name for block in blocks if isinstance(block, Paragraph) for name in _fixed_names(block)}
    return render_template(
        "circulars/try.html",
        version=version,
        months=months,
        period=period,
        title=filled(version.title, words),
        lines=lines(body, facts, gathered.annex["parts"] if gathered else ()),
        absent=sorted(named - facts.keys()) if drawn else [],
        ranked=bool(gathered and gathered.standings),
        figures=Kind(version.template.kind) in OF_FIGURES,
    )


def _last_full(office: Office | None, months: list[str]) -> str:
    """The latest month of which there is a frozen ranking, else the latest but one that was opened."""
    for month in months[:6]:
        if office is not None and queries.frozen(office.id, month):
            return month
    return months[1] if len(months) > 1 else (months[0] if months else "")


def _gathered(office: Office, kind: Kind, period: str) -> Gathered:
    ranking = queries.usual(queries.frozen(office.id, period))
    return gather(office.id, Period.parse(period), ranking, owing=kind is Kind.REMINDER)


def _chosen(gathered: Gathered | None) -> list[str]:
    """For a list of chosen facts: the first few of the whole area."""
    facts = gathered.drawn.facts.items() if gathered else ()
    return [name for name, fact in facts if fact.group in OFFERED][:6]


def _fixed_names(block: Paragraph) -> list[str]:
    """The fields that a paragraph names outside its lists."""
    return [
        name
        for sentence in block.sentences
        if not sentence.each
        for clause in sentence.clauses
        for name in names_in(clause)
        if "{" not in name
    ]


@blueprint.post("/circulars/<int:id>/template")
@requires(CircularAction.COMMENT, queries.whole)
def keep_template(circular: Circular) -> Answer:
    """存为模板: the wording of this document as a draft of the office's template of its kind."""
    form = Act(obj=circular)
    office = own_office(actor())
    if office is not None and form.validate_on_submit():
        note = f"按“{circular.title}”的文字"[:200]
        made = keep_as_template(office, actor=actor(), operation=form.key, circular=circular, note=note)
        flash(gettext("已存为模板草稿。请核对分句和条件，领导启用后按它起草。"))
        return redirect(url_for("document_templates.show", id=made.id))
    return redirect(url_for("circulars.show", id=circular.id))
