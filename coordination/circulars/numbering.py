"""The number of a circular: the next of its office and year, given once, without a gap."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from coordination.circulars.models import Circular, NumberCounter, NumberEntry
from coordination.kernel.clock import clock
from coordination.kernel.db import session


def give(circular: Circular, day: date) -> int:
    """Take the next number for the circular inside the open transaction and enter it in the ledger.

    The counter's row stays locked until the transaction ends, so a number is either used by a
    circular that was issued or was never taken. The year is that of `day`, a day in China.
    """
    row = insert(NumberCounter).values(office_id=circular.office_id, year=day.year, last=1)
    taken = row.on_conflict_do_update(
        index_elements=["office_id", "year"], set_={"last": NumberCounter.last + 1}
    ).returning(NumberCounter.last)
    sequence = session.scalars(taken).one()
    session.add(
        NumberEntry(
            office_id=circular.office_id,
            year=day.year,
            sequence=sequence,
            circular_id=circular.id,
            given_at=clock.now(),
        )
    )
    circular.year, circular.sequence, circular.issued_on = day.year, sequence, day
    return sequence


def number(circular: Circular) -> str | None:
    """七反诈联办〔2026〕12号 (GB/T 9704-2012, 7.2.5); None before issue."""
    if circular.sequence is None:
        return None
    return f"{circular.office.document_code}〔{circular.year}〕{circular.sequence}号"


def expected(circular: Circular, year: int) -> str:
    """The number that the circular would get if it were signed now."""
    last = session.scalar(
        select(NumberCounter.last).where(
            NumberCounter.office_id == circular.office_id, NumberCounter.year == year
        )
    )
    return f"{circular.office.document_code}〔{year}〕{(last or 0) + 1}号"
