"""One objection: read by its unit and by the office, mended, withdrawn, answered; its evidence."""

from flask import flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext

from coordination.audit import queries as audit
from coordination.audit.sentences import told
from coordination.consultations import queries, services
from coordination.consultations.explaining import explained_line
from coordination.consultations.forms import UPHELD, Act, AnswerForm, ObjectForm
from coordination.consultations.models import Objection, ObjectionEvidence
from coordination.consultations.policy import STAFF
from coordination.consultations.rules import is_over
from coordination.consultations.states import ConsultationState, ObjectionAction, ObjectionState
from coordination.consultations.views.place import blueprint
from coordination.consultations.views.unit import object_form
from coordination.kernel import files as stored
from coordination.kernel import filetypes
from coordination.kernel.clock import clock
from coordination.kernel.errors import Conflict, NotFound
from coordination.kernel.forms import WHOLE, Form
from coordination.kernel.web import Answer, actor, attach, requires
from coordination.notifications.queries import Recipient, staff
from coordination.rankings.models import ScoreItem
from coordination.reporting.states import STATE_LABELS as REPORT_LABELS
from coordination.reporting.states import ReportAction

SHOWN = (filetypes.JPEG.content_type, filetypes.PNG.content_type, filetypes.PDF.content_type)


@blueprint.get("/ranking-objections/<int:id>")
@requires(ObjectionAction.VIEW, queries.objection)
def objection(found: Objection) -> Answer:
    return _page(found)


def _page(found: Objection, form: Form | None = None, answering: AnswerForm | None = None) -> Answer:
    consultation, in_office = found.consultation, actor().unit_id is None
    answer = render_template(
        "consultations/objection.html",
        objection=found,
        consultation=consultation,
        item=contested(found),
        form=form,
        act=Act(formdata=None, obj=found),
        answering=answering or AnswerForm(formdata=None, obj=found),
        may_answer=answerers(found) if in_office and found.state is ObjectionState.OPEN else (),
        behind=queries.reports_behind(found.line_id, found.item_code) if in_office else (),
        report_labels=REPORT_LABELS,
        ReportAction=ReportAction,
        open=consultation.state is ConsultationState.OPEN,
        over=is_over(consultation.closes_on, clock.today()),
        place=None if in_office else queries.place_in(consultation.id, found.unit_id),
        next_id=queries.replaced_by(consultation),
        events=told(audit.timeline(found)),
        shown=SHOWN,
    )
    return answer, form.status if form else 200


def contested(found: Objection) -> ScoreItem | None:
    """The item of the line; None where the whole line is contested."""
    return next((item for item in found.line.items if item.code == found.item_code), None)


def answerers(found: Objection) -> list[Recipient]:
    """Who in the office neither filed nor approved what is contested."""
    recused = {*found.recused, found.filed_by_id}
    return [one for one in staff(found.office_id, *STAFF) if one.account_id not in recused]


@blueprint.post("/ranking-objections/<int:id>/answer")
@requires(ObjectionAction.ANSWER, queries.objection)
def answer(found: Objection) -> Answer:
    form = AnswerForm(obj=found)
    if form.validate_on_submit():
        with form.refusals():
            services.answer(
                found,
                actor=actor(),
                operation=form.key,
                version=form.seen,
                upheld=form.upheld.data == UPHELD,
                text=form.text.data or "",
            )
            flash(gettext("异议已答复，单位会收到消息。"))
            return redirect(url_for(".objection", id=found.id))
    return _page(found, form, form)


@blueprint.route("/ranking-objections/<int:id>/edit", methods=["GET", "POST"])
@requires(ObjectionAction.EDIT, queries.objection)
def edit(found: Objection) -> Answer:
    place = queries.place_in(found.consultation_id, found.unit_id)
    if place is None:
        raise NotFound
    form = object_form(explained_line(place, actor()), stored=found)
    if form.is_submitted() and form.validate() and _edited(found, form):
        flash(gettext("异议已修改。"))
        return redirect(url_for(".objection", id=found.id))
    if request.method == "GET" and found.state is not ObjectionState.OPEN:
        return redirect(url_for(".objection", id=found.id))
    return form.page(
        "consultations/object.html", place=place, objection=found, shown=SHOWN, removing=Act(formdata=None)
    )


def _edited(found: Objection, form: ObjectForm) -> bool:
    files = list(form.accepted())
    try:
        if form.refused:
            return False
        with form.refusals():
            services.edit(
                found,
                actor=actor(),
                operation=form.key,
                version=form.seen,
                reason=form.reason.data or "",
                claimed=form.number,
                files=files,
            )
            return True
    except Conflict as refusal:
        form.put(WHOLE, refusal.message)
        form.over = True
    finally:
        for file in files:
            file.discard()
    return False


@blueprint.post("/ranking-objections/<int:id>/withdraw")
@requires(ObjectionAction.WITHDRAW, queries.objection)
def withdraw(found: Objection) -> Answer:
    form = Act(obj=found)
    if form.validate_on_submit():
        with form.refusals():
            services.withdraw(found, actor=actor(), operation=form.key, version=form.seen)
            flash(gettext("异议已撤回。"))
            return redirect(url_for(".objection", id=found.id))
    return _page(found, form)


@blueprint.post("/ranking-objections/<int:id>/evidence/<int:number>/remove")
@requires(ObjectionAction.EDIT, queries.objection)
def remove_evidence(found: Objection) -> Answer:
    form = Act()
    number = int((request.view_args or {})["number"])
    if form.validate_on_submit():
        services.remove_evidence(found, actor=actor(), operation=form.key, evidence_id=number)
    return redirect(url_for(".edit", id=found.id) + "#evidence")


@blueprint.get("/ranking-objections/evidence/<int:id>")
@requires(ObjectionAction.VIEW, queries.evidence)
def download(found: ObjectionEvidence) -> Answer:
    file = found.file
    return attach(send_file(stored.intact(file), mimetype=file.content_type), file.name)


@blueprint.get("/ranking-objections/evidence/<int:id>/view")
@requires(ObjectionAction.VIEW, queries.evidence)
def view_evidence(found: ObjectionEvidence) -> Answer:
    """A photo or a PDF in the browser: nothing else is shown there."""
    file = found.file
    if file.content_type not in SHOWN:
        raise NotFound
    return send_file(stored.intact(file), mimetype=file.content_type, download_name=file.name)
