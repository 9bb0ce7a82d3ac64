"""The number of a document: the next of its office, year and series, given once, without a gap."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from coordination.certificates import locking
from coordination.circulars.models import Circular, DocumentCode, LedgerCheck, NumberCounter, NumberEntry
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
    code = codes(circular.office)[series]
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
            document_code=code,
            sequence=sequence,
            circular_id=circular.id,
            given_at=clock.now(),
        )
    )
    circular.document_code, circular.year, circular.sequence = code, day.year, sequence
    circular.issued_on = day
    return sequence


def void(
    office: Office, year: int, upto: int, reason: str, by_id: int | None, series: Series = Series.CIRCULAR
) -> int:
    """Enter the numbers of a series from the next one to `upto` as void (作废); answers how many.

    Raises `Invalid` at `upto` for a number already given, and for more than 50 at once.
    """
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
    code = codes(office)[series]
    session.add_all(
        NumberEntry(
            office_id=office.id,
            year=year,
            series=series,
            document_code=code,
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


#: What the code of an office is followed by where a series has no code of its own.
SUFFIX = {Series.CIRCULAR: "", Series.MINUTES: "纪", Series.LETTER: "函"}


def codes(office: Office) -> dict[Series, str]:
    """The code (发文代字) of each series: the office's own, else its document code with 纪 or 函."""
    own = select(DocumentCode.series, DocumentCode.code).where(DocumentCode.office_id == office.id)
    found = {row.series: row.code for row in session.execute(own)}
    return {series: found.get(series, office.document_code + suffix) for series, suffix in SUFFIX.items()}


def number(circular: Circular) -> str | None:
    """七反诈联办〔2026〕12号 (GB/T 9704-2012, 7.2.5), as it was given; None before issue."""
    if circular.sequence is None:
        return None
    return f"{circular.document_code}〔{circular.year}〕{circular.sequence}号"


def expected(circular: Circular, year: int) -> str:
    """The number that the circular would get if it were signed now."""
    series = SERIES[circular.kind]
    last = session.scalar(
        select(NumberCounter.last).where(
            NumberCounter.office_id == circular.office_id,
            NumberCounter.year == year,
            NumberCounter.series == series,
        )
    )
    return f"{codes(circular.office)[series]}〔{year}〕{(last or 0) + 1}号"
