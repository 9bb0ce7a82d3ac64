"""The check page of each step, and the step itself."""

from dataclasses import dataclass
from itertools import groupby

from flask import flash, redirect, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from coordination.circulars import leaving, queries, quota, services
from coordination.circulars.forms import IssueForm, ReasonForm, StepForm
from coordination.circulars.models import Circular
from coordination.circulars.numbering import expected, number
from coordination.circulars.proofreading import CHECK_LABELS, Check, Draft, Finding, Level, length, proofread
from coordination.circulars.states import KIND_LABELS, PUBLICATION_LABELS, CircularAction, CircularState
from coordination.circulars.views.part import blank, blueprint, shown, text_lines
from coordination.kernel.clock import clock
from coordination.kernel.forms import Form
from coordination.kernel.policy import allowed
from coordination.kernel.text import Text, _
from coordination.kernel.web import Answer, actor, requires
from coordination.reporting.models import Report


@dataclass(frozen=True)
class Step:
    """One of the three decisions that share the check page."""

    action: CircularAction
    state: CircularState
    title: Text
    endpoint: str


STEPS = {
    step.action: step
    for step in (
        Step(CircularAction.HAND_IN, CircularState.DRAFT, _("送核稿前检查"), "circulars.hand_in"),
        Step(CircularAction.CHECK, CircularState.CHECKING, _("核稿"), "circulars.check"),
        Step(CircularAction.ISSUE, CircularState.SIGNING, _("核对后签发"), "circulars.issue"),
    )
}


def _page(circular: Circular, step: CircularAction, form: Form, back: ReasonForm | None = None) -> Answer:
    """What was drawn, who is missing, what proof-reading found, how the first page looks."""
    if circular.state is not STEPS[step].state:
        return redirect(url_for("circulars.show", id=circular.id))
    draft = services.reading(circular)
    findings = proofread(draft)
    returning = allowed(actor(), CircularAction.RETURN, circular)
    chosen = back or (blank(ReasonForm, circular) if returning else None)
    page, status = form.page(
        "circulars/check.html",
        **shown(circular),
        step=STEPS[step],
        checks=_checks(findings),
        idle=_idle(circular, draft),
        blocked=any(finding.level is Level.ERROR for finding in findings),
        warned=any(finding.level is Level.WARNING for finding in findings),
        length=length(draft),
        drawn=_drawn(draft),
        missing=_missing(queries.not_passed(circular.office_id, circular.period)),
        recipients=leaving.recipients(circular),
        lines=text_lines(circular),
        back=chosen,
        meter=quota.meter(circular.office_id, clock.today().year),
        limit=draft.limit,
        publications=PUBLICATION_LABELS,
        kinds=KIND_LABELS,
        next_number=expected(circular, clock.today().year),
    )
    return page, back.status if back else status


def _checks(findings: list[Finding]) -> list[tuple[Check, Text, list[Finding]]]:
    return [
        (check, label, [finding for finding in findings if finding.check is check])
        for check, label in CHECK_LABELS.items()
    ]


def _idle(circular: Circular, draft: Draft) -> set[Check]:
    """The questions that a document without a ranking, or without annexes, does not raise."""
    found = {Check.CONSULTED, Check.PUBLICATION} if circular.ranking_id is None else set()
    return found | (set() if draft.parts else {Check.ANNEX})


def _drawn(draft: Draft) -> int:
    """How many reports the facts rest on."""
    return len(
        {
            source["report_id"]
            for fact in draft.facts.values()
            for source in fact["sources"]
            if source.get("report_id")
        }
    )


def _missing(reports: list[Report]) -> list[tuple[str, list[Report]]]:
    """By unit, in official order."""
    ordered = sorted(reports, key=lambda report: (report.unit.sort_order, report.unit_id))
    return [
        (owed[0].unit.short_name, owed)
        for _unit, group in groupby(ordered, key=lambda report: report.unit_id)
        for owed in [list(group)]
    ]


def _done(circular: Circular, words: str) -> Response:
    flash(words)
    return redirect(url_for("circulars.show", id=circular.id))


@blueprint.route("/circulars/<int:id>/hand-in", methods=["GET", "POST"])
@requires(CircularAction.HAND_IN, queries.whole)
def hand_in(circular: Circular) -> Answer:
    form = StepForm(obj=circular)
    if form.validate_on_submit():
        with form.refusals():
            services.hand_in(
                circular,
                actor=actor(),
                operation=form.key,
                version=form.seen,
                accepted=form.accepted.data,
            )
            return _done(circular, gettext("已送核稿，由另一位经办核对。"))
    return _page(circular, CircularAction.HAND_IN, form)


@blueprint.route("/circulars/<int:id>/check", methods=["GET", "POST"])
@requires(CircularAction.CHECK, queries.whole)
def check(circular: Circular) -> Answer:
    form = StepForm(obj=circular)
    if form.validate_on_submit():
        with form.refusals():
            services.check(
                circular,
                actor=actor(),
                operation=form.key,
                version=form.seen,
                accepted=form.accepted.data,
            )
            return _done(circular, gettext("核稿通过，已送领导签发。"))
    return _page(circular, CircularAction.CHECK, form)


@blueprint.get("/circulars/<int:id>/sign")
@requires(CircularAction.ISSUE, queries.whole)
def sign(circular: Circular) -> Answer:
    return _page(circular, CircularAction.ISSUE, IssueForm(obj=circular))


@blueprint.post("/circulars/<int:id>/issue")
@requires(CircularAction.ISSUE, queries.whole)
def issue(circular: Circular) -> Answer:
    form = IssueForm(obj=circular)
    if form.validate_on_submit():
        with form.refusals():
            if not form.accepted.data:
                form.put("accepted", _("签发前请勾选：已核对数据口径，知道签发后不能修改。"))
                return _page(circular, CircularAction.ISSUE, form)
            services.issue(circular, actor=actor(), operation=form.key, version=form.seen, accepted=True)
            words = gettext("已签发，编号%(number)s，正在生成文件。", number=number(circular))
            return _done(circular, words)
    return _page(circular, CircularAction.ISSUE, form)


@blueprint.post("/circulars/<int:id>/send-back")
@requires(CircularAction.RETURN, queries.whole)
def send_back(circular: Circular) -> Answer:
    form = ReasonForm(obj=circular)
    if form.validate_on_submit():
        with form.refusals():
            services.send_back(
                circular,
                actor=actor(),
                operation=form.key,
                version=form.seen,
                reason=form.reason.data,
            )
            return _done(circular, gettext("已退回起草人修改。"))
    checking = circular.state is CircularState.CHECKING
    step = CircularAction.CHECK if checking else CircularAction.ISSUE
    return _page(circular, step, blank(StepForm, circular), back=form)


@blueprint.route("/circulars/<int:id>/withdraw", methods=["GET", "POST"])
@requires(CircularAction.WITHDRAW, queries.whole)
def withdraw(circular: Circular) -> Answer:
    if circular.state not in (CircularState.ISSUED, CircularState.CORRECTED):
        return redirect(url_for("circulars.show", id=circular.id))
    form = ReasonForm(obj=circular)
    if form.validate_on_submit():
        with form.refusals():
            services.withdraw(
                circular,
                actor=actor(),
                operation=form.key,
                version=form.seen,
                reason=form.reason.data,
            )
            return _done(circular, gettext("已撤销。编号和原文保留，页面标明“已撤销”。"))
    return form.page("circulars/withdraw.html", **shown(circular))
