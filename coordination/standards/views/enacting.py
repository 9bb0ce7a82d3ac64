"""Revising, trying on past data, enacting, giving up and closing."""

from datetime import date, datetime, time, timedelta

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from coordination.kernel.clock import ZONE, clock
from coordination.kernel.web import Answer, actor, requires
from coordination.standards import queries, services
from coordination.standards.changes import changed, pairs
from coordination.standards.forms import Act, EnactForm
from coordination.standards.models import Standard, StandardVersion
from coordination.standards.policy import StandardAction
from coordination.standards.queries.trials import PAGE
from coordination.standards.rules import VersionState
from coordination.standards.services.enacting import standing_against, to_look_at
from coordination.standards.views.building import shown
from coordination.standards.views.place import after_refusal, blueprint, version_address
from coordination.tallies.queries import last_day

FIRST_DAY = date(2000, 1, 1)


@blueprint.post("/standards/<int:id>/revise")
@requires(StandardAction.REVISE, queries.standard)
def revise(standard: Standard) -> Answer:
    form = Act(obj=standard)
    if form.validate_on_submit():
        made = services.revise(standard, actor=actor(), operation=form.key, version=form.seen)
        flash(gettext("这是新一版的草案；施行之前，用的还是现在这一版。"))
        return redirect(version_address(made))
    return redirect(url_for(".show", id=standard.id))


@blueprint.post("/standards/<int:id>/close")
@requires(StandardAction.CLOSE, queries.standard)
def close(standard: Standard) -> Answer:
    form = Act(obj=standard)
    if form.validate_on_submit():
        services.close(standard, actor=actor(), operation=form.key, version=form.seen)
        flash(gettext("已停用，不再按它申报；已命名的和正在申报的不受影响。"))
    return redirect(url_for(".show", id=standard.id))


@blueprint.post("/standards/versions/<int:id>/discard")
@requires(StandardAction.DISCARD, queries.version)
def discard(draft: StandardVersion) -> Answer:
    form = Act(obj=draft)
    if form.validate_on_submit():
        with form.refusals():
            services.discard(draft, actor=actor(), operation=form.key, version=form.seen)
            flash(gettext("草案已作废。"))
            return redirect(url_for(".show", id=draft.standard_id))
    return shown(draft, form)


@blueprint.route("/standards/versions/<int:id>/enact", methods=["GET", "POST"])
@requires(StandardAction.ENACT, queries.version)
def enact(draft: StandardVersion) -> Answer:
    form = EnactForm(obj=draft)
    if not form.is_submitted():
        form.effective_on.data = clock.today()
    if form.validate_on_submit():
        with form.refusals():
            services.enact(
                draft,
                actor=actor(),
                operation=form.key,
                version=form.seen,
                effective_on=form.effective_on.data,
            )
            flash(gettext("已施行。"))
            return redirect(url_for(".show", id=draft.standard_id))
    elif draft.state is not VersionState.DRAFT:
        return redirect(version_address(draft))
    after_refusal(form, draft)
    before = queries.latest(draft.standard)
    return form.page(
        "standards/enact.html",
        version=draft,
        before=before,
        pairs=pairs(before, draft) if before else [],
        settings=changed(before, draft) if before else [],
        obstacles=standing_against(draft),
        doubts=to_look_at(draft),
    )


@blueprint.get("/standards/versions/<int:id>/trial")
@requires(StandardAction.TRY, queries.version)
def trial(version: StandardVersion) -> Answer:
    """Who would pass on a day, who fails by what, beside the version in force then."""
    office_id = int(version.office_id or 0)
    last = last_day(office_id)
    day, trouble = _day(request.args.get("as_of", "").strip(), last)
    then = request.args.get("known", "") == "then"
    in_force = _in_force(version, day)
    found = queries.trial(version, in_force, office_id, day, _end_of(day) if then else None)
    show, page = request.args.get("show", ""), max(1, request.args.get("page", 1, type=int))
    ids = found.chosen(show)
    pages = max(1, -(-len(ids) // PAGE))
    return render_template(
        "standards/trial.html",
        version=version,
        standard=version.standard,
        found=found,
        in_force=in_force,
        day=day,
        last=last,
        typed=request.args.get("as_of", ""),
        trouble=trouble,
        then=then,
        show=show,
        counts={one: len(found.chosen(one)) for one in ("pass", "fail", "open", "gain", "lose")},
        total=len(ids),
        page=min(page, pages),
        pages=pages,
        rows=found.page(ids, min(page, pages)),
    ), (422 if trouble else 200)


def _in_force(version: StandardVersion, day: date) -> StandardVersion | None:
    """The other version of the same standard that was in force on the day."""
    found = queries.enacted(int(version.office_id or 0), version.standard.subject_kind, day)
    same = [one for one in found if one.standard_id == version.standard_id and one.id != version.id]
    return same[0] if same else None


def _day(typed: str, last: date | None) -> tuple[date, str]:
    """The day asked about, or the last one that is told, with what is wrong with what was typed."""
    usual = last or clock.today()
    if not typed:
        return usual, ""
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return usual, gettext("日期要写成 2026-11-30 的样子。")
    if not FIRST_DAY <= day <= clock.today():
        return usual, gettext("日期要在2000年以后、今天以前。")
    return day, ""


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), ZONE)
