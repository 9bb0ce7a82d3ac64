"""The names of an office: settings, since places rename the mechanism."""

from dataclasses import asdict, dataclass

from sqlalchemy import func, select

from coordination.audit.services import record
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict, Invalid
from coordination.kernel.operations import expect, service
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _
from coordination.organizations.models import Division, Office
from coordination.organizations.policy import OfficeAction
from coordination.organizations.rules import Level, clean_name, division_ids

#: Characters at most; the mark and the document code stand in one line of the first page of a circular.
LIMITS = {"name": 60, "short_name": 20, "mark": 40, "document_code": 12, "area_name": 12}
WITH_OFFICE = frozenset({Level.PROVINCE, Level.CITY, Level.COUNTY})
#: These belong to the number after the code: 七反诈联办〔2026〕12号.
_NOT_IN_CODE = "〔〕[]【】（）()0123456789号"


@dataclass(frozen=True)
class OfficeNames:
    """The names as typed: `mark` is 发文机关标志, `document_code` 发文代字, `area_name` 全区 or 全县."""

    name: str
    short_name: str
    mark: str
    document_code: str
    area_name: str
    contact: str = ""


@service(OfficeAction.FOUND)
def found(division: Division, names: OfficeNames, *, actor: Actor, operation: str) -> Office:
    """A new office for a division, below the office of the nearest division above that has one."""
    if division.level not in WITH_OFFICE:
        raise Invalid(_("联席办设在省、市、区县。"), field="division_id")
    if session.scalars(select(Office).where(Office.division_id == division.id)).first() is not None:
        raise Conflict(_("{place}已有联席办。", place=division.name))
    above = select(Office).join(Office.division).where(Division.id.in_(division_ids(division.path)))
    parent = session.scalars(above.order_by(func.length(Division.path).desc()).limit(1)).first()
    office = Office(division_id=division.id, parent_id=parent.id if parent else None, **_cleaned(names))
    session.add(office)
    record(actor, OfficeAction.FOUND, office, name=office.short_name)
    return office


@service(OfficeAction.EDIT)
def edit(office: Office, names: OfficeNames, *, actor: Actor, operation: str, version: int | None) -> Office:
    """Change the names; documents already issued keep theirs. Raises Invalid at each field."""
    expect(office, version)
    values = _cleaned(names)
    changed = {
        name: [getattr(office, name), value]
        for name, value in values.items()
        if name != "contact" and getattr(office, name) != value
    }
    for name, value in values.items():
        setattr(office, name, value)
    record(actor, OfficeAction.EDIT, office, name=office.short_name, changed=changed)
    return office


def _cleaned(names: OfficeNames) -> dict[str, str]:
    typed = asdict(names)
    errors: dict[str, Text] = {}
    values = {"contact": names.contact.strip()}
    for name, limit in LIMITS.items():
        try:
            values[name] = clean_name(typed[name], field=name, at_most=limit)
        except Invalid as error:
            errors.update(error.errors)
    if any(character in _NOT_IN_CODE for character in values.get("document_code", "")):
        errors["document_code"] = _("发文代字只写文字，例如“七反诈联办”；年份和序号由系统编。")
    if errors:
        raise Invalid(next(iter(errors.values())), errors=errors)
    return values
