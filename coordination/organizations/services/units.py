"""Adding, changing, ordering and closing member units."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select, text

from coordination.audit.services import record
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict, Invalid
from coordination.kernel.operations import expect, service
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _
from coordination.organizations.models import Division, MemberUnit, Office, UnitKind
from coordination.organizations.policy import UnitAction
from coordination.organizations.rules import (
    NAME_AT_MOST,
    TOWNSHIP_KIND,
    Level,
    clean_name,
    clean_phone,
    is_below,
)
from coordination.organizations.spelling import letters

#: Around the version: the place in the list is not part of what an open edit form shows.
PLACE = text("UPDATE member_units SET sort_order = :place WHERE id = :number")
SHORT_AT_MOST = 20
CONTACT_AT_MOST = 30


@dataclass(frozen=True)
class UnitDetails:
    """What a person fills in about a unit, as typed."""

    name: str
    short_name: str
    kind_code: str
    division_id: int | None = None
    contact_name: str = ""
    contact_phone: str = ""


@service(UnitAction.ADD)
def add(office: Office, details: UnitDetails, *, actor: Actor, operation: str) -> MemberUnit:
    """A new unit at the end of the official order; raises Invalid at the field that is wrong."""
    last = session.scalar(select(func.max(MemberUnit.sort_order)).where(MemberUnit.office_id == office.id))
    unit = MemberUnit(office_id=office.id, sort_order=(last or 0) + 1)
    _fill(unit, office, details)
    session.add(unit)
    record(actor, UnitAction.ADD, unit, name=unit.name, kind=unit.kind_code)
    return unit


@service(UnitAction.EDIT)
def edit(
    unit: MemberUnit, details: UnitDetails, *, actor: Actor, operation: str, version: int | None
) -> MemberUnit:
    """Change a unit; raises Stale when somebody else did so meanwhile, Invalid at the field."""
    expect(unit, version)
    before = _told(unit)
    _fill(unit, session.get_one(Office, unit.office_id), details)
    record(actor, UnitAction.EDIT, unit, name=unit.name, changed=_changes(before, _told(unit)))
    return unit


@service(UnitAction.ORDER)
def order(unit: MemberUnit, *, actor: Actor, operation: str, after_id: int | None) -> MemberUnit:
    """Put the unit directly after another one of its office, or first where `after_id` is None."""
    every = select(MemberUnit.id).where(MemberUnit.office_id == unit.office_id)
    rows = session.execute(
        every.add_columns(MemberUnit.sort_order)
        .order_by(MemberUnit.sort_order, MemberUnit.id)
        .with_for_update()
    ).all()
    ids = [row.id for row in rows if row.id != unit.id]
    if after_id is not None and after_id not in ids:
        raise Invalid(_("请选择本联席办的另一个单位。"), field="after_id")
    ids.insert(0 if after_id is None else ids.index(after_id) + 1, unit.id)
    stored = {row.id: row.sort_order for row in rows}
    moved = [
        {"number": number, "place": place}
        for place, number in enumerate(ids, start=1)
        if stored[number] != place
    ]
    if moved:
        session.execute(PLACE, moved)
        session.expire(unit, ["sort_order"])
    record(actor, UnitAction.ORDER, unit, name=unit.name, place=ids.index(unit.id) + 1)
    return unit


@service(UnitAction.CLOSE)
def close(
    unit: MemberUnit, *, actor: Actor, operation: str, version: int | None, on: date | None
) -> MemberUnit:
    """Take the unit off the lists as of a day; its accounts, reports and ranks stay as history."""
    expect(unit, version)
    if unit.closed_on is not None:
        raise Conflict(_("{name}已经停用。", name=unit.name))
    if on is None or on > clock.today():
        raise Invalid(_("请填写停用日期，不能晚于今天。"), field="closed_on")
    unit.closed_on = on
    record(actor, UnitAction.CLOSE, unit, name=unit.name, on=on.isoformat())
    return unit


@service(UnitAction.REOPEN)
def reopen(unit: MemberUnit, *, actor: Actor, operation: str, version: int | None) -> MemberUnit:
    """Put a closed unit back on the lists, at its old place."""
    expect(unit, version)
    if unit.closed_on is None:
        raise Conflict(_("{name}没有停用。", name=unit.name))
    unit.closed_on = None
    record(actor, UnitAction.REOPEN, unit, name=unit.name)
    return unit


@service(UnitAction.REVEAL)
def reveal(unit: MemberUnit, *, actor: Actor, operation: str) -> MemberUnit:
    """Note that a person asked for the whole phone number; the page shows it then."""
    record(actor, UnitAction.REVEAL, unit, name=unit.name)
    return unit


def _told(unit: MemberUnit) -> dict[str, object]:
    return {
        "name": unit.name,
        "short_name": unit.short_name,
        "kind": unit.kind_code,
        "division": unit.division_id,
        "contact": (unit.contact_name, unit.contact_phone),
    }


def _changes(before: dict[str, object], after: dict[str, object]) -> dict[str, object]:
    """What the audit keeps: old and new value, but of a person only that it changed."""
    changed: dict[str, object] = {
        name: [before[name], after[name]] for name in after if after[name] != before[name]
    }
    if "contact" in changed:
        changed["contact"] = True
    return changed


def _fill(unit: MemberUnit, office: Office, details: UnitDetails) -> None:
    errors: dict[str, Text] = {}
    values = _cleaned(details, errors)
    if "name" in values and (taken := _taken(values["name"], office.id, unit.id)) is not None:
        errors["name"] = taken
    if session.get(UnitKind, details.kind_code) is None:
        errors["kind_code"] = _("请选择单位类别。")
    elif details.kind_code == TOWNSHIP_KIND and (wrong := _place_wrong(details, office, unit.id)) is not None:
        errors["division_id"] = wrong
    if errors:
        raise Invalid(next(iter(errors.values())), errors=errors)
    for name, value in values.items():
        setattr(unit, name, value)
    unit.kind_code = details.kind_code
    unit.division_id = details.division_id if details.kind_code == TOWNSHIP_KIND else None
    unit.pinyin, unit.initials = letters(unit.name, unit.short_name)


def _cleaned(details: UnitDetails, errors: dict[str, Text]) -> dict[str, str]:
    """The typed words in good order; what is wrong with them goes into `errors` by field."""
    values: dict[str, str] = {}
    typed = [("name", details.name, NAME_AT_MOST), ("short_name", details.short_name, SHORT_AT_MOST)]
    if details.contact_name.strip():
        typed.append(("contact_name", details.contact_name, CONTACT_AT_MOST))
    else:
        values["contact_name"] = ""
    for name, words, limit in typed:
        try:
            values[name] = clean_name(words, field=name, at_most=limit)
        except Invalid as error:
            errors.update(error.errors)
    try:
        values["contact_phone"] = clean_phone(details.contact_phone, field="contact_phone")
    except Invalid as error:
        errors.update(error.errors)
    return values


def _taken(name: str, office_id: int, own_id: int | None) -> Text | None:
    same = select(MemberUnit).where(MemberUnit.office_id == office_id, MemberUnit.name == name)
    with session.no_autoflush:
        other = session.scalars(same.where(MemberUnit.id != (own_id or 0))).first()
    if other is None:
        return None
    if other.closed_on is not None:
        return _("已有同名单位，现在是停用状态；可以在“已停用”里重新启用。")
    return _("已有同名单位，请换一个名称。")


def _place_wrong(details: UnitDetails, office: Office, own_id: int | None) -> Text | None:
    division = session.get(Division, details.division_id) if details.division_id else None
    if division is None or division.level is not Level.TOWNSHIP:
        return _("请选择这个乡镇街道对应的行政区划。")
    if not is_below(division.path, office.division.path):
        return _("这个行政区划不在本联席办范围内。")
    same = select(MemberUnit.name).where(
        MemberUnit.office_id == office.id, MemberUnit.division_id == division.id
    )
    with session.no_autoflush:
        other = session.scalar(
            same.where(MemberUnit.id != (own_id or 0), MemberUnit.closed_on.is_(None)).limit(1)
        )
    return _("{place}已经是成员单位“{unit}”。", place=division.name, unit=other) if other else None
