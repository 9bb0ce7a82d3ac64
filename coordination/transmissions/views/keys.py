"""Keys: the office's own, those it trusts, and how two people compare them."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext

from coordination.kernel.web import Answer, actor, requires
from coordination.organizations.models import Office
from coordination.organizations.queries import own_office
from coordination.transmissions.forms import Act, KeyForm
from coordination.transmissions.models import OfficeKey
from coordination.transmissions.queries import keys as queries
from coordination.transmissions.services import keys as services
from coordination.transmissions.states import KeyAction
from coordination.transmissions.views.place import blueprint


@blueprint.get("/transmissions/keys")
@requires(KeyAction.LIST, own_office)
def keys(office: Office) -> Answer:
    found = queries.keys(actor())
    return render_template(
        "transmissions/keys.html",
        office=office,
        own=[key for key in found if key.private],
        trusted=[key for key in found if not key.private],
        act=Act(formdata=None),
        acts={key.id: Act(formdata=None, obj=key) for key in found if key.withdrawn_at is None},
    )


@blueprint.post("/transmissions/keys/make")
@requires(KeyAction.MAKE, own_office)
def make_key(office: Office) -> Answer:
    form = Act()
    if form.validate_on_submit():
        services.make_key(office, actor=actor(), operation=form.key)
        flash(gettext("上报密钥已生成。请把公钥交给上级登记。"))
    return redirect(url_for(".keys"))


@blueprint.route("/transmissions/keys/trust", methods=["GET", "POST"])
@requires(KeyAction.TRUST, own_office)
def trust_key(office: Office) -> Answer:
    form = KeyForm()
    if form.validate_on_submit():
        with form.refusals():
            services.trust_key(
                office,
                actor=actor(),
                operation=form.key,
                place=form.place.data or "",
                public=form.public.data or "",
            )
            flash(gettext("公钥已登记。"))
            return redirect(url_for(".keys"))
    return form.page("transmissions/trust.html", office=office)


@blueprint.post("/transmissions/keys/<int:id>/withdraw")
@requires(KeyAction.WITHDRAW, queries.key)
def withdraw_key(key: OfficeKey) -> Answer:
    form = Act(obj=key)
    if form.validate_on_submit():
        services.withdraw_key(key, actor=actor(), operation=form.key, version=form.seen)
        flash(gettext("密钥已停用。"))
    return redirect(url_for(".keys"))
