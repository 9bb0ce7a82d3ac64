"""督办函: drafted by the ladder, worded and sent by a person."""

from datetime import date

from coordination.audit.services import record
from coordination.kernel.clock import clock, local
from coordination.kernel.errors import Conflict, Invalid
from coordination.kernel.operations import expect, service
from coordination.kernel.policy import Actor
from coordination.kernel.text import _
from coordination.reminders.models import Reminder
from coordination.reminders.policy import ReminderAction
from coordination.reminders.queries.items import Item, chosen, climbed
from coordination.reminders.services.telling import tell_people

LETTER_AT_MOST = 2000


def draft_of(item: Item, times: int, today: date) -> str:
    """The wording that a clerk starts from; official letters are Chinese."""
    due = local(item.due_at)
    late = (today - due.date()).days
    return (
        f"{item.who}：\n"
        f"你单位承办的“{item.what}”应于{due.year}年{due.month}月{due.day}日前办结，"
        f"截至{today.year}年{today.month}月{today.day}日已逾期{late}天，其间已提醒{times}次。\n"
        "请于收到本函之日起3个工作日内办结并反馈；确有困难的，请在反馈中说明原因和预计完成时间。"
    )


@service(ReminderAction.EDIT_LETTER)
def edit_letter(
    reminder: Reminder, *, actor: Actor, operation: str, version: int | None, text: str
) -> Reminder:
    """Change the wording of a letter that has not been sent. Raises Invalid at `text`, or Conflict."""
    expect(reminder, version)
    _unsent(reminder)
    reminder.text = _clean(text)
    record(actor, ReminderAction.EDIT_LETTER, reminder)
    return reminder


@service(ReminderAction.SEND_LETTER)
def send_letter(
    reminder: Reminder, *, actor: Actor, operation: str, version: int | None, text: str
) -> Reminder:
    """Send the letter as it stands in the form; the people of the unit are told at once.

    Raises Conflict when it was sent before or the work has been handed in meanwhile.
    """
    expect(reminder, version)
    _unsent(reminder)
    item = item_of(reminder)
    if item is None:
        raise Conflict(_("这件事已经报来，不用再发督办函。"))
    reminder.text = _clean(text)
    reminder.sent_at, reminder.sent_by_id = clock.now(), actor.id
    times = climbed(reminder.office_id)[item.key].daily
    record(actor, ReminderAction.SEND_LETTER, reminder, who=item.who, what=item.what)
    tell_people([(reminder, item, times)])
    return reminder


def item_of(reminder: Reminder) -> Item | None:
    """What the reminder is about, while it is still to be handed in."""
    kind = "assignment" if reminder.assignment_id else "report"
    found = chosen(reminder.office_id, [f"{kind}-{reminder.assignment_id or reminder.report_id}"])
    return found[0] if found else None


def _unsent(reminder: Reminder) -> None:
    if reminder.sent_at is not None:
        raise Conflict(_("这份督办函已经发出，不能再改。"))


def _clean(text: str) -> str:
    text = text.strip().replace("\r\n", "\n")
    if not text:
        raise Invalid(_("请写明督办函的内容。"), field="text")
    if len(text) > LETTER_AT_MOST:
        raise Invalid(_("最多{limit}字", limit=LETTER_AT_MOST), field="text")
    return text
