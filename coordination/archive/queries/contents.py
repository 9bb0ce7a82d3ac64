"""What belongs to one document: its versions, what happened to it, who signed for it, its number."""

import re
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from coordination.accounts.models import Account
from coordination.audit.models import Event
from coordination.circulars.models import Circular, CircularVersion
from coordination.circulars.policy import PUBLIC
from coordination.dispatches.models import Dispatch
from coordination.kernel.db import session
from coordination.organizations.models import Division, Office

_NUMBER = re.compile(r"(?P<code>\S+?)[〔\[［【(（](?P<year>\d{4})[〕\]］】)）](?P<sequence>[1-9]\d{0,5})号?")


def versions(circular: Circular) -> Sequence[CircularVersion]:
    """The texts as they were saved, the first one first."""
    found = select(CircularVersion).where(CircularVersion.circular_id == circular.id)
    eager = found.options(joinedload(CircularVersion.saved_by).load_only(Account.name))
    return session.scalars(eager.order_by(CircularVersion.number)).all()


def events(circular: Circular, dispatches: Sequence[Dispatch]) -> Sequence[Event]:
    """What the audit has of the document and of its receipts, in order."""
    of_itself = (Event.subject_type == Circular.__tablename__) & (Event.subject_id == circular.id)
    of_receipts = (Event.subject_type == Dispatch.__tablename__) & Event.subject_id.in_(
        [one.id for one in dispatches]
    )
    return session.scalars(select(Event).where(of_itself | of_receipts).order_by(Event.id)).all()


def corrected_by(circular: Circular) -> Circular | None:
    """The correction that stands in its place."""
    found = select(Circular).where(Circular.corrects_id == circular.id, Circular.state.in_(PUBLIC))
    return session.scalars(found.order_by(Circular.id.desc())).first()


def by_number(printed: str, division_code: str | None = None) -> Sequence[Circular]:
    """The documents that carry this number, 七反诈联办〔2026〕12号; brackets may be typed otherwise.

    More than one only where two offices use one code. Empty too for what is no number.
    """
    match = _NUMBER.fullmatch("".join(printed.split()))
    if match is None:
        return []
    found = select(Circular).where(
        Circular.document_code == match["code"],
        Circular.year == int(match["year"]),
        Circular.sequence == int(match["sequence"]),
        Circular.state.in_(PUBLIC),
    )
    if division_code is not None:
        found = (
            found.join(Office, Office.id == Circular.office_id)
            .join(Division, Division.id == Office.division_id)
            .where(Division.code == division_code)
        )
    eager = (joinedload(Circular.office), joinedload(Circular.ranking), joinedload(Circular.document))
    return session.scalars(found.options(*eager).order_by(Circular.id)).all()
