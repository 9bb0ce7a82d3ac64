"""创建概况: what waits, from the subjects to the title, the share against the target."""

from collections import Counter
from collections.abc import Mapping
from datetime import date

from flask import Response, render_template, request
from flask_babel import gettext

from coordination.applications.queries import as_of
from coordination.kernel.clock import clock
from coordination.kernel.sheets import CONTENT_TYPE, workbook
from coordination.kernel.web import Answer, actor, attachment, requires, translate
from coordination.organizations import queries as organizations
from coordination.organizations.models import Office
from coordination.organizations.queries import own_office
from coordination.register import exporting
from coordination.register import shares as figures
from coordination.register.policy import RegisterAction
from coordination.register.queries.due import due
from coordination.register.queries.funnel import funnel, ready
from coordination.register.queries.standing import Counts, counts
from coordination.register.queries.targets import targets
from coordination.register.rules import FIRST_YEAR
from coordination.register.views.place import asked_kind, asked_number, blueprint
from coordination.subjects.rules import SubjectKind
from coordination.tallies.queries import last_day

#: After so many days without new tallies the page says that its verdicts are old.
STALE_AFTER = 40


def asked_day(today: date) -> tuple[date, str]:
    """The day of the shares that the address asks for, else today, with what is wrong with what was typed."""
    typed = request.args.get("on", "").strip()
    if not typed:
        return today, ""
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return today, gettext("日期要写成 2026-11-30 的样子。")
    if not date(FIRST_YEAR, 1, 1) <= day <= today:
        return today, gettext("日期要在%(year)d年以后、今天以前。", year=FIRST_YEAR)
    return day, ""


def _course(office: Office, kind: SubjectKind, day: date) -> tuple[figures.Course, Mapping[date, Counts]]:
    months = figures.month_ends(day)
    found = counts(office.id, kind, [end for _month, end in months])
    by_year = {year: targets(office.id, year, kind) for year in {end.year for _month, end in months}}
    return figures.course(months, found, by_year), found


@blueprint.get("/register")
@requires(RegisterAction.VIEW, own_office)
def overview(office: Office) -> Answer:
    today, kind = clock.today(), asked_kind()
    day, trouble = asked_day(today)
    course, found = _course(office, kind, day)
    steps = funnel(office.id, kind, as_of(office.id), today)
    could = Counter(one.unit_id for one in ready(steps))
    told_until = last_day(office.id)
    wanted = targets(office.id, day.year, kind)
    return render_template(
        "register/overview.html",
        office=office,
        kind=kind,
        due=due(actor(), today),
        steps=steps,
        shares=figures.table(day, found[day], wanted, organizations.units(office.id, closed=True), could),
        targets=wanted,
        course=course,
        day=day,
        typed=request.args.get("on", ""),
        trouble=trouble,
        told_until=told_until,
        stale=told_until is not None and (today - told_until).days > STALE_AFTER,
    ), (422 if trouble else 200)


@blueprint.get("/register/shares.svg")
@requires(RegisterAction.VIEW, own_office)
def chart(office: Office) -> Answer:
    day, _trouble = asked_day(clock.today())
    course, _found = _course(office, asked_kind(), day)
    width = figures.PHONE_WIDTH if request.args.get("size") == "phone" else figures.PAGE_WIDTH
    return Response(figures.drawn(course, width=width, say=translate), mimetype="image/svg+xml")


@blueprint.get("/register/shares.xlsx")
@requires(RegisterAction.VIEW, own_office)
def shares_file(office: Office) -> Answer:
    today, kind = clock.today(), asked_kind()
    day, _trouble = asked_day(today)
    steps = funnel(office.id, kind, as_of(office.id), today)
    could = Counter(one.unit_id for one in ready(steps))
    found = counts(office.id, kind, [day])[day]
    made = figures.table(
        day, found, targets(office.id, day.year, kind), organizations.units(office.id, closed=True), could
    )
    sheet = exporting.shares_sheet(office.name, made, kind, translate)
    return attachment(workbook(sheet), sheet.file, CONTENT_TYPE)


@blueprint.get("/register/ready")
@requires(RegisterAction.VIEW, own_office)
def could_apply(office: Office) -> Answer:
    kind, unit_id, day = asked_kind(), asked_number("unit"), as_of(office.id)
    steps = funnel(office.id, kind, day, clock.today())
    subjects = ready(steps)
    return render_template(
        "register/ready.html",
        office=office,
        kind=kind,
        unit_id=unit_id,
        units={one.unit_id: one.unit.short_name for one in subjects},
        subjects=[one for one in subjects if unit_id in (None, one.unit_id)],
        met={
            one.id: [found.version for found in steps.passing if one.id in found.subjects] for one in subjects
        },
        as_of=day,
    )
