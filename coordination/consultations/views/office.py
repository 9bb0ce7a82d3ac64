"""The office's pages: the list, putting a ranking to consultation, how it goes, computing it again."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from coordination.audit import queries as audit
from coordination.audit.sentences import told
from coordination.consultations import queries, services
from coordination.consultations.forms import Act, CancelForm, OpenForm, RecomputeForm
from coordination.consultations.models import Consultation
from coordination.consultations.queries.behind import under_correction
from coordination.consultations.rules import is_over
from coordination.consultations.services.closing import against
from coordination.consultations.states import ConsultationAction, ObjectionState
from coordination.consultations.views.place import blueprint
from coordination.kernel.clock import clock
from coordination.kernel.errors import Conflict
from coordination.kernel.forms import WHOLE, Form
from coordination.kernel.web import Answer, actor, requires
from coordination.organizations.models import Office
from coordination.organizations.queries import own_office
from coordination.rankings import queries as rankings
from coordination.rankings.models import Ranking

LAST_PAGE = 10_000


def _page_asked() -> int:
    return min(max(1, request.args.get("page", 1, type=int)), LAST_PAGE)


@blueprint.get("/consultations")
@requires(ConsultationAction.LIST, own_office)
def index(office: Office) -> Answer:
    page = _page_asked()
    if actor().unit_id is not None:
        return render_template(
            "consultations/mine.html", asked=queries.own(actor(), page), page=page, today=clock.today()
        )
    listed = queries.listed(actor(), page)
    return render_template(
        "consultations/index.html",
        office=office,
        listed=listed,
        progress=queries.progress(one.id for one in listed),
        page=page,
        today=clock.today(),
    )


@blueprint.get("/rankings/<int:id>/consultation")
@requires(ConsultationAction.VIEW, rankings.whole)
def of_ranking(ranking: Ranking) -> Answer:
    """The consultation on a ranking, or the form that opens one."""
    found = queries.of_ranking(ranking.id)
    if found is not None:
        return redirect(url_for(".show", id=found.id))
    return OpenForm().page("consultations/open.html", ranking=ranking)


@blueprint.post("/rankings/<int:id>/consultation")
@requires(ConsultationAction.OPEN, rankings.whole)
def begin(ranking: Ranking) -> Answer:
    form = OpenForm()
    if form.validate_on_submit():
        made = _acted(
            form,
            lambda: services.begin(
                ranking,
                actor=actor(),
                operation=form.key,
                days=form.days.number,
                note=form.note.data or "",
            ),
        )
        if made is not None:
            flash(gettext("已开始征求意见，各单位会收到消息。"))
            return redirect(url_for(".show", id=made.id))
    return form.page("consultations/open.html", ranking=ranking)


def _acted(form: Form, act: Callable[[], Consultation]) -> Consultation | None:
    """What came of an act; a refusal for what happened meanwhile stands on the page, with what was typed."""
    try:
        with form.refusals():
            return act()
    except Conflict as refusal:
        form.put(WHOLE, refusal.message)
    return None


@blueprint.get("/consultations/<int:id>")
@requires(ConsultationAction.VIEW, queries.whole)
def show(consultation: Consultation) -> Answer:
    return _page(consultation)


def _page(
    consultation: Consultation, form: Form | None = None, cancelling: CancelForm | None = None
) -> Answer:
    names = {str(one): one for one in queries.Show}
    chosen, page = names.get(request.args.get("show", ""), queries.Show.ALL), _page_asked()
    units = queries.asked_page(consultation, chosen, page)
    answer = render_template(
        "consultations/show.html",
        consultation=consultation,
        form=form,
        act=Act(formdata=None, obj=consultation),
        cancelling=cancelling or CancelForm(formdata=None, obj=consultation),
        units=units[: queries.PAGE],
        more=len(units) > queries.PAGE,
        page=page,
        chosen=chosen,
        Show=queries.Show,
        counts=queries.progress([consultation.id])[consultation.id],
        objections=queries.objections(consultation),
        over=is_over(consultation.closes_on, clock.today()),
        against=against(consultation),
        next_id=queries.replaced_by(consultation),
        outcome=queries.outcome(consultation.ranking_id),
        events=told(audit.timeline(consultation)),
    )
    return answer, form.status if form else 200


@blueprint.post("/consultations/<int:id>/remind")
@requires(ConsultationAction.REMIND, queries.whole)
def remind(consultation: Consultation) -> Answer:
    form = Act(obj=consultation)
    if form.validate_on_submit():
        act = services.remind
        if _acted(form, lambda: act(consultation, actor=actor(), operation=form.key)):
            flash(gettext("已提醒还没有查看的单位。"))
            return redirect(url_for(".show", id=consultation.id))
    return _page(consultation, form)


@blueprint.post("/consultations/<int:id>/close")
@requires(ConsultationAction.CLOSE, queries.whole)
def close(consultation: Consultation) -> Answer:
    form = Act(obj=consultation)
    if form.validate_on_submit():
        act = services.close
        if _acted(form, lambda: act(consultation, actor=actor(), operation=form.key, version=form.seen)):
            flash(gettext("征求意见已结束，可以起草、印发通报。"))
            return redirect(url_for(".show", id=consultation.id))
    return _page(consultation, form)


@blueprint.post("/consultations/<int:id>/cancel")
@requires(ConsultationAction.CANCEL, queries.whole)
def cancel(consultation: Consultation) -> Answer:
    form = CancelForm(obj=consultation)
    if form.validate_on_submit():
        done = _acted(
            form,
            lambda: services.cancel(
                consultation,
                actor=actor(),
                operation=form.key,
                version=form.seen,
                reason=form.reason.data or "",
            ),
        )
        if done is not None:
            flash(gettext("征求意见已取消。"))
            return redirect(url_for(".show", id=consultation.id))
    return _page(consultation, form, form)


@blueprint.route("/consultations/<int:id>/recompute", methods=["GET", "POST"])
@requires(ConsultationAction.RECOMPUTE, queries.whole)
def recompute(consultation: Consultation) -> Answer:
    form = RecomputeForm(obj=consultation)
    if form.validate_on_submit():
        made = _acted(
            form,
            lambda: services.recompute(
                consultation,
                actor=actor(),
                operation=form.key,
                version=form.seen,
                days=form.days.number,
            ),
        )
        if made is not None:
            flash(gettext("已重新计算，有变化的单位会收到消息。"))
            return redirect(url_for(".changes", id=made.id))
    upheld = [one for one in queries.objections(consultation) if one.state is ObjectionState.UPHELD]
    return form.page(
        "consultations/recompute.html",
        consultation=consultation,
        upheld=[(one, queries.reports_behind(one.line_id, one.item_code)) for one in upheld],
        waiting=under_correction(consultation.ranking_id),
    )


@blueprint.get("/consultations/<int:id>/changes")
@requires(ConsultationAction.VIEW, queries.whole)
def changes(consultation: Consultation) -> Answer:
    """Every line that another computation changed: old and new."""
    page, found = _page_asked(), queries.changes(consultation)
    start = (page - 1) * queries.PAGE
    return render_template(
        "consultations/changes.html",
        consultation=consultation,
        count=len(found),
        found=found[start : start + queries.PAGE],
        page=page,
        more=len(found) > start + queries.PAGE,
    )
