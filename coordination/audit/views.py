"""The register: who did what when, for the auditor."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from coordination.audit import queries, sentences, verification
from coordination.audit.policy import AuditAction, Register, own_register
from coordination.audit.queries import Wanted
from coordination.kernel.forms import Act
from coordination.kernel.period import FIRST_YEAR, LAST_YEAR
from coordination.kernel.web import Answer, actor, requires, translate

blueprint = Blueprint("audit", __name__)
PAGE = 50
FILTERS = ("person", "action", "since", "until")


@blueprint.get("/audit")
@requires(AuditAction.VIEW, own_register)
def index(_register: Register) -> Answer:
    wanted = _wanted()
    before = request.args.get("before", type=int)
    before = before if before and 0 < before < 2**63 else None
    events = queries.register(actor(), wanted, before=before, limit=PAGE)
    return render_template(
        "audit/index.html",
        lines=sentences.told(events[:PAGE]),
        wanted=wanted,
        before=before,
        older=events[PAGE - 1].id if len(events) > PAGE else None,
        kept={name: value for name in FILTERS if (value := request.args.get(name))},
        actions=_actions(),
        chain=queries.state_of_chain(actor()),
        act=Act(),
    )


def _actions() -> list[tuple[str, str]]:
    """The filter's choices, by their words; acts told alike (退回 …) are told apart by their name."""
    found = [(name, sentences.head(translate(text))) for name, text in sentences.sentences().items()]
    return sorted(found, key=lambda choice: choice[0].partition(".")[0])


def _wanted() -> Wanted:
    """The filters of the address; a date that is none is no filter."""
    return Wanted(
        person=request.args.get("person", "").strip()[:40],
        action=request.args.get("action", "")[:80],
        since=_day("since"),
        until=_day("until"),
    )


def _day(name: str) -> date | None:
    try:
        day = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


@blueprint.post("/audit/verification")
@requires(AuditAction.VERIFY, own_register)
def verify(register: Register) -> Answer:
    form = Act()
    if form.validate_on_submit():
        verification.verify(register, actor=actor(), operation=form.key)
        flash(gettext("已核对，结果也记入了审计。"))
    return redirect(url_for("audit.index"))
