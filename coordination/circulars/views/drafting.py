"""Choosing what to draft from, and writing around the facts."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext

from coordination.circulars import queries, services
from coordination.circulars.binding import problems
from coordination.circulars.forms import KINDS, Block, DraftForm, EditForm
from coordination.circulars.models import Circular
from coordination.circulars.numbering import number
from coordination.circulars.states import STATE_LABELS, CircularAction, CircularState
from coordination.circulars.views.part import GROUPS, LOOKS, blank, blueprint, lines, shown
from coordination.kernel.db import session
from coordination.kernel.forms import Act
from coordination.kernel.presentation import moment
from coordination.kernel.web import Answer, actor, requires
from coordination.organizations.models import Office
from coordination.organizations.queries import own_office
from coordination.rankings.models import Ranking
from coordination.schemes.queries import periods


@blueprint.route("/circulars/new", methods=["GET", "POST"])
@requires(CircularAction.DRAFT, own_office)
def draft(office: Office) -> Answer:
    """Which month and which ranking; ?period=2026-10 or ?ranking=7 choose beforehand."""
    months = [str(month) for month in periods(office.id)]
    period = _wanted_period(months)
    rankings = queries.frozen(office.id, period) if period else []
    form = DraftForm()
    form.ranking.choices = [("", gettext("不用排名")), *((str(one.id), _named(one)) for one in rankings)]
    if form.validate_on_submit():
        with form.refusals():
            chosen = form.ranking_id
            made = services.draft(
                office,
                actor=actor(),
                operation=form.key,
                period=str(form.period.data or ""),
                ranking=session.get(Ranking, chosen) if chosen else None,
            )
            flash(gettext("已按数据起草。请逐段核对，数字来自已通过的填报，不能手改。"))
            return redirect(url_for("circulars.edit", id=made.id))
    else:
        form.period.data = period
        form.ranking.data = request.args.get("ranking") or (str(rankings[0].id) if rankings else "")
    return form.page(
        "circulars/draft.html",
        months=months,
        period=period,
        missing=queries.not_passed(office.id, period) if period else [],
        earlier=queries.of_period(office.id, period) if period else [],
        number=number,
        states=STATE_LABELS,
        looks=LOOKS,
    )


def _wanted_period(months: list[str]) -> str:
    """The month of the ranking, the month asked for, or the latest one."""
    named = request.args.get("ranking", type=int)
    ranking = session.get(Ranking, named) if named and named < 2**63 else None
    wanted = ranking.period if ranking else request.values.get("period", "")
    return wanted if wanted in months else (months[0] if months else "")


def _named(ranking: Ranking) -> str:
    words: str = gettext(
        "%(name)s，第%(sequence)s次冻结，%(at)s",
        name=ranking.scheme.name,
        sequence=ranking.sequence,
        at=moment(ranking.frozen_at),
    )
    return words


@blueprint.route("/circulars/<int:id>/edit", methods=["GET", "POST"])
@requires(CircularAction.EDIT, queries.whole)
def edit(circular: Circular) -> Answer:
    """Write around the facts; buttons rearrange the page, only 保存 stores it."""
    if circular.state is not CircularState.DRAFT:
        return redirect(url_for("circulars.show", id=circular.id))
    form = EditForm(obj=circular)
    command = request.form.get("do", "save")
    if form.is_submitted() and command != "save":
        form.arrange(command, circular.facts, request.form.get("place", ""))
    elif form.validate_on_submit():
        with form.refusals():
            services.edit(
                circular,
                actor=actor(),
                operation=form.key,
                version=form.seen,
                title=form.title.data,
                addressees=form.addressees.data,
                copies_to=form.copies_to.data or "",
                body=form.body.data,
            )
            flash(gettext("文稿已保存。"))
            return redirect(url_for("circulars.edit", id=circular.id))
    return _editor(circular, form, rearranged=form.is_submitted() and command != "save")


def _editor(circular: Circular, form: EditForm, *, rearranged: bool) -> Answer:
    if form.stale:
        session.rollback()
        session.refresh(circular)
    body = form.body.data
    broken = [problems(block["text"], circular.facts.keys()) for block in body]
    return form.page(
        "circulars/edit.html",
        **shown(circular),
        blocks=list(zip(body, lines(body, circular.facts), broken, strict=True)),
        stored=lines(circular.body, circular.facts) if form.stale else [],
        groups=_groups(circular),
        group_names=GROUPS,
        kinds=KINDS,
        rearranged=rearranged,
        place=request.form.get("place") or _first_paragraph(body),
        renewing=blank(Act, circular),
    )


def _first_paragraph(body: list[Block]) -> str:
    return next((str(place) for place, block in enumerate(body) if block["kind"] == "paragraph"), "0")


def _groups(circular: Circular) -> dict[str, list[tuple[str, str]]]:
    """The facts to choose from, by group: name and printed text."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name, fact in sorted(circular.facts.items(), key=lambda item: item[1].get("order", 0)):
        found.setdefault(fact["group"], []).append((name, fact["text"]))
    return found


@blueprint.post("/circulars/<int:id>/renew")
@requires(CircularAction.EDIT, queries.whole)
def renew(circular: Circular) -> Answer:
    """Take the figures as they stand now."""
    form = Act(obj=circular)
    if form.validate_on_submit():
        services.renew(circular, actor=actor(), operation=form.key, version=form.seen)
        flash(gettext("数据已按现在通过的填报更新。"))
    return redirect(url_for("circulars.edit", id=circular.id))
