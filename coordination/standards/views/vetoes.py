"""Events that veto a title: the list, a new one against a subject, withdrawing one."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from coordination.kernel.web import Answer, actor, requires
from coordination.organizations.models import Office
from coordination.organizations.queries import own_office
from coordination.standards import queries, services
from coordination.standards.forms import VetoForm, WithdrawForm
from coordination.standards.models import VetoEvent
from coordination.standards.policy import StandardAction
from coordination.standards.views.place import blueprint
from coordination.subjects import queries as subjects
from coordination.subjects.models import Subject


@blueprint.get("/vetoes")
@requires(StandardAction.VETOES, own_office)
def vetoes(office: Office) -> Answer:
    withdrawn = request.args.get("withdrawn") == "yes"
    words = request.args.get("q", "").replace("\0", "").strip()[:40]
    return render_template(
        "standards/vetoes.html",
        office=office,
        found=queries.vetoes(office.id, standing=not withdrawn),
        withdrawn=withdrawn,
        words=words,
        subjects=subjects.listed(actor(), subjects.Asked(words)).subjects[:20] if words else [],
    )


@blueprint.route("/subjects/<int:id>/veto", methods=["GET", "POST"])
@requires(StandardAction.VETO, subjects.one)
def veto(subject: Subject) -> Answer:
    form = VetoForm()
    if form.validate_on_submit():
        with form.refusals():
            services.veto(
                subject,
                actor=actor(),
                operation=form.key,
                happened_on=form.happened_on.data,
                text=form.text.data or "",
            )
            flash(
                gettext(
                    "已登记，%(name)s看这段时间的条款不达标；已有称号的，转入暂停复核。", name=subject.name
                )
            )
            return redirect(url_for(".vetoes"))
    return form.page("standards/veto.html", subject=subject)


@blueprint.route("/vetoes/<int:id>/withdraw", methods=["GET", "POST"])
@requires(StandardAction.UNVETO, VetoEvent)
def withdraw(event: VetoEvent) -> Answer:
    form = WithdrawForm(obj=event)
    if event.withdrawn_at is not None and not form.is_submitted():
        return redirect(url_for(".vetoes", withdrawn="yes"))
    if form.validate_on_submit():
        with form.refusals():
            services.unveto(
                event,
                actor=actor(),
                operation=form.key,
                version=form.seen,
                reason=form.reason.data or "",
            )
            flash(gettext("已撤销，记录还在“已撤销”里。"))
            return redirect(url_for(".vetoes"))
    return form.page("standards/withdraw.html", event=event)
