"""The archive of the office, and everything of one document as a ZIP."""

from typing import TypeVar

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from coordination.archive.packing import members, packed
from coordination.archive.policy import ArchiveAction
from coordination.archive.queries import listing
from coordination.archive.views.place import blueprint
from coordination.circulars.models import Circular
from coordination.circulars.numbering import number
from coordination.circulars.policy import PUBLIC
from coordination.circulars.states import KIND_LABELS, CircularState, Kind
from coordination.dispatches.queries import issued, of_circular, standing
from coordination.kernel.errors import Conflict
from coordination.kernel.web import Answer, actor, attach, requires, translate
from coordination.organizations.models import Office
from coordination.organizations.queries import own_office

LAST_PAGE = 10_000
E = TypeVar("E", Kind, CircularState)


@blueprint.get("/archive")
@requires(ArchiveAction.LIST, own_office)
def index(office: Office) -> Answer:
    wanted = _wanted()
    found = listing.found(actor(), wanted)
    staff = actor().unit_id is None
    return render_template(
        "archive/index.html",
        office=office,
        wanted=wanted,
        found=found,
        receipts=standing(actor(), [one.id for one in found.kept]) if staff else {},
        kinds=KIND_LABELS,
        public=PUBLIC,
        PAGE=listing.PAGE,
    )


def _wanted() -> listing.Wanted:
    asked = request.args
    year = asked.get("year", type=int)
    state = _one_of(CircularState, asked.get("state", ""))
    return listing.Wanted(
        year=year if year is not None and 1900 < year < 3000 else None,
        kind=_one_of(Kind, asked.get("kind", "")),
        state=state if state in PUBLIC else None,
        words=" ".join(asked.get("words", "").replace("\0", "").split())[: listing.LONGEST_WORDS],
        page=min(max(1, asked.get("page", 1, type=int)), LAST_PAGE),
    )


def _one_of(kind: type[E], value: str) -> E | None:
    return kind(value) if value in set(kind) else None


@blueprint.get("/archive/<int:id>.zip")
@requires(ArchiveAction.TAKE, issued)
def take(circular: Circular) -> Answer:
    """Sent while it is written: the PDF is never held whole."""
    try:
        found = members(circular, of_circular(actor(), circular))
    except Conflict as refusal:
        flash(translate(refusal.message), "warning")
        return redirect(url_for("circulars.show", id=circular.id))
    day = circular.issued_on
    assert day is not None  # noqa: S101  the policy asks for an issued document
    answer = Response(packed(found, (day.year, day.month, day.day)), mimetype="application/zip")
    return attach(answer, f"{number(circular) or gettext('归档')}.zip")
