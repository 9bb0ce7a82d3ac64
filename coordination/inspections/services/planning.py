"""Planning: who goes where until when, with a sheet in the words of the standard."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from coordination.audit.services import record_all
from coordination.inspections.models import Inspection, InspectionPoint
from coordination.inspections.queries import due
from coordination.inspections.rules import checked_days, own_points
from coordination.inspections.states import InspectionAction, InspectionState
from coordination.inspections.telling import tell_planned
from coordination.kernel.calendar import working_days
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Invalid
from coordination.kernel.operations import service
from coordination.kernel.period import add_working_days
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _
from coordination.organizations.models import MemberUnit, Office
from coordination.standards.models import StandardVersion
from coordination.standards.queries import enacted
from coordination.subjects.models import Subject

PICK = "row"


@dataclass(frozen=True, slots=True)
class Plan:
    """`inspector_id` None: the office itself; `days`: working days from today; `own`: points of the
    office's own, one to a line."""

    inspector_id: int | None = None
    days: int | None = None
    own: str = ""


@dataclass(frozen=True, slots=True)
class _Place:
    """What is inspected, by which standard."""

    subject: Subject
    version: StandardVersion | None
    certificate_id: int | None = None


@service(InspectionAction.PLAN)
def plan(office: Office, *, actor: Actor, operation: str, subject_id: int, plan: Plan) -> Inspection:
    """Plan one inspection, of a subject with or without a title: by the standard of its title, else by those
    in force. Raises Invalid at the field that is wrong, and when one is planned already."""
    subject = session.get(Subject, subject_id)
    if subject is None or subject.office_id != office.id or subject.closed_on is not None:
        raise Invalid(_("这个创建对象已停用，请刷新后重做。"), field="inspector")
    (made,) = _made(office, actor, [_place(office, subject)], plan)
    return made


@service(InspectionAction.PLAN)
def plan_many(
    office: Office, *, actor: Actor, operation: str, certificate_ids: Collection[int], plan: Plan
) -> Office:
    """Plan an inspection for each of these titles, all or none. Raises Invalid as `plan` does, and when a
    title is no longer in force."""
    if not certificate_ids:
        raise Invalid(_("请先勾选要复查的。"), field=PICK)
    found = due.standing(office.id, certificate_ids, clock.today())
    if len(found) != len(set(certificate_ids)):
        raise Invalid(_("名单已有变化：有的称号已不在有效期内。请重新勾选。"), field=PICK)
    places = [_Place(one.subject, one.standard_version, one.id) for one in found]
    _made(office, actor, places, plan)
    return office


def _place(office: Office, subject: Subject) -> _Place:
    held = due.certificate_of(office.id, subject.id, clock.today())
    if held is not None:
        return _Place(subject, held.standard_version, held.id)
    return _Place(subject, next(iter(enacted(office.id, subject.kind, clock.today())), None))


def _made(office: Office, actor: Actor, places: Sequence[_Place], plan: Plan) -> list[Inspection]:
    _check(office, places, plan)
    days, own = checked_days(plan.days), own_points(plan.own)
    due_on = add_working_days(clock.today(), days, working_days(clock.now()))
    made = [_one(office, actor, place, plan.inspector_id, due_on, own) for place in places]
    record_all(actor, InspectionAction.PLAN, ((one, {"due": due_on.isoformat()}) for one in made))
    tell_planned(actor, made)
    return made


def _check(office: Office, places: Sequence[_Place], plan: Plan) -> None:
    """Raises Invalid with everything that is wrong, by field."""
    checks: tuple[Callable[[], object], ...] = (
        lambda: check_inspector(office.id, plan.inspector_id, [place.subject for place in places]),
        lambda: checked_days(plan.days),
        lambda: own_points(plan.own),
        lambda: _check_free(places),
    )
    errors: dict[str, Text] = {}
    for check in checks:
        try:
            check()
        except Invalid as refusal:
            errors |= refusal.errors
    if errors:
        raise Invalid(next(iter(errors.values())), errors=errors)


def check_inspector(office_id: int, inspector_id: int | None, subjects: Iterable[Subject]) -> None:
    """Nobody inspects what they look after themselves. Raises Invalid at `inspector`."""
    if inspector_id is None:
        return
    unit = session.get(MemberUnit, inspector_id)
    if unit is None or unit.office_id != office_id or unit.closed_on is not None:
        raise Invalid(_("请选择复查单位。"), field="inspector")
    own = [subject.name for subject in subjects if subject.unit_id == unit.id]
    if own:
        raise Invalid(
            _(
                "{unit}不能复查自己的{subjects}，请换一个单位。",
                unit=unit.short_name,
                subjects="、".join(own[:5]),
            ),
            field="inspector",
        )


def _check_free(places: Sequence[_Place]) -> None:
    """One inspection of a subject at a time; the index of the table holds it against who comes at once."""
    planned = due.planned_for([place.subject.id for place in places])
    busy = [place.subject.name for place in places if place.subject.id in planned]
    if busy:
        raise Invalid(_("{subjects}已有待复查的，不重复安排。", subjects="、".join(busy[:5])), field=PICK)


def _one(
    office: Office, actor: Actor, place: _Place, inspector_id: int | None, due_on: date, own: Sequence[str]
) -> Inspection:
    criteria = place.version.criteria if place.version else ()
    points = [InspectionPoint(criterion_id=one.id, text=one.text) for one in criteria]
    points += [InspectionPoint(text=text) for text in own]
    if not points:
        raise Invalid(
            _("{subject}没有可用的标准，请写出要检查的项目。", subject=place.subject.name), field="own"
        )
    for order, point in enumerate(points):
        point.sort_order, point.office_id = order, office.id
    made = Inspection(
        office_id=office.id,
        unit_id=place.subject.unit_id,
        division_id=place.subject.division_id,
        subject=place.subject,
        certificate_id=place.certificate_id,
        version_id=place.version.id if place.version else None,
        inspector_id=inspector_id,
        state=InspectionState.PLANNED,
        due_on=due_on,
        planned_at=clock.now(),
        planned_by_id=actor.id,
        points=points,
    )
    session.add(made)
    return made
