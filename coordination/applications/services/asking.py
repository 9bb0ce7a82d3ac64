"""Which departments are asked for which criteria, and reminding them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import or_, select

from coordination.applications.models import Application, Opinion
from coordination.applications.queries.applications import loaded
from coordination.applications.queries.findings import Findings, latest_opinions
from coordination.applications.queries.signing import due_by
from coordination.applications.rules import asked_anew
from coordination.applications.services.begin import hold
from coordination.applications.services.telling import Kind, tell_asked, tell_office
from coordination.applications.states import ApplicationAction, OpinionState
from coordination.audit.services import record
from coordination.kernel.calendar import working_days
from coordination.kernel.clock import ZONE, clock, local
from coordination.kernel.db import SYSTEM_SCOPE, acting, session
from coordination.kernel.errors import Conflict
from coordination.kernel.operations import service, transaction
from coordination.kernel.period import add_working_days
from coordination.kernel.policy import SYSTEM, Actor
from coordination.kernel.text import _
from coordination.notifications.queries import beyond_the_fence
from coordination.organizations.models import MemberUnit, Office
from coordination.reminders.rules import chased_lately
from coordination.standards.models import Criterion
from coordination.standards.rules import Standing

#: What nobody is asked to sign: it is not met (an alternative of it is), or asks nothing of this subject.
_UNASKED = (Standing.UNMET, Standing.NOT_APPLICABLE)
#: The units that look after places sign nothing: neither their own subjects nor their neighbours'.
TOWNSHIP = "township"
#: Nobody is reminded at night; the schedule reminds from here on.
MORNING = time(8, 30)


def ask(application: Application, findings: Findings) -> list[Opinion]:
    """Open the round of opinions; answers those that now wait. The caller holds the application."""
    due_on = _due_on(application)
    application.review_due_on = due_on
    last = latest_opinions(application.opinions)
    waiting = []
    criteria = [one for one in application.standard_version.criteria if _is_asked(one, findings)]
    for criterion, unit in _signers(application, criteria):
        before = last.get((criterion.id, unit.id))
        state = before.state if before else None
        if asked_anew(state, criterion_id=criterion.id, returned=application.returned):
            waiting.append(_opened(application, criterion, unit, due_on))
        elif before is not None and before.state is OpinionState.ASKED:
            before.due_on = due_on
            waiting.append(before)
    session.flush()
    return waiting


def _is_asked(criterion: Criterion, findings: Findings) -> bool:
    found = findings.get(criterion.id)
    return found is not None and found.standing not in _UNASKED


def _opened(application: Application, criterion: Criterion, unit: MemberUnit, due_on: date) -> Opinion:
    made = Opinion(
        criterion_id=criterion.id,
        criterion=criterion,
        office_id=application.office_id,
        unit_id=unit.id,
        unit=unit,
        managed_by_id=application.unit_id,
        round=application.round,
        state=OpinionState.ASKED,
        due_on=due_on,
    )
    application.opinions.append(made)
    return made


def _due_on(application: Application) -> date:
    days = application.standard_version.review_days
    return add_working_days(clock.today(), days, working_days(clock.now()))


def _signers(application: Application, criteria: Sequence[Criterion]) -> list[tuple[Criterion, MemberUnit]]:
    """Every unit that signs, with what; never the one that looks after the subject."""
    kinds = {one.confirmer_kind for one in criteria if one.confirmer_kind} - {TOWNSHIP}
    ids = {one.confirmer_id for one in criteria if one.confirmer_id is not None}
    found = select(MemberUnit).where(
        MemberUnit.office_id == application.office_id,
        MemberUnit.closed_on.is_(None),
        MemberUnit.id != application.unit_id,
        or_(MemberUnit.kind_code.in_(kinds), MemberUnit.id.in_(ids)),
    )
    with beyond_the_fence():
        units = session.scalars(found.order_by(MemberUnit.sort_order, MemberUnit.id)).all()
    return [(criterion, unit) for criterion in criteria for unit in units if _signs(unit, criterion)]


def _signs(unit: MemberUnit, criterion: Criterion) -> bool:
    by_kind = criterion.confirmer_kind == unit.kind_code and unit.kind_code != TOWNSHIP
    return by_kind or criterion.confirmer_id == unit.id


@service(ApplicationAction.CHASE)
def chase(application: Application, *, actor: Actor, operation: str) -> Application:
    """Remind every department that has not given its opinion, but those reminded within 24 hours.

    Raises Conflict when that leaves none.
    """
    hold(application, ApplicationAction.CHASE)
    one = loaded([application.id])[application.id]
    waiting = [each for each in latest_opinions(one.opinions).values() if each.state is OpinionState.ASKED]
    if not waiting:
        raise Conflict(_("各部门的意见都已提出，不用催办。"))
    waiting = _not_lately(waiting)
    remind(actor, waiting, mark=f"chase:{operation}")
    units = "、".join(dict.fromkeys(each.unit.short_name for each in waiting))
    record(actor, ApplicationAction.CHASE, one, units=units)
    return one


@service(ApplicationAction.CHASE)
def chase_late(office: Office, *, actor: Actor, operation: str) -> Office:
    """Remind every department of what is past its day, as `chase` does of one application."""
    yesterday = clock.today() - timedelta(days=1)
    waiting = due_by(yesterday, office_id=office.id)
    if not waiting:
        raise Conflict(_("没有超期的联审意见，不用催办。"))
    waiting = _not_lately(waiting)
    remind(actor, waiting, mark=f"chase:{operation}")
    units = "、".join(dict.fromkeys(each.unit.short_name for each in waiting))
    record(actor, ApplicationAction.CHASE, office, units=units)
    return office


def _not_lately(waiting: Sequence[Opinion]) -> list[Opinion]:
    now = clock.now()
    found = [each for each in waiting if not chased_lately(each.chased_at, now)]
    if not found:
        raise Conflict(_("还没有提出意见的部门24小时内都催过，不再重复发消息。"))
    return found


def remind_due() -> int:
    """On working days, from the morning on: remind each department once a day of what is due tomorrow or
    past its day, and tell the clerks of what is past it. Answers how many departments; runs on the schedule.
    """
    now = clock.now()
    is_workday = working_days(now)
    today = clock.today()
    if local(now).time() < MORNING or not is_workday(today):
        return 0
    until = add_working_days(today, 1, is_workday)
    with acting(SYSTEM_SCOPE), transaction():
        waiting = due_by(until, unreminded_since=datetime.combine(today, time(), ZONE))
        remind(SYSTEM, waiting, mark=f"due:{today}")
        for application in {one.application for one in waiting if one.due_on < today}:
            words = {"subject": application.subject.name, "due": application.review_due_on}
            message = _("{subject}的联审意见已超期，期限{due}", **words)
            tell_office(
                SYSTEM, Kind.OVERDUE, application, message, mark=f"{application.id}.{application.round}"
            )
    return len({one.unit_id for one in waiting})


def remind(actor: Actor, waiting: Iterable[Opinion], *, mark: str) -> int:
    """Note that they were reminded, and tell them."""
    asked = list(waiting)
    for each in asked:
        each.chases += 1
        each.chased_at = clock.now()
    return tell_asked(actor, Kind.CHASED, asked, mark)
