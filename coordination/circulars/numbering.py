"""The number of a circular: the next of its office and year, given once, without a gap."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from coordination.certificates import locking
from coordination.circulars.models import Circular, LedgerCheck, NumberCounter, NumberEntry
from coordination.circulars.states import SERIES, Series
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict, Invalid
from coordination.kernel.text import _
from coordination.organizations.models import Office

MOST_VOID = 50


def give(circular: Circular, day: date) -> int:
    """Take the next number for the circular inside the open transaction and enter it in the ledger.

    The counter's row stays locked until the transaction ends, so a number is either used by a
    circular that was issued or was never taken. The year is that of `day`, a day in China.
    """
    series = SERIES[circular.kind]
    row = insert(NumberCounter).values(office_id=circular.office_id, year=day.year, series=series, last=1)
    taken = row.on_conflict_do_update(
        index_elements=["office_id", "year", "series"], set_={"last": NumberCounter.last + 1}
    ).returning(NumberCounter.last)
    sequence = session.scalars(taken).one()
    session.add(
        NumberEntry(
            office_id=circular.office_id,
            year=day.year,
            series=series,
            sequence=sequence,
            circular_id=circular.id,
            given_at=clock.now(),
        )
    )
    circular.year, circular.sequence, circular.issued_on = day.year, sequence, day
    return sequence


def void(office: Office, year: int, upto: int, reason: str, by_id: int | None) -> int:
    """Enter the numbers from the next one to `upto` as void (作废); answers how many.

    Raises `Invalid` at `upto` for a number already given, and for more than 50 at once.
    """
    series = Series.CIRCULAR
    row = insert(NumberCounter).values(office_id=office.id, year=year, series=series, last=0)
    held = row.on_conflict_do_update(
        index_elements=["office_id", "year", "series"], set_={"last": NumberCounter.last}
    ).returning(NumberCounter.last)
    last = session.scalars(held).one()
    if upto <= last:
        raise Invalid(_("{number}号已在台账里，下一个是{next}号", number=upto, next=last + 1), field="upto")
    if upto - last > MOST_VOID:
        raise Invalid(_("一次最多登记{most}个作废号，请核对号码", most=MOST_VOID), field="upto")
    counter = session.get_one(NumberCounter, (office.id, year, series), populate_existing=True)
    counter.last = upto
    session.add_all(
        NumberEntry(
            office_id=office.id,
            year=year,
            series=series,
            sequence=sequence,
            void_reason=reason,
            given_at=clock.now(),
            entered_by_id=by_id,
        )
        for sequence in range(last + 1, upto + 1)
    )
    return upto - last


def refuse_unchecked(office_id: int) -> None:
    """Raise `Conflict` while a restore waits for somebody to compare the ledger."""
    waiting = select(LedgerCheck.id).where(
        LedgerCheck.office_id == office_id, LedgerCheck.checked_at.is_(None)
    )
    if session.scalar(waiting.limit(1)) is not None:
        raise Conflict(_("系统刚从备份恢复。请领导先在“发文号台账”核对号码，再签发。"))


locking.publish(refuse_unchecked)  # titles are numbered from a counter that a restore sets back as well


def number(circular: Circular) -> str | None:
    """七反诈联办〔2026〕12号 (GB/T 9704-2012, 7.2.5); None before issue."""
    if circular.sequence is None:
        return None
    return f"{circular.office.document_code}〔{circular.year}〕{circular.sequence}号"


def expected(circular: Circular, year: int) -> str:
    """The number that the circular would get if it were signed now."""
    last = session.scalar(
        select(NumberCounter.last).where(
            NumberCounter.office_id == circular.office_id,
            NumberCounter.year == year,
            NumberCounter.series == SERIES[circular.kind],
        )
    )
    return f"{circular.office.document_code}〔{year}〕{(last or 0) + 1}号"
