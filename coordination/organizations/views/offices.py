"""The office's own names."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext

from coordination.audit.queries import timeline
from coordination.audit.sentences import told
from coordination.kernel.web import Answer, actor, requires
from coordination.organizations import queries
from coordination.organizations.forms import OfficeForm
from coordination.organizations.models import Office
from coordination.organizations.policy import OfficeAction
from coordination.organizations.services import offices as services
from coordination.organizations.views.units import blueprint


@blueprint.get("/office")
@requires(OfficeAction.VIEW, queries.own_office)
def office(office: Office) -> Answer:
    return render_template(
        "organizations/office.html", office=office, history=told(timeline(office, limit=20))
    )


@blueprint.route("/office/edit", methods=["GET", "POST"])
@requires(OfficeAction.EDIT, queries.own_office)
def edit_office(office: Office) -> Answer:
    form = OfficeForm(obj=office)
    if form.validate_on_submit():
        with form.refusals():
            services.edit(office, form.names, actor=actor(), operation=form.key, version=form.seen)
            flash(gettext("已保存联席办名称。以前印发的文件不变。"))
            return redirect(url_for("organizations.office"))
    return form.page("organizations/edit_office.html", office=office)
