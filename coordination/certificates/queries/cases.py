"""Cases that speak against titles: rows of tallies recorded after a title was given, not yet looked at.

A row counts when it tells of more cases than was known of that day or month: when the title was given, or in
an earlier review. So a case that was looked at once never counts again, and a lower correction never counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import text

from coordination.kernel.db import session

#: Longer than any transaction: what began before a title was given and ended after is found here, and what
#: was known then stands in the grounds.
OVERLAP = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Case:
    """`cases` is what the row tells beyond what was known."""

    certificate_id: int
    tally_id: int
    happened_on: date
    cases: int


_FRESH = """
SELECT c.id, t.id, COALESCE(t.last_case_on, t.last_on), t.cases - COALESCE(known.cases, 0)
FROM certificates c
JOIN tallies t ON t.subject_id = c.subject_id
LEFT JOIN LATERAL (
  SELECT k.cases FROM tallies k
  WHERE k.subject_id = t.subject_id AND k.grain = t.grain AND k.first_on = t.first_on AND k.id < t.id
    AND (k.recorded_at < c.named_at - :overlap
      OR EXISTS (SELECT FROM certificate_grounds g WHERE g.certificate_id = c.id AND g.tally_id = k.id))
  ORDER BY k.id DESC LIMIT 1) known ON true
WHERE c.state IN ('valid', 'suspended') AND (c.valid_until IS NULL OR c.valid_until >= :today)
  AND t.superseded_at IS NULL AND t.cases > COALESCE(known.cases, 0)
  AND t.recorded_at >= c.named_at - :overlap
  AND NOT EXISTS (SELECT FROM certificate_grounds g WHERE g.certificate_id = c.id AND g.tally_id = t.id)
"""
_ORDER = " ORDER BY c.id, 3, t.id"
_OF_CERTIFICATE = text(_FRESH + " AND c.id = :certificate" + _ORDER)
_OF_FILING = text(_FRESH + " AND t.filing_id = :filing" + _ORDER)
_LATELY = " AND t.filing_id IN (SELECT id FROM tally_filings WHERE filed_at >= :since)"
_SINCE = text(_FRESH + _LATELY + _ORDER)
_KNOWN = text("""
SELECT t.id, COALESCE(t.last_case_on, t.last_on), t.cases FROM tallies t
WHERE t.subject_id = :subject AND t.superseded_at IS NULL AND t.cases > 0
  AND t.recorded_at BETWEEN :since AND :now
""")


def of_certificate(certificate_id: int, today: date) -> list[Case]:
    """What speaks against one title and was not looked at; the caller holds its row."""
    return [
        Case(*row) for row in session.execute(_OF_CERTIFICATE, _values(today, certificate=certificate_id))
    ]


def against(filing_id: int, today: date) -> Sequence[int]:
    """The certificates against which a filing of tallies speaks."""
    return _certificates(session.execute(_OF_FILING, _values(today, filing=filing_id)))


def missed(since: datetime, today: date) -> Sequence[int]:
    """The certificates against which a filing since then speaks, and that nobody has looked at."""
    return _certificates(session.execute(_SINCE, _values(today, since=since)))


def known(subject_id: int, now: datetime) -> list[tuple[int, date, int]]:
    """The rows with cases that a title given now does not overlook: number, day, cases."""
    values = {"subject": subject_id, "since": now - OVERLAP, "now": now}
    return [(row[0], row[1], row[2]) for row in session.execute(_KNOWN, values)]


def _values(today: date, **values: object) -> dict[str, object]:
    return {"today": today, "overlap": OVERLAP, **values}


def _certificates(rows: object) -> Sequence[int]:
    return list(dict.fromkeys(row[0] for row in rows))  # type: ignore[attr-defined]
