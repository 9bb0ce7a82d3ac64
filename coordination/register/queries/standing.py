"""How many subjects carried a title on a day, by the unit that looks after them: from the history of the
certificates, so that a past month can be asked as well as today."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import text

from coordination.certificates.states import CertificateAction as A
from coordination.kernel.db import session
from coordination.register.rules import Count
from coordination.subjects.rules import SubjectKind

#: The acts after which a title stands otherwise than before; the last one until a day decides.
_IN_FORCE = (A.NAME, A.RESTORE)
_TURNS = (*_IN_FORCE, A.SUSPEND, A.REVOKE, A.EXPIRE, A.REPLACE)
_COUNTS = text("""
WITH days AS (
  SELECT unnest(CAST(:days AS date[])) AS day
), last AS (
  SELECT DISTINCT ON (d.day, e.certificate_id) d.day, e.certificate_id, e.action
  FROM days d JOIN certificate_events e ON e.happened_on <= d.day
  WHERE e.office_id = :office AND e.action = ANY(:turns)
  ORDER BY d.day, e.certificate_id, e.id DESC
), held AS (
  SELECT l.day, c.subject_id, bool_or(l.action = ANY(:in_force)) AS in_force
  FROM last l JOIN certificates c ON c.id = l.certificate_id
  WHERE (l.action = ANY(:in_force) OR l.action = :suspended)
    AND (c.valid_until IS NULL OR c.valid_until >= l.day)
  GROUP BY l.day, c.subject_id
)
SELECT d.day, s.unit_id, count(*), count(*) FILTER (WHERE h.in_force),
  count(*) FILTER (WHERE NOT h.in_force)
FROM days d
JOIN subjects s ON s.office_id = :office AND s.kind = :kind AND (s.closed_on IS NULL OR s.closed_on > d.day)
LEFT JOIN held h ON h.day = d.day AND h.subject_id = s.id
GROUP BY d.day, s.unit_id
""")

Counts = dict[int, Count]


def counts(office_id: int, kind: SubjectKind, days: Sequence[date]) -> dict[date, Counts]:
    """For each day, by unit: the open subjects of the kind, and how many carried a title at its end; units
    without subjects are absent. One statement for all days.

    A title is in force when the last act of its history until then was its naming or its restoration and
    its last day had not passed. A subject belongs to the unit that looks after it now.
    """
    values = {
        "days": list(days),
        "office": office_id,
        "kind": str(kind),
        "turns": [str(one) for one in _TURNS],
        "in_force": [str(one) for one in _IN_FORCE],
        "suspended": str(A.SUSPEND),
    }
    found: dict[date, Counts] = defaultdict(dict)
    for day, unit_id, whole, certified, suspended in session.execute(_COUNTS, values):
        found[day][unit_id] = Count(whole, certified, suspended)
    return {day: found.get(day, {}) for day in days}


def share(office_id: int, as_of: date) -> dict[int, Decimal]:
    """The share of certified communities (无诈社区占比) of each township at the end of a day, in %, two
    decimals, by the township's unit; a township without communities is absent.

    For rankings: a past month is asked by its last day, and gives the same answer whenever it is asked,
    as long as no community is closed or moves to another township.
    """
    found = counts(office_id, SubjectKind.COMMUNITY, [as_of])[as_of]
    return {unit_id: one.share for unit_id, one in found.items() if one.share is not None}
