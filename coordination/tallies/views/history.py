"""One subject: its clock, what moved it back, and everything that was filed; and one act of filing."""

from datetime import date

from flask import render_template, request
from flask_babel import gettext

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
FIRST_DAY = date(2000, 1, 1)


def _as_of(typed: str, usual: date) -> tuple[date, str]:
    """The day asked about, or the usual one with what is wrong with what was typed."""
    if not typed:
        return usual, ""
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return usual, gettext("日期要写成 2026-11-30 的样子。")
    if not FIRST_DAY <= day <= clock.today():
        return usual, gettext("日期要在2000年以后、今天以前。")
    return day, ""


@blueprint.get("/tallies/subjects/<int:id>")
@requires(TallyAction.VIEW, subject_of_page)
def show(subject: Subject) -> Answer:
    until = queries.last_day(subject.office_id)
    as_of, trouble = _as_of(request.args.get("as_of", "").strip(), until or clock.today())
    found = queries.clocks([subject.id], as_of)[subject.id]
    return render_template(
        "tallies/show.html",
        subject=subject,
        as_of=as_of,
        trouble=trouble,
        until=until,
        found=found,
        windows=[(days, possible_on(found, days)) for days in WINDOWS],
        setbacks=list(reversed(queries.setbacks([subject.id]).get(subject.id, []))),
        months=months_of(subject),
    ), (422 if trouble else 200)


@blueprint.get("/tallies/filings/<int:id>")
@requires(TallyAction.OPEN, filing_of_page)
def filing(one: Filing) -> Answer:
    return render_template("tallies/filing.html", filing=one, brought=brought(one))
