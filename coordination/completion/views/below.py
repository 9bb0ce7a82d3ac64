"""The offices below: the same figures, as sums only."""

from flask import render_template, request

from coordination.completion import exporting
from coordination.completion.policy import CompletionAction
from coordination.completion.queries import below
from coordination.completion.views.place import Filters, blueprint, export, file, filters
from coordination.kernel.clock import clock
from coordination.kernel.errors import NotFound
from coordination.kernel.web import Answer, actor, requires
from coordination.organizations.models import Office
from coordination.organizations.queries import own_office


def _found(chosen: Filters) -> below.Below:
    within = request.args.get("office", type=int)
    wanted = chosen.wanted
    found = below.below(actor(), wanted.period, clock.now(), within=within, party_id=wanted.party_id)
    if found is None:
        raise NotFound
    return found


def _by_month() -> bool:
    return request.args.get("view") == "months"


@blueprint.get("/completion/offices")
@requires(CompletionAction.COMPARE, own_office)
def offices(office: Office) -> Answer:
    chosen = filters()
    return render_template(
        "completion/offices.html",
        office=office,
        filters=chosen,
        wanted=chosen.wanted,
        found=_found(chosen),
        by_month=_by_month(),
    )


@blueprint.get("/completion/offices.xlsx")
@requires(CompletionAction.COMPARE, own_office)
def offices_file(office: Office) -> Answer:
    chosen = filters()
    found = _found(chosen)
    whole = export(office, chosen.wanted.period, [*(one.name for one in found.trail), *chosen.names()])
    sheet = exporting.months_sheet if _by_month() else exporting.offices_sheet
    return file(sheet(found, whole))
