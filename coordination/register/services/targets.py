"""Targets of a year, all of a kind of subject in one act."""

from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy import select

from coordination.audit.services import record
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Invalid, NotFound, Stale
from coordination.kernel.operations import service
from coordination.kernel.policy import Actor
from coordination.kernel.text import _
from coordination.organizations.models import MemberUnit, Office
from coordination.register.models import TitleTarget
from coordination.register.policy import RegisterAction
from coordination.register.queries.targets import as_seen, rows
from coordination.register.rules import may_be_set
from coordination.subjects.rules import SubjectKind

Shares = Mapping[int | None, Decimal | None]


@service(RegisterAction.TARGET)
def set_targets(
    office: Office,
    *,
    actor: Actor,
    operation: str,
    year: int,
    kind: SubjectKind,
    shares: Shares,
    version: int | None,
) -> Office:
    """Set the shares in % by unit, the office's under None; None takes a target back.

    Raises Invalid for a year that has ended or is too far, NotFound for a unit of somebody else, Stale when
    `version` is not that of the targets as stored.
    """
    if not may_be_set(year, clock.today()):
        raise Invalid(_("只能设今年和明年的目标，过去年度的目标不再改。"))
    found = rows(office.id, year, kind, lock=True)
    if as_seen(year, kind, found).version != version:
        raise Stale
    _own(office, shares)
    changed = _changes(office, actor, year, kind, shares, found)
    session.flush()
    record(
        actor,
        RegisterAction.TARGET,
        office,
        year=year,
        kind=kind,
        changed=changed,
        count=len(changed),
    )
    return office


def _own(office: Office, shares: Shares) -> None:
    asked = {unit_id for unit_id in shares if unit_id is not None}
    own = select(MemberUnit.id).where(MemberUnit.office_id == office.id, MemberUnit.id.in_(asked))
    if asked - set(session.scalars(own)):
        raise NotFound


def _changes(
    office: Office,
    actor: Actor,
    year: int,
    kind: SubjectKind,
    shares: Shares,
    found: Mapping[int | None, TitleTarget],
) -> list[list[int | str | None]]:
    """Write what differs; the unit, what was and what is, as the audit keeps them."""
    assert actor.id is not None  # noqa: S101  a person sets targets
    changed: list[list[int | str | None]] = []
    for unit_id, share in shares.items():
        one = found.get(unit_id)
        before = one.share if one else None
        if before == share:
            continue
        if one is None:
            one = TitleTarget(office_id=office.id, year=year, subject_kind=kind, unit_id=unit_id)
            session.add(one)
        one.share, one.set_at = share, clock.now()
        one.set_by_id = actor.id
        changed.append([unit_id, _told(before), _told(share)])
    return changed


def _told(share: Decimal | None) -> str | None:
    return None if share is None else f"{share:.2f}"
