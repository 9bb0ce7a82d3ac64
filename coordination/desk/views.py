"""One page, by person: what to do next."""

from flask import Blueprint, redirect, render_template, url_for

from coordination.circulars.queries import STAFF
from coordination.circulars.states import STATE_LABELS as CIRCULAR_STATES
from coordination.desk import queries
from coordination.kernel.clock import clock, local
from coordination.kernel.functions import Function
from coordination.kernel.web import Answer, actor, signed_in
from coordination.reporting.queries.lists import Trouble
from coordination.tasks.rules import days_overdue

blueprint = Blueprint("desk", __name__)
#: Administrators do no business here; their desk is the page they keep.
ELSEWHERE = {Function.AUDITOR: "audit.index", Function.SYSTEM_ADMINISTRATOR: "accounts.index"}


@blueprint.get("/desk")
@signed_in
def home() -> Answer:
    who = actor()
    for function, endpoint in ELSEWHERE.items():
        if function in who.functions:
            return redirect(url_for(endpoint))
    now = clock.now()
    if who.unit_id is None:
        if not who.functions & STAFF:
            return redirect(url_for("accounts.own"))
        desk = queries.office_desk(who, now)
        return render_template(
            "desk/office.html",
            desk=desk,
            Trouble=Trouble,
            circular_states=CIRCULAR_STATES,
            overdue_days=lambda due_at: days_overdue(due_at, local(now).date()),
        )
    return render_template("desk/unit.html", desk=queries.unit_desk(who, now))
