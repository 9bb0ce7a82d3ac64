"""The ledger of reminders, and the letters."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from coordination.kernel.clock import local
from coordination.kernel.web import Answer, actor, requires
from coordination.organizations.models import Office
from coordination.organizations.queries import own_office
from coordination.reminders.forms import LetterForm
from coordination.reminders.models import Reminder
from coordination.reminders.policy import ReminderAction
from coordination.reminders.queries import ledger as queries
from coordination.reminders.rules import RUNG_LABELS, Rung
from coordination.reminders.sentences import told
from coordination.reminders.services import letters as services
from coordination.reminders.views.place import blueprint

#: The filters by their names in the address.
RUNGS = {str(rung): rung for rung in Rung}


@blueprint.get("/chasing/ledger")
@requires(ReminderAction.LIST, own_office)
def ledger(office: Office) -> Answer:
    wanted = queries.Wanted(
        RUNGS.get(request.args.get("rung", "")),
        request.args.get("q", "").strip()[:40],
        request.args.get("assignment", type=int),
        request.args.get("report", type=int),
        request.args.get("page", 1, type=int),
    )
    return render_template(
        "reminders/ledger.html",
        found=queries.ledger(actor(), wanted),
        wanted=wanted,
        rungs=RUNG_LABELS,
        told=told,
    )


@blueprint.get("/letters")
@requires(ReminderAction.LIST, own_office)
def letters(office: Office) -> Answer:
    return render_template("reminders/letters.html", found=queries.letters(actor()))


@blueprint.route("/letters/<int:id>", methods=["GET", "POST"])
@requires(ReminderAction.VIEW, queries.letter)
def letter(reminder: Reminder) -> Answer:
    """The letter; while it is a draft its wording can be changed and kept."""
    form = LetterForm(obj=reminder)
    if form.validate_on_submit():
        with form.refusals():
            services.edit_letter(
                reminder, actor=actor(), operation=form.key, version=form.seen, text=form.text.data or ""
            )
            flash(gettext("督办函已保存。"))
            return redirect(url_for(".letter", id=reminder.id))
    return _page(reminder, form)


@blueprint.post("/letters/<int:id>/send")
@requires(ReminderAction.SEND_LETTER, queries.letter)
def send_letter(reminder: Reminder) -> Answer:
    form = LetterForm(obj=reminder)
    if form.validate_on_submit():
        with form.refusals():
            services.send_letter(
                reminder, actor=actor(), operation=form.key, version=form.seen, text=form.text.data or ""
            )
            flash(gettext("督办函已发出。"))
            return redirect(url_for(".letter", id=reminder.id))
    return _page(reminder, form)


def _page(reminder: Reminder, form: LetterForm) -> Answer:
    office = own_office(actor())
    return form.page(
        "reminders/letter.html",
        reminder=reminder,
        office=office,
        Act=ReminderAction,
        sent_on=local(reminder.sent_at).date() if reminder.sent_at else None,
    )
