"""A draft as the rules read it, and the items and cohorts of a scheme copied."""

from dataclasses import fields
from decimal import Decimal
from typing import Any

from sqlalchemy.orm.attributes import flag_modified

from coordination.kernel.db import session
from coordination.kernel.errors import Conflict
from coordination.kernel.numerals import plain
from coordination.kernel.operations import expect
from coordination.kernel.text import _
from coordination.schemes.models import CohortMember, Scheme, SchemeCohort, SchemeItem
from coordination.schemes.rules import Better, Measure, Method
from coordination.schemes.rules.drafts import HUNDRED, WRITTEN, Draft
from coordination.schemes.rules.fitness import Group, Head
from coordination.schemes.states import SchemeState

HEAD = tuple(one.name for one in fields(Head))


def begin(scheme: Scheme, seen: int | None) -> None:
    """Refuse what cannot be done now; take the draft's next version with what belongs to it."""
    expect(scheme, seen)
    only_a_draft(scheme)
    flag_modified(scheme, "name")
    session.flush()


def only_a_draft(scheme: Scheme) -> None:
    """Raise Conflict for a revision that is or was in force: rankings rest on it."""
    if scheme.state is not SchemeState.DRAFT:
        raise Conflict(_("这一版已经施行或停用，不能再改；请先起草新的一版。"))


def head_of(scheme: Scheme) -> Head:
    return Head(**{name: getattr(scheme, name) for name in HEAD})


def draft_of(item: SchemeItem) -> Draft:
    """A stored item as the rules of the editor read it."""
    values = {name: getattr(item, name) for name in WRITTEN}
    values |= {
        "measure": Measure(item.measure),
        "method": Method(item.method),
        "direction": Better(item.direction),
        "steps": tuple((Decimal(edge), Decimal(share) * HUNDRED) for edge, share in item.steps or ()),
    }
    return Draft(**values)


def columns(given: Draft) -> dict[str, Any]:
    """The columns of an item out of what a person wrote."""
    steps = [[plain(edge), plain(share)] for edge, share in given.item.steps]
    written = {name: getattr(given, name) for name in WRITTEN}
    words = {name: str(written[name]) for name in ("measure", "method", "direction")}
    return written | words | {"steps": steps or None}


def groups_of(scheme: Scheme, besides: SchemeCohort | None = None) -> list[Group]:
    """The cohorts of a whole scheme; exempt units that a kind takes in are not listed by name."""
    listed: dict[str, list[int]] = {}
    for member in scheme.members:
        listed.setdefault(member.cohort, []).append(member.unit_id)
    return [
        Group(one.name, one.unit_kind, tuple(listed.get(one.name, ())))
        for one in scheme.cohorts
        if one is not besides
    ]


def copied(scheme: Scheme) -> dict[str, Any]:
    """Head, items, cohorts and members of a whole scheme, for a new draft."""
    columns = [column.key for column in SchemeItem.__table__.columns if column.key not in ("id", "scheme_id")]
    return {
        **{name: getattr(scheme, name) for name in ("name", "min_cohort", "bonus_cap", "note")},
        "items": [SchemeItem(**{key: getattr(one, key) for key in columns}) for one in scheme.items],
        "cohorts": [
            SchemeCohort(name=one.name, sort_order=one.sort_order, unit_kind=one.unit_kind)
            for one in _cohorts(scheme)
        ],
        "members": [
            CohortMember(unit_id=one.unit_id, cohort=one.cohort, exempt=one.exempt)
            for one in scheme.members
            if one.unit.closed_on is None
        ],
    }


def _cohorts(scheme: Scheme) -> list[SchemeCohort]:
    """Its cohorts; those that only members name, in a scheme that was set up before cohorts were rows."""
    names = {one.name for one in scheme.cohorts}
    ordered = sorted(scheme.members, key=lambda member: (member.unit.sort_order, member.unit_id))
    more = dict.fromkeys(member.cohort for member in ordered if member.cohort not in names)
    last = max((one.sort_order for one in scheme.cohorts), default=0)
    return [
        *scheme.cohorts,
        *(SchemeCohort(name=name, sort_order=last + place) for place, name in enumerate(more, start=1)),
    ]
