"""The sample's documents on their way: two units have not signed for the month's, and were reminded."""

from sqlalchemy import select

from coordination.circulars.models import Circular
from coordination.circulars.states import Kind
from coordination.dispatches.models import Dispatch
from coordination.organizations.models import MemberUnit
from tests.sample.loaded.asking import Db


def test_all_but_two_units_have_signed_for_the_circular_of_the_month(sample: Db) -> None:
    monthly = select(Circular.id).where(Circular.kind == Kind.MONTHLY, Circular.sequence.is_not(None))
    sent = sample.scalars(select(Dispatch).where(Dispatch.circular_id.in_(monthly))).all()
    missing = [one for one in sent if one.received_at is None]
    named = sample.scalars(
        select(MemberUnit.short_name).where(MemberUnit.id.in_(one.unit_id for one in missing))
    )
    assert len(sent) == 38
    assert sorted(named) == sorted(["区教育局", "移动七里河分公司"])
    assert {one.reminders for one in missing} == {1}
    assert all(one.received_by_id for one in sent if one not in missing)


def test_every_unit_has_signed_for_the_others(sample: Db) -> None:
    special = select(Circular.id).where(Circular.kind == Kind.SPECIAL)
    sent = sample.scalars(select(Dispatch).where(Dispatch.circular_id.in_(special))).all()
    assert sent
    assert all(one.received_at for one in sent)
