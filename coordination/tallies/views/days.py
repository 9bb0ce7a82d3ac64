"""The cases of a day or of some days, and a zero for all others by one tick."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import flash, redirect, request, url_for
from flask_babel import gettext

from coordination.kernel.clock import clock
from coordination.kernel.errors import Invalid
from coordination.kernel.forms import WHOLE
from coordination.kernel.web import Answer, actor, requires
from coordination.organizations.models import Office
from coordination.organizations.queries import own_office
from coordination.subjects import queries as subjects
from coordination.subjects.models import Subject
from coordination.tallies import queries, services
from coordination.tallies.entering import COLUMNS, read
from coordination.tallies.forms import DaysForm
from coordination.tallies.models import Filing
from coordination.tallies.naming import Names
from coordination.tallies.policy import TallyAction
from coordination.tallies.queries import months
from coordination.tallies.rules import Grain, Source
from coordination.tallies.rules.rows import Count
from coordination.tallies.services.filing import DAYS_AT_MOST
from coordination.tallies.views.place import blueprint, tell, wanted

LINES = 6
LINES_AT_MOST = 100
NAMES = ("name", "on", *(column.name for column in COLUMNS))


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the page, by its number; what was typed in it."""

    number: int
    cells: dict[str, str]

    @property
    def is_blank(self) -> bool:
        return not any(value.strip() for name, value in self.cells.items() if name != "on")


@blueprint.route("/tallies/days", methods=["GET", "POST"])
@requires(TallyAction.FILE, own_office)
def days(office: Office) -> Answer:
    chosen, form = wanted(), DaysForm()
    shown = months.asked(office.id, chosen.kind, chosen.township)
    until = queries.last_day(office.id)
    if not form.is_submitted():
        form.first_on.data, form.last_on.data = _suggested(until)
        form.zero.data = True
    entries = _entries(form)
    form.names = {str(one.number): gettext("第%(number)d行", number=one.number + 1) for one in entries}
    if form.validate_on_submit():
        rows, lines = _rows(form, shown, entries)
        if not form.refused:
            with form.refusals():
                made = _file(office, form, rows, lines)
                _tell_gap(until, made)
                return redirect(url_for(".filing", id=made.id))
    return form.page(
        "tallies/days.html",
        office=office,
        wanted=chosen,
        shown=shown,
        entries=entries,
        townships=subjects.places(office),
        until=until,
    )


def _suggested(until: date | None) -> tuple[date, date]:
    """From the day after the last one told up to today, within what one filing may hold."""
    today = clock.today()
    if until is None or until >= today:
        return today, today
    first = max(until + timedelta(days=1), today - timedelta(days=DAYS_AT_MOST - 1))
    return first, today


def _entries(form: DaysForm) -> list[Entry]:
    count = min(max(request.form.get("lines", LINES, type=int), LINES), LINES_AT_MOST)
    if form.is_submitted() and "more" in request.form:
        count = min(count + LINES, LINES_AT_MOST)
    return [
        Entry(number, {name: request.form.get(f"e-{number}-{name}", "")[:330] for name in NAMES})
        for number in range(count)
    ]


def _rows(
    form: DaysForm, shown: Sequence[Subject], entries: Sequence[Entry]
) -> tuple[list[Count], dict[int, int]]:
    """The rows of the page, and on which line each subject stands."""
    if "more" in request.form:
        form.put(WHOLE, gettext("已加几行，还没有报。"))
        return [], {}
    names, first, last = Names(shown), form.first_on.data, form.last_on.data
    rows: list[Count] = []
    lines: dict[int, int] = {}
    for entry in entries:
        count = None if entry.is_blank else _line(form, names, entry, first if first == last else None)
        if count is not None:
            rows.append(count)
            lines.setdefault(count.subject_id, entry.number)
    if form.zero.data and 0 <= (last - first).days < DAYS_AT_MOST:
        rows += _zeros(shown, first, last, rows)
    if not rows and not form.refused:
        form.put(WHOLE, gettext("没有要报的：没有填案件，也没有还没报的日子。"))
    return rows, lines


def _line(form: DaysForm, names: Names, entry: Entry, only: date | None) -> Count | None:
    """The row of a line; what is wrong with it is said at its cells. `only` is the one day of the span."""
    subject = names.meant(entry.cells["name"])
    if subject is None:
        form.put(f"rows-{entry.number}-name", gettext("名单里没有这个名称，请从列表里选。"))
        return None
    on = _day(entry.cells["on"]) or only
    if on is None:
        form.put(f"rows-{entry.number}-on", gettext("请填哪一天，例如 2026-11-05。"))
        return None
    typed = read(subject.id, {name: entry.cells[name] for name in NAMES[2:]}, on, on)
    for name, why in typed.errors.items():
        form.put(f"rows-{entry.number}-{name}", why)
    return typed.count or Count(subject.id, on=on)


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        return None


def _zeros(shown: Sequence[Subject], first: date, last: date, rows: Sequence[Count]) -> list[Count]:
    """A zero for each day of each subject of which nothing is known yet."""
    told = months.told_days([one.id for one in shown], first, last)
    told |= {(row.subject_id, row.on or first) for row in rows}
    span = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return [Count(one.id, on=day) for one in shown for day in span if (one.id, day) not in told]


def _file(office: Office, form: DaysForm, rows: list[Count], lines: dict[int, int]) -> Filing:
    try:
        made = services.file(
            office,
            actor=actor(),
            operation=form.key,
            grain=Grain.DAY,
            first_on=form.first_on.data,
            last_on=form.last_on.data,
            rows=rows,
            source=Source.FORM,
            reason=form.reason.data or "",
        )
    except Invalid as refusal:
        if not refusal.errors:
            raise
        raise Invalid(
            refusal.message, errors={_at_line(name, lines): why for name, why in refusal.errors.items()}
        ) from None
    tell(made)
    return made


def _tell_gap(until: date | None, made: Filing) -> None:
    """Say on the next page which days before these nobody told: every clock waits for them."""
    if until is not None and made.first_on > until + timedelta(days=1):
        days = {"first": until + timedelta(days=1), "last": made.first_on - timedelta(days=1)}
        words = gettext("%(first)s至%(last)s还没有报，零发案天数都从这里断开，请补报。", **days)
        flash(words, "warning")


def _at_line(name: str, lines: dict[int, int]) -> str:
    """A refusal names the subject; the page has it on a line."""
    head, _dash, rest = name.partition("-")
    number, _dash, column = rest.partition("-")
    line = lines.get(int(number)) if head == "rows" and number.isdecimal() else None
    return name if line is None else f"rows-{line}-{column}"
