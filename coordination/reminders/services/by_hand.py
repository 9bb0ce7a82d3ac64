"""What people do to chase: a message to many, a call written down."""

from collections.abc import Collection, Sequence

from coordination.audit.services import record
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Invalid
from coordination.kernel.operations import service
from coordination.kernel.policy import Actor
from coordination.kernel.text import _
from coordination.organizations.models import Office
from coordination.reminders.models import Reminder
from coordination.reminders.policy import ReminderAction
from coordination.reminders.queries.items import Item, Kind, chosen, climbed
from coordination.reminders.rules import TEXT_AT_MOST, Climbed, Rung
from coordination.reminders.services.telling import tell_people

CHASE_AT_MOST = 3000


@service(ReminderAction.CHASE)
def chase(office: Office, *, actor: Actor, operation: str, keys: Collection[str], text: str) -> Office:
    """Chase all these items, or none: Invalid names how many were handed in meanwhile."""
    items = _all_of(office, keys)
    text = _clean(text)
    so_far = climbed(office.id)
    made = [(_add(item, Rung.CHASE, actor, text), item) for item in items]
    session.flush()
    tell_people((reminder, item, so_far.get(item.key, Climbed()).daily) for reminder, item in made)
    record(actor, ReminderAction.CHASE, office, items=len(items), text=text)
    return office


@service(ReminderAction.CALL)
def log_call(office: Office, *, actor: Actor, operation: str, key: str, note: str) -> Office:
    """Write down that somebody telephoned about an item, and what was said."""
    (item,) = _all_of(office, [key])
    note = _clean(note)
    if not note:
        raise Invalid(_("请写明与谁通了电话、对方怎么答复。"), field="note")
    _add(item, Rung.CALL, actor, note)
    record(actor, ReminderAction.CALL, office, who=item.who, what=item.what)
    return office


def _all_of(office: Office, keys: Collection[str]) -> Sequence[Item]:
    if not keys:
        raise Invalid(_("请先勾选要催办的事项。"))
    if len(keys) > CHASE_AT_MOST:
        raise Invalid(_("一次最多催办{limit}项。", limit=CHASE_AT_MOST))
    found = chosen(office.id, keys)
    if gone := len(set(keys)) - len(found):
        raise Invalid(
            _("其中{gone}项刚刚已经报来或不再需要办理，没有催办任何一项。请返回重新勾选。", gone=gone)
        )
    return found


def _clean(text: str) -> str:
    text = text.strip()
    if len(text) > TEXT_AT_MOST:
        raise Invalid(_("最多{limit}字", limit=TEXT_AT_MOST), field="text")
    return text


def _add(item: Item, rung: Rung, actor: Actor, text: str) -> Reminder:
    now = clock.now()
    reminder = Reminder(
        office_id=item.office_id,
        unit_id=item.unit_id,
        assignment_id=item.id if item.kind is Kind.ASSIGNMENT else None,
        report_id=item.id if item.kind is Kind.REPORT else None,
        rung=rung,
        day=clock.today(),
        text=text,
        created_at=now,
        by_id=actor.id,
        sent_at=now,
        sent_by_id=actor.id,
    )
    session.add(reminder)
    return reminder
