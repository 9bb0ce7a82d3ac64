"""One sheet for many units: the office's collection of a form about oneself."""

from collections.abc import Sequence
from itertools import chain

from flask import redirect, request, url_for

from coordination.kernel.clock import clock
from coordination.kernel.errors import NotFound
from coordination.kernel.period import Period
from coordination.kernel.sheets import CONTENT_TYPE
from coordination.kernel.web import Answer, actor, attachment, requires
from coordination.organizations.models import Office
from coordination.organizations.queries import own_office
from coordination.spreadsheets import queries, services
from coordination.spreadsheets.downloading import template
from coordination.spreadsheets.forms import SheetForm
from coordination.spreadsheets.policy import SheetAction
from coordination.spreadsheets.previewing import read_for
from coordination.spreadsheets.queries import Collectable
from coordination.spreadsheets.views.place import blueprint, file_of


@blueprint.route("/reports/sheets", methods=["GET", "POST"])
@requires(SheetAction.COLLECT, own_office)
def collect(office: Office) -> Answer:
    """Choose form and period; the template down, the filled sheet up."""
    periods = queries.periods(actor())
    period = _period(periods)
    forms = queries.collectable(actor(), str(period)) if period else []
    chosen, form = _chosen(forms), SheetForm()
    if form.is_submitted() and chosen and period and (received := file_of(form)) is not None:
        file, book = received
        try:
            reading = read_for(queries.collection(chosen.form, period), book)
            upload = services.collect(
                office,
                actor=actor(),
                operation=form.key,
                form=chosen.form,
                period=period,
                file=file,
                reading=reading,
            )
        finally:
            file.discard()
        return redirect(url_for(".show", id=upload.id))
    return form.page(
        "spreadsheets/collect.html",
        periods=periods,
        period=period,
        forms=forms,
        chosen=chosen,
        recent=queries.recent_collections(chosen.form, period, actor()) if chosen and period else [],
    )


def _period(periods: Sequence[str]) -> Period | None:
    asked = request.args.get("period", "")
    found = asked if asked in periods else next(iter(periods), None)
    return Period.parse(found) if found else None


def _chosen(forms: Sequence[Collectable]) -> Collectable | None:
    """The form of the address, else the first for which somebody has not filed, else the first."""
    number = request.args.get("form", type=int)
    asked = (one for one in forms if one.form.id == number)
    waiting = (one for one in forms if one.open)
    return next(chain(asked, waiting, forms), None)


@blueprint.get("/reports/sheets/template")
@requires(SheetAction.COLLECT, own_office)
def collection_template(office: Office) -> Answer:
    period = _period(queries.periods(actor()))
    chosen = _chosen(queries.collectable(actor(), str(period))) if period else None
    if chosen is None or period is None or not chosen.open:
        raise NotFound
    name, content = template(queries.collection(chosen.form, period), clock.now())
    return attachment(content, name, CONTENT_TYPE)
