"""One certificate: how it stands, what happened, its document."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext

from coordination.certificates import services
from coordination.certificates.document import address_of
from coordination.certificates.forms import SuspendForm
from coordination.certificates.models import Certificate
from coordination.certificates.queries import lists, printing
from coordination.certificates.queries.public import shown_state
from coordination.certificates.rules import renewal_from
from coordination.certificates.sentences import told_of
from coordination.certificates.states import WORKFLOW, CertificateAction, CertificateState
from coordination.certificates.views.place import blueprint
from coordination.kernel import files
from coordination.kernel.clock import clock
from coordination.kernel.errors import NotFound
from coordination.kernel.web import Answer, actor, attachment, requires


@blueprint.get("/certificates/<int:id>")
@requires(CertificateAction.VIEW, lists.certificate)
def show(certificate: Certificate) -> Answer:
    today = clock.today()
    state = shown_state(certificate.state, certificate.valid_until, today)
    offered = renewal_from(certificate.valid_until, certificate.standard_version.renewal_days)
    in_force = state in (CertificateState.VALID, CertificateState.SUSPENDED)
    reviews = lists.reviews_of(certificate)
    return render_template(
        "certificates/show.html",
        certificate=certificate,
        state_now=state,
        reviews=reviews,
        withdrawn=lists.withdrawn([ground for one in reviews for ground in one.grounds]),
        history=told_of(lists.history(certificate)),
        replaced_by=lists.replaced_by(certificate),
        actions=WORKFLOW.available(actor(), certificate) if in_force else [],
        renewable_on=offered if in_force else None,
        renewable=in_force and offered is not None and offered <= today,
        printing_failed=printing.failed(certificate),
        address=address_of(certificate),
    )


@blueprint.get("/certificates/<int:id>/document")
@requires(CertificateAction.DOWNLOAD, lists.certificate)
def document(certificate: Certificate) -> Answer:
    """The printed file, compared with its hash; 404 while it is being printed."""
    if certificate.document is None:
        raise NotFound
    return attachment(files.content(certificate.document), certificate.document.name, "application/pdf")


@blueprint.route("/certificates/<int:id>/suspend", methods=["GET", "POST"])
@requires(CertificateAction.SUSPEND, lists.certificate)
def suspend(certificate: Certificate) -> Answer:
    form = SuspendForm(obj=certificate)
    if form.validate_on_submit():
        with form.refusals():
            services.suspend(
                certificate,
                actor=actor(),
                operation=form.key,
                version=form.seen,
                reason=form.reason.data or "",
            )
            flash(gettext("已暂停，开始复核。"))
            return redirect(url_for(".show", id=certificate.id))
    elif CertificateAction.SUSPEND not in WORKFLOW.actions(certificate.state):
        return redirect(url_for(".show", id=certificate.id))
    return form.page("certificates/suspend.html", certificate=certificate)
