"""What everybody may read of a certificate: the columns of two database views, and nothing else."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text

from coordination.certificates.rules import is_over
from coordination.certificates.states import CertificateAction, CertificateState
from coordination.kernel.db import session

_TOKEN = re.compile(r"[0-9a-z]{20}")
_ONE = text("""
SELECT c.id, c.token, c.number, c.title_name, c.subject_name, c.unit_name, c.state, c.named_on, c.valid_until,
  c.standard_name, c.standard_number, c.office_name, c.renewed_by, n.number AS renewed_number
FROM public_certificates c LEFT JOIN public_certificates n ON n.token = c.renewed_by
WHERE c.token = :token""")
_EVENTS = text("""
SELECT action, happened_on, public_text FROM public_certificate_events
WHERE certificate_id = :certificate ORDER BY id DESC""")


@dataclass(frozen=True, slots=True)
class PublicEvent:
    action: CertificateAction
    happened_on: date
    text: str


@dataclass(frozen=True, slots=True)
class PublicCertificate:
    """`state` is the one of today, whether or not the schedule has got to it; `since`: from when."""

    number: str
    title_name: str
    subject_name: str
    unit_name: str
    office_name: str
    standard_name: str
    standard_number: int
    named_on: date
    valid_until: date | None
    state: CertificateState
    since: date
    renewed_by: str | None
    renewed_number: str | None
    events: Sequence[PublicEvent]


def verified(token: str, today: date) -> PublicCertificate | None:
    """The certificate that a QR code names; None for a token that none has."""
    if not _TOKEN.fullmatch(token):
        return None
    row = session.execute(_ONE, {"token": token}).mappings().first()
    if row is None:
        return None
    events = [
        PublicEvent(CertificateAction(action), day, words)
        for action, day, words in session.execute(_EVENTS, {"certificate": row["id"]})
    ]
    state = shown_state(CertificateState(row["state"]), row["valid_until"], today)
    return PublicCertificate(
        **{
            name: row[name]
            for name in (
                *("number", "title_name", "subject_name", "unit_name", "office_name", "standard_name"),
                *("standard_number", "named_on", "valid_until", "renewed_by", "renewed_number"),
            )
        },
        state=state,
        since=_since(state, row["named_on"], row["valid_until"], events),
        events=events,
    )


def shown_state(state: CertificateState, valid_until: date | None, today: date) -> CertificateState:
    """The state told today: a title whose last day has passed is over before anybody writes it down."""
    standing = state in (CertificateState.VALID, CertificateState.SUSPENDED)
    return CertificateState.EXPIRED if standing and is_over(valid_until, today) else state


_BEGAN = {
    CertificateState.SUSPENDED: CertificateAction.SUSPEND,
    CertificateState.REVOKED: CertificateAction.REVOKE,
    CertificateState.RENEWED: CertificateAction.REPLACE,
}


def _since(
    state: CertificateState, named_on: date, valid_until: date | None, events: Sequence[PublicEvent]
) -> date:
    """The day on which the state told began; of an ended one, its last day."""
    if state is CertificateState.EXPIRED:
        return valid_until or named_on
    began = _BEGAN.get(state)
    return next((one.happened_on for one in events if one.action is began), named_on)
