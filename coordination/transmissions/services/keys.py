"""Keys: an office makes its own, registers those of offices below, withdraws what is no longer good."""

from sqlalchemy import select

from coordination.audit.services import record
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict, Invalid
from coordination.kernel.operations import expect, service
from coordination.kernel.policy import Actor
from coordination.kernel.text import _
from coordination.organizations.models import Division, Office
from coordination.transmissions import rules, sealing
from coordination.transmissions.models import OfficeKey
from coordination.transmissions.queries import keys as queries
from coordination.transmissions.states import KeyAction


@service(KeyAction.MAKE)
def make_key(office: Office, *, actor: Actor, operation: str) -> OfficeKey:
    """A new pair for the office; the one before it signs no more."""
    before = queries.own_key(office.id)
    if before is not None:
        before.withdrawn_at = clock.now()
    private, public = rules.make_key()
    division = session.get_one(Division, office.division_id)
    key = _add(office, division, office.name, public, actor, sealing.seal(private))
    record(actor, KeyAction.MAKE, key, mark=rules.key_mark(public))
    return key


@service(KeyAction.TRUST)
def trust_key(office: Office, *, actor: Actor, operation: str, place: str, public: str) -> OfficeKey:
    """Register the public key of the office of `place`, a division directly below the office's own.

    Raises `Invalid` at `place` or `public`.
    """
    division = session.scalars(
        select(Division).where(
            Division.code.in_(rules.written_codes(place)), Division.parent_id == office.division_id
        )
    ).first()
    if division is None:
        raise Invalid(_("本级下面没有这个代码的区划，请核对统计用区划代码"), field="place")
    mark = rules.key_mark(public)
    known = session.scalars(
        select(OfficeKey).where(OfficeKey.office_id == office.id, OfficeKey.public == public.strip())
    ).first()
    if known is not None:
        raise Invalid(_("这把公钥已经登记过（{name}）", name=known.name), field="public")
    key = _add(office, division, division.name, public.strip(), actor, None)
    record(actor, KeyAction.TRUST, key, name=key.name, mark=mark)
    return key


def _add(
    office: Office, division: Division, name: str, public: str, actor: Actor, private: str | None
) -> OfficeKey:
    assert actor.id is not None  # noqa: S101  the policy admits accounts only
    key = OfficeKey(
        office_id=office.id,
        place=division.code,
        name=name,
        public=public,
        private=private,
        added_at=clock.now(),
        added_by_id=actor.id,
    )
    session.add(key)
    session.flush()
    return key


@service(KeyAction.WITHDRAW)
def withdraw_key(key: OfficeKey, *, actor: Actor, operation: str, version: int | None) -> OfficeKey:
    """Files signed with it are taken in no more; what was received stays."""
    expect(key, version)
    if key.withdrawn_at is not None:
        raise Conflict(_("这把密钥已经停用。"))
    key.withdrawn_at = clock.now()
    record(actor, KeyAction.WITHDRAW, key, name=key.name, mark=rules.key_mark(key.public))
    return key
