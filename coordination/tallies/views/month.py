"""The table of a month: for the communities of one township, or for all at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import redirect, request, url_for
from flask_babel import gettext

from coordination.kernel.clock import clock
from coordination.kernel.forms import WHOLE
from coordination.kernel.numerals import plain
from coordination.kernel.web import Answer, actor, requires
from coordination.organizations.models import Office
from coordination.organizations.queries import own_office
from coordination.subjects import queries as subjects
from coordination.subjects.rules import SubjectKind
from coordination.tallies import services
from coordination.tallies.entering import COLUMNS, LAST_CASE, read
from coordination.tallies.forms import TableForm
from coordination.tallies.models import Filing, Tally
from coordination.tallies.policy import TallyAction
from coordination.tallies.queries import months
from coordination.tallies.queries.months import Line, Seen
from coordination.tallies.rules import Grain, Source
from coordination.tallies.rules.rows import Count
from coordination.tallies.views.place import Wanted, blueprint, tell, wanted

NAMES = tuple(column.name for column in (*COLUMNS, LAST_CASE))


@dataclass(frozen=True, slots=True)
class Entry:
    """A line with what stands in its cells: as typed, else as stored."""

    line: Line
    cells: Mapping[str, str]
    stored: Mapping[str, str]


@blueprint.route("/tallies/month", methods=["GET", "POST"])
@requires(TallyAction.FILE, own_office)
def month(office: Office) -> Answer:
    chosen, form = wanted(), TableForm()
    shown = months.asked(office.id, chosen.kind, chosen.township)
    first, last = chosen.month.start, chosen.month.last_day
    ids = tuple(one.id for one in shown)
    form.names = {str(one.id): one.name for one in shown}
    sent = form.is_submitted()
    entries = [_entry(line, sent=sent) for line in months.lines(shown, first, last)]
    if form.validate_on_submit():
        rows = _rows(form, chosen, entries)
        if rows and not form.refused:
            with form.refusals():
                made = _file(office, form, chosen, rows, Seen(ids, form.seen_stamp))
                return redirect(url_for(".filing", id=made.id))
    form.stamp.data = months.stamp(ids, first, last)
    return form.page(
        "tallies/month.html",
        office=office,
        wanted=chosen,
        entries=entries,
        townships=subjects.places(office),
        inside=months.inside(shown, first, last) if chosen.kind is SubjectKind.TOWNSHIP else {},
        over=last < clock.today(),
    )


def _entry(line: Line, *, sent: bool) -> Entry:
    stored = stored_cells(line.tally)
    if not sent:
        return Entry(line, stored, stored)
    number = line.subject.id
    typed = {name: request.form.get(f"v-{number}-{name}", "")[:60] for name in NAMES}
    return Entry(line, typed, stored)


def stored_cells(tally: Tally | None) -> dict[str, str]:
    """What is stored, as one would type it."""
    if tally is None:
        return dict.fromkeys(NAMES, "")
    day = tally.last_case_on
    return {
        "cases": str(tally.cases),
        "loss": plain(tally.loss),
        "largest_loss": plain(tally.largest_loss),
        "suspects": str(tally.suspects),
        "dens": str(tally.dens),
        "last_case_on": "" if day is None else str(day.day),
    }


def _rows(form: TableForm, chosen: Wanted, entries: Sequence[Entry]) -> list[Count]:
    """The rows that stand on the page; what cannot be read is said at its cell."""
    rows = []
    for entry in entries:
        if entry.line.by_days is not None:
            continue
        number = entry.line.subject.id
        typed = read(number, entry.cells, chosen.month.start)
        for name, why in typed.errors.items():
            form.put(f"rows-{number}-{name}", why)
        if typed.count is not None:
            rows.append(typed.count)
        elif form.zero.data and not typed.errors and entry.line.tally is None:
            rows.append(Count(number))
    if not rows and not form.refused:
        form.put(WHOLE, gettext("还没有填。没有发案的填0，或勾选“其余没填的都报零”。"))
    return rows


def _file(office: Office, form: TableForm, chosen: Wanted, rows: list[Count], seen: Seen) -> Filing:
    made = services.file(
        office,
        actor=actor(),
        operation=form.key,
        grain=Grain.MONTH,
        first_on=chosen.month.start,
        rows=rows,
        source=Source.FORM,
        reason=form.reason.data or "",
        seen=seen,
    )
    tell(made)
    return made
