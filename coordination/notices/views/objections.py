"""Objections: entering one for who wrote or called, reading one, answering, seeing the contact."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from wtforms.fields.choices import SelectChoice

from coordination.audit import queries as audit
from coordination.audit.sentences import told
from coordination.kernel.web import Answer, actor, requires
from coordination.notices import services
from coordination.notices.forms import AnswerForm, EnterForm, ReasonForm
from coordination.notices.models import Notice, Objection
from coordination.notices.queries import inside as queries
from coordination.notices.states import Channel, NoticeAction
from coordination.notices.views.place import blueprint


@blueprint.route("/notices/<int:id>/enter", methods=["GET", "POST"])
@requires(NoticeAction.ENTER, queries.notice)
def enter(notice: Notice) -> Answer:
    form = EnterForm()
    form.entry.choices = [
        SelectChoice(entry.id, entry.application.subject.name)
        for entry in notice.entries
        if not entry.taken_off_at
    ]
    if form.validate_on_submit():
        with form.refusals():
            made = services.enter(
                notice,
                actor=actor(),
                operation=form.key,
                entry_id=form.entry.data or 0,
                channel=Channel(form.channel.data),
                contact_name=form.contact_name.data or "",
                contact_phone=form.contact_phone.data or "",
                text=form.text.data or "",
            )
            flash(gettext("异议已登记，查询号%(reference)s，请告诉异议人。", reference=made.reference))
            return redirect(url_for(".show", id=notice.id))
    return form.page("notices/enter.html", notice=notice)


@blueprint.get("/objections/<int:id>")
@requires(NoticeAction.OPEN, queries.objection)
def objection(objection: Objection) -> Answer:
    return _page(objection)


@blueprint.post("/objections/<int:id>/answer")
@requires(NoticeAction.ANSWER, queries.objection)
def answer(objection: Objection) -> Answer:
    form = AnswerForm(obj=objection)
    if form.validate_on_submit():
        with form.refusals():
            services.answer(
                objection,
                actor=actor(),
                operation=form.key,
                version=form.seen,
                upheld=form.upheld.data == "yes",
                text=form.text.data or "",
            )
            flash(gettext("异议已答复，异议人凭查询号可以看到。"))
            return redirect(url_for(".show", id=objection.notice_id))
    return _page(objection, answering=form)


@blueprint.post("/objections/<int:id>/reveal")
@requires(NoticeAction.REVEAL, queries.objection)
def reveal(objection: Objection) -> Answer:
    form = ReasonForm(obj=objection)
    if form.validate_on_submit():
        with form.refusals():
            services.reveal(objection, actor=actor(), operation=form.key, reason=form.reason.data or "")
            return _page(objection, revealed=True)
    return _page(objection, revealing=form)


def _unanswered(objection: Objection) -> AnswerForm:
    """The empty form: what was objected is no answer to it."""
    form = AnswerForm(formdata=None, obj=objection)
    form.text.data = ""
    return form


def _page(
    objection: Objection,
    answering: AnswerForm | None = None,
    revealing: ReasonForm | None = None,
    *,
    revealed: bool = False,
) -> Answer:
    form = answering or revealing
    return (
        render_template(
            "notices/objection.html",
            objection=objection,
            form=form,
            answering=answering or _unanswered(objection),
            revealing=revealing or ReasonForm(formdata=None, obj=objection),
            revealed=revealed,
            events=told(audit.timeline(objection)),
        ),
        form.status if form else 200,
    )
