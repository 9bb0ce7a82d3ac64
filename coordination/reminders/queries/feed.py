"""The calendar of a person's own deadlines, as iCalendar (RFC 5545)."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event
from sqlalchemy import select

from coordination.accounts.models import Account
from coordination.accounts.rules import AccountState
from coordination.kernel.db import session
from coordination.kernel.text import Text, _
from coordination.notifications.models import Preference
from coordination.reminders.queries.items import Item, unfinished

#: Calendars show a deadline as the half hour before it.
LENGTH = timedelta(minutes=30)
NAME = _("反诈联席：我的期限")
SUMMARY = _("到期：{what}")


def holder(calendar_hash: str) -> Account | None:
    """Whose calendar the address is; None once it was taken back or the account was closed."""
    return session.scalars(
        select(Account)
        .join(Preference, Preference.account_id == Account.id)
        .where(Preference.calendar_hash == calendar_hash, Account.state == AccountState.ACTIVE)
    ).one_or_none()


def own_items(account: Account) -> list[Item]:
    """What the person's unit or community has still to hand in; everything for people of the office."""
    found = unfinished(account.office_id, communities=account.division_id is not None)
    if account.unit_id is None:
        return found
    mine = [item for item in found if item.unit_id == account.unit_id]
    if account.division_id is None:
        return mine
    return [item for item in mine if item.division_id == account.division_id]


def calendar(
    items: Iterable[Item], *, host: str, now: datetime, render: Callable[[Text], str] = str
) -> bytes:
    """The file: one event for each deadline; an item keeps its UID when its date moves."""
    made = Calendar()
    made.add("prodid", f"-//coordination//{host}//ZH")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", render(NAME))
    made.add("x-wr-timezone", "Asia/Shanghai")
    for item in items:
        made.add_component(_event(item, host, now, render))
    return bytes(made.to_ical())


def _event(item: Item, host: str, now: datetime, render: Callable[[Text], str]) -> Event:
    event = Event()
    event.add("uid", f"{item.key}@{host}")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", (item.due_at - LENGTH).astimezone(UTC))
    event.add("dtend", item.due_at.astimezone(UTC))
    event.add("summary", render(Text(SUMMARY.msgid, {"what": item.what})))
    event.add("description", item.who)
    event.add("transp", "TRANSPARENT")
    return event
