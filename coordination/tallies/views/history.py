"""One subject: its clock, what moved it back, and everything that was filed; and one act of filing."""

from datetime import date

from flask import render_template, request

from coordination.kernel.clock import clock
from coordination.kernel.web import Answer, requires
from coordination.subjects.models import Subject
from coordination.subjects.queries import one as subject_of_page
from coordination.tallies import queries
from coordination.tallies.models import Filing
from coordination.tallies.policy import TallyAction
from coordination.tallies.queries.history import brought, months_of
from coordination.tallies.queries.history import filing as filing_of_page
from coordination.tallies.rules.clock import possible_on
from coordination.tallies.views.place import blueprint

#: Windows of the published patterns; the day on which each is full is said beside the clock.
WINDOWS = (30, 100, 183)


def _as_of(otherwise: date) -> date:
    try:
        return min(date.fromisoformat(request.args.get("as_of", "")), clock.today())
    except ValueError:
        return otherwise


@blueprint.get("/tallies/subjects/<int:id>")
@requires(TallyAction.VIEW, subject_of_page)
def show(subject: Subject) -> Answer:
    until = queries.last_day(subject.office_id)
    as_of = _as_of(until or clock.today())
    found = queries.clocks([subject.id], as_of)[subject.id]
    return render_template(
        "tallies/show.html",
        subject=subject,
        as_of=as_of,
        until=until,
        found=found,
        windows=[(days, possible_on(found, days)) for days in WINDOWS],
        setbacks=list(reversed(queries.setbacks([subject.id]).get(subject.id, []))),
        months=months_of(subject),
    )


@blueprint.get("/tallies/filings/<int:id>")
@requires(TallyAction.OPEN, filing_of_page)
def filing(one: Filing) -> Answer:
    return render_template("tallies/filing.html", filing=one, brought=brought(one))
