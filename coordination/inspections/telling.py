"""Telling those who inspect and those who are inspected: in the act's transaction, each person once."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from coordination.inspections.models import Inspection
from coordination.kernel.db import session
from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _
from coordination.notifications.queries import Recipient, people, staff
from coordination.notifications.services import Notice, tell
from coordination.organizations.models import Office

LIST = "/inspections"


class Kind(StrEnum):
    """What a message is about."""

    ASKED = "inspection.asked"
    COMING = "inspection.coming"
    DONE = "inspection.done"
    CANCELLED = "inspection.cancelled"
    MOVED = "inspection.moved"
    DUE = "inspection.due"
    LAPSED = "inspection.lapsed"


def page(inspection: Inspection) -> str:
    return f"{LIST}/{inspection.id}"


def inspectors(office_id: int, inspector_id: int | None) -> Sequence[Recipient]:
    """Who goes there: the people of the unit, or the clerks of the office."""
    if inspector_id is None:
        return staff(office_id, Function.CLERK)
    return people([inspector_id], Function.LIAISON, Function.TOWNSHIP).get(inspector_id, ())


def inspected(inspection: Inspection) -> list[Recipient]:
    """Who looks after the subject: the people of the unit, the workers of that very community."""
    unit_id = inspection.unit_id
    found = list(people([unit_id], Function.LIAISON, Function.TOWNSHIP).get(unit_id, ()))
    if inspection.division_id is not None:
        workers = people([unit_id], Function.COMMUNITY_WORKER).get(unit_id, ())
        found += [one for one in workers if one.division_id == inspection.division_id]
    return found


def tell_planned(actor: Actor, planned: Sequence[Inspection]) -> None:
    """Each inspector once, and each unit that is inspected once, however many were planned together."""
    session.flush()
    by_inspector: dict[int | None, list[Inspection]] = {}
    by_unit: dict[int, list[Inspection]] = {}
    for one in planned:
        by_inspector.setdefault(one.inspector_id, []).append(one)
        by_unit.setdefault(one.unit_id, []).append(one)
    for inspector_id, group in by_inspector.items():
        _tell(actor, Kind.ASKED, group, inspectors(group[0].office_id, inspector_id), _asked(group))
    townships = people(by_unit, Function.LIAISON, Function.TOWNSHIP)
    for unit_id, group in by_unit.items():
        _tell(actor, Kind.COMING, group, townships.get(unit_id, ()), _coming(group))
    _tell_workers(actor, by_unit)


def _tell_workers(actor: Actor, by_unit: Mapping[int, Sequence[Inspection]]) -> None:
    """The workers of a community are told of that community alone."""
    workers = people(by_unit, Function.COMMUNITY_WORKER)
    for unit_id, group in by_unit.items():
        for person in workers.get(unit_id, ()):
            own = [one for one in group if one.division_id and one.division_id == person.division_id]
            if own:
                _tell(actor, Kind.COMING, own[:1], [person], _coming(own[:1]))


def _asked(group: Sequence[Inspection]) -> Text:
    due = min(one.due_on for one in group)
    if len(group) == 1:
        return _("请复查：{subject}，{due}前完成", subject=group[0].subject.name, due=due)
    return _("请复查{count}个创建对象，最早的{due}前完成", count=len(group), due=due)


def _coming(group: Sequence[Inspection]) -> Text:
    due = min(one.due_on for one in group)
    if len(group) == 1:
        return _("{due}前将复查{subject}，请做好准备", subject=group[0].subject.name, due=due)
    return _("将复查本单位的{count}个创建对象，最早的{due}前，请做好准备", count=len(group), due=due)


def tell_done(actor: Actor, inspection: Inspection, message: Text) -> None:
    """Who is inspected, and the office, what was found."""
    _tell(actor, Kind.DONE, [inspection], inspected(inspection), message)
    clerks = staff(inspection.office_id, Function.CLERK)
    _tell(actor, Kind.DONE, [inspection], clerks, message)


def tell_cancelled(actor: Actor, inspection: Inspection, message: Text) -> None:
    both = [*inspectors(inspection.office_id, inspection.inspector_id), *inspected(inspection)]
    _tell(actor, Kind.CANCELLED, [inspection], both, message)


def tell_moved(actor: Actor, inspection: Inspection, before: int | None, reason: str) -> None:
    """Who goes there now, who went before, and who is inspected."""
    office_id, name, due = inspection.office_id, inspection.subject.name, inspection.due_on
    after = inspection.inspector.short_name if inspection.inspector else _("联席办")
    message = _(
        "{subject}的复查改为由{unit}在{due}前完成：{reason}",
        subject=name,
        unit=after,
        due=due,
        reason=reason[:100],
    )
    concerned = [*inspectors(office_id, inspection.inspector_id), *inspected(inspection)]
    mark = str(inspection.version)
    _tell(actor, Kind.MOVED, [inspection], concerned, message, mark)
    if before != inspection.inspector_id:
        gone = [one for one in inspectors(office_id, before) if one not in concerned]
        _tell(actor, Kind.MOVED, [inspection], gone, message, mark, address=LIST)


def remind(actor: Actor, inspection: Inspection, message: Text, mark: str) -> int:
    """Tell the inspector; the same `mark` is told once."""
    concerned = inspectors(inspection.office_id, inspection.inspector_id)
    return _tell(actor, Kind.DUE, [inspection], concerned, message, mark)


def tell_lapsed(actor: Actor, office_id: int, message: Text, mark: str) -> int:
    """Tell the clerks that titles are past the day of their inspection; the same `mark` once."""
    return tell(
        Notice(
            key=f"{Kind.LAPSED}:{office_id}.{mark}:{person.account_id}",
            office_id=office_id,
            unit_id=None,
            account_id=person.account_id,
            robot_id=None,
            kind=Kind.LAPSED,
            subject_type=Office.__tablename__,
            subject_id=office_id,
            message=message,
            address=f"{LIST}/due",
        )
        for person in staff(office_id, Function.CLERK)
    )


def _tell(
    actor: Actor,
    kind: Kind,
    group: Sequence[Inspection],
    concerned: Iterable[Recipient],
    message: Text,
    mark: str = "",
    *,
    address: str = "",
) -> int:
    first = group[0]
    address = address or (page(first) if len(group) == 1 else LIST)
    return tell(
        Notice(
            key=f"{kind}:{first.id}.{mark}:{person.account_id}",
            office_id=first.office_id,
            unit_id=person.unit_id,
            account_id=person.account_id,
            robot_id=None,
            kind=kind,
            subject_type=Inspection.__tablename__,
            subject_id=first.id,
            message=message,
            address=address,
        )
        for person in {one.account_id: one for one in concerned}.values()
        if person.account_id != actor.id
    )
