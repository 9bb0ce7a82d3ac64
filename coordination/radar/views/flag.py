"""One question: its page, the answer of the unit, the office's settlement; and a unit's own list."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from coordination.kernel.db import session
from coordination.kernel.policy import Actor
from coordination.kernel.web import Answer, actor, requires
from coordination.organizations.models import MemberUnit
from coordination.radar import services
from coordination.radar.forms import AnswerForm, SettleForm
from coordination.radar.lines import line
from coordination.radar.models import Flag
from coordination.radar.policy import FlagAction
from coordination.radar.queries import flags as queries
from coordination.radar.views.place import blueprint

#: Where an answer was written; there the person goes back to.
PAGES = {name: f"reporting.{name}" for name in ("fill", "show", "review")}


@blueprint.get("/radar/<int:id>")
@requires(FlagAction.VIEW, queries.flag)
def show(flag: Flag) -> Answer:
    return _page(flag)


@blueprint.post("/radar/<int:id>/answer")
@requires(FlagAction.ANSWER, queries.flag)
def answer(flag: Flag) -> Answer:
    form = AnswerForm(obj=flag)
    if form.validate_on_submit():
        with form.refusals():
            services.answer(
                flag, actor=actor(), operation=form.key, version=form.seen, text=form.text.data or ""
            )
            flash(gettext("说明已提交，等联席办确认。"))
            return _back(flag)
    return _page(flag, answering=form)


@blueprint.post("/radar/<int:id>/settle")
@requires(FlagAction.SETTLE, queries.flag)
def settle(flag: Flag) -> Answer:
    form = SettleForm(obj=flag)
    if form.validate_on_submit():
        with form.refusals():
            services.settle(
                flag, actor=actor(), operation=form.key, version=form.seen, note=form.note.data or ""
            )
            flash(gettext("已采纳说明，疑问了结。"))
            return _back(flag)
    return _page(flag, settling=form)


def _page(flag: Flag, answering: AnswerForm | None = None, settling: SettleForm | None = None) -> Answer:
    form = answering or settling
    answering = answering or AnswerForm(formdata=None, obj=flag, data={"text": flag.answer})
    return (
        render_template(
            "radar/show.html",
            line=line(flag),
            form=form,
            answering=answering,
            settling=settling or SettleForm(formdata=None, obj=flag),
            back=request.args.get("back", ""),
        ),
        form.status if form else 200,
    )


def _back(flag: Flag) -> Response:
    page = PAGES.get(request.args.get("back", ""))
    if page is None:
        return redirect(url_for(".show", id=flag.id))
    return redirect(url_for(page, id=flag.report_id, _anchor=f"flag-{flag.id}"))


def own_unit(actor: Actor, **_places: int) -> MemberUnit | None:
    return session.get(MemberUnit, actor.unit_id) if actor.unit_id is not None else None


@blueprint.get("/my-radar")
@requires(FlagAction.MINE, own_unit)
def mine(unit: MemberUnit) -> Answer:
    page = min(max(1, request.args.get("page", 1, type=int)), queries.LAST_PAGE)
    found, more = queries.mine(actor(), page)
    return render_template(
        "radar/mine.html",
        unit=unit,
        lines=[line(flag) for flag in found],
        waiting=queries.unanswered(actor()),
        page=page,
        more=more,
    )
