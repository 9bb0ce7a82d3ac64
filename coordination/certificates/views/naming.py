"""What waits for its title: what stands against each, ticked, named."""

from collections.abc import Mapping, Sequence

from flask import flash, redirect, url_for
from flask_babel import ngettext

from coordination.applications.queries import as_of
from coordination.certificates import numbering, services
from coordination.certificates.forms import NamingForm
from coordination.certificates.queries.naming import Candidate, candidates
from coordination.certificates.rules import opens_elsewhere
from coordination.certificates.states import CertificateAction
from coordination.certificates.views.place import blueprint
from coordination.config import settings
from coordination.kernel.clock import clock
from coordination.kernel.errors import Invalid
from coordination.kernel.policy import allowed
from coordination.kernel.text import _
from coordination.kernel.web import Answer, actor, requires
from coordination.organizations.models import Office
from coordination.organizations.queries import own_office


@blueprint.get("/certificates/naming")
@requires(CertificateAction.LIST, own_office)
def naming(office: Office) -> Answer:
    return _page(office, NamingForm())


@blueprint.post("/certificates/naming")
@requires(CertificateAction.NAME, own_office)
def name(office: Office) -> Answer:
    form = NamingForm()
    if form.validate_on_submit():
        picked = form.picked
        with form.refusals():
            if not form.certain.data:
                form.put("certain", _("命名前请勾选：已核对名单。"))
                return _page(office, form)
            _name(office, form.key, picked)
            count = len(picked)
            flash(ngettext("已命名 %(num)d 个，正在生成证书。", "已命名 %(num)d 个，正在生成证书。", count))
            return redirect(url_for(".naming"))
    return _page(office, form)


def _name(office: Office, key: str, picked: Mapping[int, int | None]) -> None:
    """What stands against each is told in its row; the head of the page says only that there is something."""
    try:
        services.name_many(office, actor=actor(), operation=key, chosen=picked)
    except services.NotReady as refusal:
        raise Invalid(refusal.message) from refusal


def _mine(found: Sequence[Candidate]) -> set[int]:
    """The applications that this person may name: nobody names what they filed."""
    who = actor()
    waiting = [one.application for one in found]
    return {one.id for one in waiting if allowed(who, CertificateAction.NAME, one)}


def _page(office: Office, form: NamingForm) -> Answer:
    found = candidates(actor())
    return form.page(
        "certificates/naming.html",
        office=office,
        found=found,
        mine=_mine(found),
        picked=form.picked if form.is_submitted() else {},
        next_number=numbering.expected(office, clock.today().year),
        as_of=as_of(office.id),
        addressed=opens_elsewhere(settings().site_url),
    )
