"""Who is told of a reminder, and in which words."""

from collections.abc import Iterable, Mapping, Sequence

from coordination.kernel.functions import Function
from coordination.kernel.text import Text, _
from coordination.notifications.queries import Recipient, people
from coordination.notifications.services import Notice, tell
from coordination.reminders.models import Reminder
from coordination.reminders.queries.items import Item
from coordination.reminders.rules import Rung

#: Red and yellow: these break through a digest.
_URGENT = (Rung.ORDER, Rung.LETTER, Rung.CHASE)

WORDS: dict[Rung, Text] = {
    Rung.THREE_BEFORE: _("{who}：“{what}”{due}到期，还有3个工作日"),
    Rung.ONE_BEFORE: _("{who}：“{what}”{due}到期，还有1个工作日"),
    Rung.DUE: _("{who}：“{what}”今天到期（{due}）"),
    Rung.GRACE: _("{who}：“{what}”应于{due}前报来，宽限到{grace}，请尽快报来"),
    Rung.OVERDUE: _("{who}：“{what}”已逾期，应于{due}前报来"),
    Rung.ORDER: _("催办单：{who}“{what}”已逾期，应于{due}前报来，已提醒{times}次"),
    Rung.LETTER: _("督办函：{who}“{what}”已逾期，应于{due}前报来"),
    Rung.UNRECEIVED: _("{who}：“{what}”交办已满24小时，请签收"),
    Rung.CHASE: _("催办：{who}“{what}”应于{due}前报来。{text}"),
}


def tell_people(reminders: Iterable[tuple[Reminder, Item, int]]) -> int:
    """Tell those who carry the items out; the number is how often they were reminded before."""
    made = list(reminders)
    of_unit = _people([item for _reminder, item, _times in made])
    return tell(
        notice(reminder, item, person, times)
        for reminder, item, times in made
        for person in recipients(item, of_unit)
    )


def reached(items: Iterable[Item]) -> Mapping[str, Sequence[Recipient]]:
    """By key of the item: whom a reminder about it would reach; nobody when there is no account."""
    wanted = list(items)
    of_unit = _people(wanted)
    return {item.key: recipients(item, of_unit) for item in wanted}


def recipients(item: Item, of_unit: Mapping[int, Sequence[Recipient]]) -> list[Recipient]:
    """The unit's liaisons and township officials; for a community its workers, else the township."""
    here = of_unit.get(item.unit_id, ())
    whole_unit = [person for person in here if person.division_id is None]
    if item.division_id is None:
        return whole_unit
    return [person for person in here if person.division_id == item.division_id] or whole_unit


def _people(items: Sequence[Item]) -> Mapping[int, Sequence[Recipient]]:
    carrying = (Function.LIAISON, Function.TOWNSHIP, Function.COMMUNITY_WORKER)
    return people({item.unit_id for item in items}, *carrying)


def notice(reminder: Reminder, item: Item, person: Recipient, times: int) -> Notice:
    places = {"who": item.who, "what": item.what, "due": item.due_at, "times": times, "text": reminder.text}
    places["grace"] = item.late_at
    return Notice(
        key=f"reminder:{reminder.id}:{person.account_id}",
        office_id=item.office_id,
        unit_id=item.unit_id,
        account_id=person.account_id,
        robot_id=None,
        kind=f"reminder.{reminder.rung}",
        subject_type=Reminder.__tablename__,
        subject_id=reminder.id,
        message=Text(WORDS[reminder.rung].msgid, places),
        address=f"/letters/{reminder.id}" if reminder.rung is Rung.LETTER else item.address,
        urgent=reminder.rung in _URGENT,
    )
