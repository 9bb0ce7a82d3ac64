"""Campuses and enterprises, kept by hand; of the others only who to ask."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from coordination.audit.services import record
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict, Invalid
from coordination.kernel.operations import expect, service
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _
from coordination.organizations.models import Division, MemberUnit, Office
from coordination.organizations.rules import Level, clean_name, clean_phone, is_below
from coordination.organizations.spelling import initials
from coordination.subjects.models import Subject
from coordination.subjects.policy import SubjectAction
from coordination.subjects.rules import BY_HAND, CONTACT_AT_MOST, NAME_AT_MOST, SubjectKind


@dataclass(frozen=True)
class SubjectDetails:
    """What a person fills in, as typed; `kind` and the three behind it only of campuses and enterprises."""

    kind: SubjectKind | None = None
    name: str = ""
    located_in_id: int | None = None
    unit_id: int | None = None
    contact_name: str = ""
    contact_phone: str = ""


@service(SubjectAction.CREATE)
def create(office: Office, details: SubjectDetails, *, actor: Actor, operation: str) -> Subject:
    """A campus or an enterprise, at the end of the list; raises Invalid at the field that is wrong."""
    if details.kind not in BY_HAND:
        raise Invalid(_("只有校园和企业由人新增，其余随行政区划和成员单位同步。"), field="kind")
    last = session.scalar(select(func.max(Subject.sort_order)).where(Subject.office_id == office.id))
    subject = Subject(office_id=office.id, kind=details.kind, sort_order=(last or 0) + 1)
    _fill(subject, office, details)
    session.add(subject)
    record(actor, SubjectAction.CREATE, subject, name=subject.name, kind=subject.kind)
    return subject


@service(SubjectAction.EDIT)
def edit(
    subject: Subject, details: SubjectDetails, *, actor: Actor, operation: str, version: int | None
) -> Subject:
    """Change what is kept by hand; raises Stale when somebody else did so meanwhile."""
    expect(subject, version)
    before = _told(subject)
    _fill(subject, session.get_one(Office, subject.office_id), details)
    record(actor, SubjectAction.EDIT, subject, name=subject.name, changed=_changes(before, _told(subject)))
    return subject


@service(SubjectAction.CLOSE)
def close(subject: Subject, *, actor: Actor, operation: str, version: int | None, on: date | None) -> Subject:
    """Take a campus or an enterprise off the list as of a day; what was filed about it stays."""
    expect(subject, version)
    _by_hand(subject)
    if subject.closed_on is not None:
        raise Conflict(_("{name}已经停用。", name=subject.name))
    if on is None or on > clock.today():
        raise Invalid(_("请填写停用日期，不能晚于今天。"), field="closed_on")
    subject.closed_on = on
    record(actor, SubjectAction.CLOSE, subject, name=subject.name, on=on.isoformat())
    return subject


@service(SubjectAction.REOPEN)
def reopen(subject: Subject, *, actor: Actor, operation: str, version: int | None) -> Subject:
    """Put a closed campus or enterprise back on the list."""
    expect(subject, version)
    _by_hand(subject)
    if subject.closed_on is None:
        raise Conflict(_("{name}没有停用。", name=subject.name))
    subject.closed_on = None
    record(actor, SubjectAction.REOPEN, subject, name=subject.name)
    return subject


def _by_hand(subject: Subject) -> None:
    if subject.kind not in BY_HAND:
        raise Conflict(_("村（社区）、乡镇街道随行政区划停用和恢复，单位随成员单位；请在那里办理，再同步。"))


def _told(subject: Subject) -> dict[str, object]:
    return {
        "name": subject.name,
        "place": subject.located_in_id,
        "unit": subject.unit_id,
        "contact": (subject.contact_name, subject.contact_phone),
    }


def _changes(before: dict[str, object], after: dict[str, object]) -> dict[str, object]:
    """What the audit keeps: old and new value, but of the person to ask only that it changed."""
    changed: dict[str, object] = {
        name: [before[name], after[name]] for name in after if after[name] != before[name]
    }
    return changed | {"contact": True} if "contact" in changed else changed


def _fill(subject: Subject, office: Office, details: SubjectDetails) -> None:
    """All of it, or nothing and Invalid."""
    errors: dict[str, Text] = {}
    values = _contact(details, errors)
    if subject.kind in BY_HAND:
        with session.no_autoflush:
            values |= _place(subject, office, details, errors)
    if errors:
        raise Invalid(next(iter(errors.values())), errors=errors)
    for name, value in values.items():
        setattr(subject, name, value)


def _contact(details: SubjectDetails, errors: dict[str, Text]) -> dict[str, object]:
    values: dict[str, object] = {"contact_name": ""}
    try:
        if person := details.contact_name.strip():
            values["contact_name"] = clean_name(person, field="contact_name", at_most=CONTACT_AT_MOST)
    except Invalid as refusal:
        errors.update(refusal.errors)
    try:
        values["contact_phone"] = clean_phone(details.contact_phone, field="contact_phone")
    except Invalid as refusal:
        errors.update(refusal.errors)
    return values


def _place(
    subject: Subject, office: Office, details: SubjectDetails, errors: dict[str, Text]
) -> dict[str, object]:
    """Name, township and unit of a campus or an enterprise."""
    place, name = details.located_in_id, ""
    if place and not _is_township_of(session.get(Division, place), office):
        errors["located_in_id"] = _("请选择本联席办范围内的乡镇街道。")
    unit = session.get(MemberUnit, details.unit_id) if details.unit_id else None
    if unit is None or unit.office_id != office.id or unit.closed_on is not None:
        errors["unit_id"] = _("请选择负责申报的成员单位。")
    try:
        name = clean_name(details.name, field="name", at_most=NAME_AT_MOST)
    except Invalid as refusal:
        errors.update(refusal.errors)
    if name and _taken(subject, name, place):
        errors["name"] = _("这个乡镇街道已有同名的创建对象（可能已停用）。")
    return {
        "name": name,
        "initials": initials(name),
        "located_in_id": place,
        "unit_id": unit.id if unit else None,
    }


def _is_township_of(place: Division | None, office: Office) -> bool:
    if place is None or place.level is not Level.TOWNSHIP:
        return False
    return is_below(place.path, office.division.path)


def _taken(subject: Subject, name: str, place: int | None) -> bool:
    same = select(Subject.id).where(
        Subject.office_id == subject.office_id,
        Subject.kind == subject.kind,
        Subject.name == name,
        Subject.located_in_id.is_not_distinct_from(place),
        Subject.id != (subject.id or 0),
    )
    return session.scalar(same.limit(1)) is not None
