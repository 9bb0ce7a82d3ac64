"""The chasing screen: who is to be chased, and what the last chase came to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from coordination.kernel.clock import local
from coordination.kernel.period import DayTest
from coordination.notifications.queries import DeliveryLine, deliveries_about
from coordination.reminders.models import Reminder
from coordination.reminders.queries.items import Chased, Item, Kind, chased, unfinished
from coordination.reminders.rules import unreceived
from coordination.tasks.rules import SOON, days_left, days_overdue

PAGE = 50


class Pressure(StrEnum):
    """The counters of the screen, by their names in the address."""

    OVERDUE = "overdue"
    TODAY = "today"
    SOON = "soon"
    UNRECEIVED = "unreceived"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the screen; `lines` tell what became of the last chase, person by person."""

    item: Item
    overdue: int
    left: int
    received: bool
    chased: Chased | None
    lines: Sequence[DeliveryLine]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters as they stand in the address."""

    pressure: Pressure = Pressure.OVERDUE
    kind: Kind | None = None
    words: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Board:
    rows: Sequence[Row]
    counts: Mapping[Pressure, int]
    page: int
    pages: int


def board(office_id: int, wanted: Wanted, now: datetime, is_workday: DayTest) -> Board:
    """The unfinished items that fit the filters, the longest overdue first, 50 to the page."""
    fitting = [item for item in unfinished(office_id) if _fits(item, wanted)]
    by_pressure = {one: [item for item in fitting if presses(item, one, now, is_workday)] for one in Pressure}
    counts = {one: len(items) for one, items in by_pressure.items()}
    items = by_pressure[wanted.pressure]
    pages = max(1, -(-len(items) // PAGE))
    page = min(max(1, wanted.page), pages)
    shown = items[(page - 1) * PAGE : page * PAGE]
    return Board(rows(office_id, shown, now, is_workday), counts, page, pages)


def rows(office_id: int, items: Iterable[Item], now: datetime, is_workday: DayTest) -> list[Row]:
    """The items with what has been done about each."""
    shown, so_far = list(items), chased(office_id)
    last = [so_far[item.key].last_id for item in shown if item.key in so_far]
    told = deliveries_about(Reminder.__tablename__, last)
    made = []
    for item in shown:
        before = so_far.get(item.key)
        made.append(
            Row(
                item,
                days_overdue(item.late_at, local(now).date()),
                days_left(now, item.due_at, is_workday),
                item.acknowledged or not (item.issued_at and unreceived(item.issued_at, now)),
                before,
                told.get(before.last_id, ()) if before else (),
            )
        )
    return made


def presses(item: Item, pressure: Pressure, now: datetime, is_workday: DayTest) -> bool:
    """Whether the item belongs under a counter."""
    match pressure:
        case Pressure.OVERDUE:
            return item.late_at <= now
        case Pressure.TODAY:
            return item.due_at > now and local(item.due_at).date() == local(now).date()
        case Pressure.SOON:
            return item.late_at > now and days_left(now, item.due_at, is_workday) <= SOON
        case Pressure.UNRECEIVED:
            return not item.acknowledged and item.issued_at is not None and unreceived(item.issued_at, now)
        case Pressure.ALL:
            return True


def _fits(item: Item, wanted: Wanted) -> bool:
    if wanted.kind is not None and item.kind is not wanted.kind:
        return False
    words = wanted.words.lower()
    return not words or any(words in text.lower() for text in (item.who, item.what, item.contact_name))
