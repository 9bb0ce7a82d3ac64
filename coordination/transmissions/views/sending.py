"""Sending up: what is ready, what was sent, and the signed file to carry by hand."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from coordination.kernel import files
from coordination.kernel.errors import Conflict
from coordination.kernel.web import Answer, actor, attachment, requires, translate
from coordination.organizations.models import Office
from coordination.organizations.queries import own_office
from coordination.transmissions import lines, rules
from coordination.transmissions.forms import Act
from coordination.transmissions.models import Transmission
from coordination.transmissions.queries import keys, own, packages
from coordination.transmissions.services.keeping import CONTENT_TYPE
from coordination.transmissions.services.sending import send as send_up
from coordination.transmissions.states import Direction, TransmissionAction
from coordination.transmissions.views.place import blueprint


@blueprint.get("/transmissions")
@requires(TransmissionAction.LIST, own_office)
def index(office: Office) -> Answer:
    """Both directions at a glance: what came from below, what can be sent up."""
    return render_template(
        "transmissions/index.html",
        office=office,
        ready=own.ready(actor()),
        topics=packages.topics(actor()),
        key=keys.own_key(office.id),
        above=own.above(office),
        act=Act(formdata=None),
    )


@blueprint.post("/transmissions/send")
@requires(TransmissionAction.SEND, own_office)
def send(office: Office) -> Answer:
    form, asked = Act(), request.args
    if form.validate_on_submit():
        try:
            row = send_up(
                office,
                actor=actor(),
                operation=form.key,
                form_code=asked.get("form", ""),
                period=asked.get("period", ""),
            )
        except Conflict as refusal:
            flash(translate(refusal.message), "warning")
            return redirect(url_for(".index"))
        flash(gettext("已上报，第%(revision)s次。", revision=row.revision))
        return redirect(url_for(".show", id=row.id))
    return redirect(url_for(".index"))


@blueprint.get("/transmissions/sent")
@requires(TransmissionAction.LIST, own_office)
def sent(_office: Office) -> Answer:
    page = min(max(1, request.args.get("page", 1, type=int)), 10_000)
    found, more = packages.packages(actor(), Direction.OUT, page)
    return render_template("transmissions/sent.html", found=found, page=page, more=more)


@blueprint.get("/transmissions/<int:id>")
@requires(TransmissionAction.VIEW, packages.package)
def show(package: Transmission) -> Answer:
    """One package: where from, by which key, what it says, and what the revision before said."""
    signed = rules.from_file(files.content(package.file))
    content = rules.read(signed.text)
    before = _before(package)
    return render_template(
        "transmissions/show.html",
        package=package,
        content=content,
        names={one.code: one for one in content.indicators},
        rows=lines.rows(content.figures),
        changes=rules.changes(before.figures, content.figures) if before else [],
        before=before,
        revisions=packages.revisions(package),
    )


def _before(package: Transmission) -> rules.Package | None:
    older = [one for one in packages.revisions(package) if one.revision < package.revision]
    return rules.read(rules.from_file(files.content(older[0].file)).text) if older else None


@blueprint.get("/transmissions/<int:id>/file")
@requires(TransmissionAction.VIEW, packages.package)
def file(package: Transmission) -> Answer:
    """The signed file, byte for byte as it was kept."""
    return attachment(files.content(package.file), package.file.name, CONTENT_TYPE)
