"""The number of a title: the next of its office and year, given once, without a gap."""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from coordination.certificates import rules
from coordination.certificates.models import CertificateCounter
from coordination.kernel.db import session
from coordination.organizations.models import Office


def give(office_id: int, year: int, count: int) -> range:
    """Take the next `count` numbers inside the open transaction.

    The counter's row stays locked until the transaction ends, so a number is either that of a certificate or
    was never taken. Whoever takes numbers holds every other lock before, or two could wait for each other.
    """
    row = insert(CertificateCounter).values(office_id=office_id, year=year, last=count)
    taken = row.on_conflict_do_update(
        index_elements=["office_id", "year"], set_={"last": CertificateCounter.last + count}
    ).returning(CertificateCounter.last)
    last = session.scalars(taken).one()
    return range(last - count + 1, last + 1)


def expected(office: Office, year: int) -> str:
    """The number that the next title would get."""
    found = select(CertificateCounter.last).where(
        CertificateCounter.office_id == office.id, CertificateCounter.year == year
    )
    return rules.number(office.document_code, year, (session.scalar(found) or 0) + 1)
