"""Keeping the dictionary of parties, which is one for all offices."""

from dataclasses import dataclass

from sqlalchemy import func, select

from coordination.audit.services import record
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict, Invalid
from coordination.kernel.operations import expect, fresh_key, service
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _
from coordination.organizations.models import Office
from coordination.organizations.rules import clean_name
from coordination.responsibilities.models import Party
from coordination.responsibilities.policy import PartyAction
from coordination.responsibilities.queries import Entry

NAME_AT_MOST = 20
ENGLISH_AT_MOST = 40
NOTE_AT_MOST = 300
ORDER_AT_MOST = 999


@dataclass(frozen=True, slots=True)
class PartyDetails:
    """As typed; `sort_order` None: at the end."""

    name: str
    english: str
    note: str = ""
    sort_order: int | None = None


@service(PartyAction.ADD)
def add(office: Office, details: PartyDetails, *, actor: Actor, operation: str) -> Party:
    """A new party; raises Invalid with everything that is wrong, each at its field."""
    party = Party(code=f"party-{fresh_key()[:8]}")
    _fill(party, details)
    session.add(party)
    record(actor, PartyAction.ADD, party, name=party.name)
    return party


@service(PartyAction.EDIT)
def edit(
    entry: Entry[Party], details: PartyDetails, *, actor: Actor, operation: str, version: int | None
) -> Party:
    """Change a party everywhere; raises Stale or Invalid."""
    party = entry.row
    expect(party, version)
    before = party.name
    _fill(party, details)
    record(actor, PartyAction.EDIT, party, name=party.name, before=before)
    return party


@service(PartyAction.CLOSE)
def close(entry: Entry[Party], *, actor: Actor, operation: str, version: int | None) -> Party:
    """New duties and tasks can no longer name it; those that do stay."""
    party = entry.row
    expect(party, version)
    if party.closed_on is not None:
        raise Conflict(_("“{name}”已经停用。", name=party.name))
    party.closed_on = clock.today()
    record(actor, PartyAction.CLOSE, party, name=party.name)
    return party


@service(PartyAction.REOPEN)
def reopen(entry: Entry[Party], *, actor: Actor, operation: str, version: int | None) -> Party:
    party = entry.row
    expect(party, version)
    if party.closed_on is None:
        raise Conflict(_("“{name}”没有停用。", name=party.name))
    party.closed_on = None
    record(actor, PartyAction.REOPEN, party, name=party.name)
    return party


def _fill(party: Party, details: PartyDetails) -> None:
    errors: dict[str, Text] = {}
    values: dict[str, str] = {"note": details.note.strip()}
    typed = (("name", details.name, NAME_AT_MOST), ("english", details.english, ENGLISH_AT_MOST))
    for field, words, limit in typed:
        try:
            values[field] = clean_name(words, field=field, at_most=limit)
        except Invalid as refusal:
            errors |= refusal.errors
    if len(values["note"]) > NOTE_AT_MOST:
        errors["note"] = _(
            "最多{limit}个字，现在是{count}个字。", limit=NOTE_AT_MOST, count=len(values["note"])
        )
    if details.sort_order is not None and not 1 <= details.sort_order <= ORDER_AT_MOST:
        errors["sort_order"] = _("顺序填1到{limit}之间的整数。", limit=ORDER_AT_MOST)
    if "name" in values and _taken(values["name"], party.id):
        errors["name"] = _("已有同名责任方，请换一个名称；停用的也算。")
    if errors:
        raise Invalid(next(iter(errors.values())), errors=errors)
    for name, value in values.items():
        setattr(party, name, value)
    party.sort_order = details.sort_order or party.sort_order or _last() + 1


def _taken(name: str, own_id: int | None) -> bool:
    with session.no_autoflush:
        same = select(Party.id).where(Party.name == name, Party.id != (own_id or 0))
        return session.scalar(same) is not None


def _last() -> int:
    with session.no_autoflush:
        return session.scalar(select(func.max(Party.sort_order))) or 0
