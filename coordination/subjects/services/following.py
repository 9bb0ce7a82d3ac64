"""Communities, townships and units follow the tree of divisions and the list of member units."""

from typing import Any, cast

import structlog
from sqlalchemy import CursorResult, TextClause, select, text

from coordination.audit.services import record
from coordination.kernel.clock import clock
from coordination.kernel.db import SYSTEM_SCOPE, acting, session
from coordination.kernel.operations import fresh_key, service
from coordination.kernel.policy import SYSTEM, Actor
from coordination.organizations.models import Office
from coordination.organizations.rules import TOWNSHIP_KIND
from coordination.subjects import policy as _policy  # noqa: F401  every service is asked about it
from coordination.subjects.models import Subject
from coordination.subjects.policy import SubjectAction

log = structlog.get_logger()

#: What there should be. A community whose township is no open member unit has nobody who looks after it:
#: it stays as it was. A township is a subject of its own kind, so it is none of the kind `unit`.
_WANTED = """
WITH area AS (
  SELECT d.* FROM divisions d JOIN divisions county ON county.id = :county
  WHERE d.path ~>=~ county.path AND d.path ~<~ (county.path || 'x')
), towns AS (
  SELECT u.id AS unit_id, u.sort_order, d.id, d.name, d.initials FROM area d
  JOIN LATERAL (
    SELECT id, sort_order FROM member_units u
    WHERE u.division_id = d.id AND u.office_id = :office AND u.closed_on IS NULL
    ORDER BY sort_order, id LIMIT 1
  ) u ON true WHERE d.level = 'township' AND d.closed_on IS NULL
), wanted AS (
  SELECT 'township' AS kind, name, initials, id AS division_id, id AS located_in_id, unit_id,
    sort_order, '' AS code FROM towns
  UNION ALL
  SELECT 'community', c.name, c.initials, c.id, towns.id, towns.unit_id, towns.sort_order, c.code
  FROM area c JOIN towns ON towns.id = c.parent_id WHERE c.level = 'community' AND c.closed_on IS NULL
  UNION ALL
  SELECT 'unit', name, initials, NULL, NULL, id, sort_order, '' FROM member_units
  WHERE office_id = :office AND closed_on IS NULL AND kind_code <> :township
), placed AS (
  SELECT wanted.*, row_number() OVER (ORDER BY sort_order, unit_id, kind DESC, code, division_id) AS place
  FROM wanted
)
"""
_SAME = """s.office_id = :office AND s.kind = p.kind
  AND CASE WHEN p.kind = 'unit' THEN s.unit_id = p.unit_id ELSE s.division_id = p.division_id END"""
_CHANGED = """(s.name, s.initials, s.located_in_id, s.unit_id, s.sort_order, s.closed_on)
  IS DISTINCT FROM (p.name, p.initials, p.located_in_id, p.unit_id, p.place::int, NULL)"""
_GONE = """
  SELECT s.id, COALESCE(d.closed_on, u.closed_on, :today) AS closed_on FROM subjects s
  LEFT JOIN divisions d ON d.id = s.division_id
  JOIN member_units u ON u.id = s.unit_id
  WHERE s.office_id = :office AND s.closed_on IS NULL AND CASE
    WHEN s.kind = 'unit' THEN u.closed_on IS NOT NULL OR u.kind_code = :township
    ELSE s.kind IN ('community', 'township') AND d.closed_on IS NOT NULL END
"""


def _joined(*parts: str) -> TextClause:
    """A statement of the constants above."""
    return text(" ".join(parts))


_INSERT = _joined(
    _WANTED,
    "INSERT INTO subjects (office_id, kind, name, initials, division_id, located_in_id, unit_id, sort_order)",
    "SELECT :office, kind, name, initials, division_id, located_in_id, unit_id, place FROM placed p",
    "WHERE NOT EXISTS (SELECT FROM subjects s WHERE",
    _SAME,
    ")",
)
_UPDATE = _joined(
    _WANTED,
    "UPDATE subjects s SET name = p.name, initials = p.initials, located_in_id = p.located_in_id,",
    "unit_id = p.unit_id, sort_order = p.place, closed_on = NULL, version = s.version + 1",
    "FROM placed p WHERE",
    _SAME,
    "AND",
    _CHANGED,
)
_CLOSE = _joined(
    "UPDATE subjects s SET closed_on = gone.closed_on, version = s.version + 1 FROM (",
    _GONE,
    ") gone WHERE s.id = gone.id",
)
_DIFFERS = _joined(
    _WANTED,
    "SELECT EXISTS (SELECT FROM placed p LEFT JOIN subjects s ON",
    _SAME,
    "WHERE s.id IS NULL OR",
    _CHANGED,
    ") OR EXISTS (",
    _GONE,
    ")",
)


@service(SubjectAction.FOLLOW)
def follow(office: Office, *, actor: Actor, operation: str) -> Office:
    """Bring communities, townships and units up to the tree and the list, in three statements.

    Idempotent: what is there stays with its number, what has closed is closed, what has reopened is
    reopened. Campuses and enterprises are not touched.
    """
    values = _values(office)
    session.flush()
    counts = [_run(statement, values) for statement in (_INSERT, _UPDATE, _CLOSE)]
    for kept in session:
        if isinstance(kept, Subject):
            session.expire(kept)
    added, changed, closed = counts
    record(actor, SubjectAction.FOLLOW, office, added=added, changed=changed, closed=closed)
    return office


def _run(statement: TextClause, values: dict[str, object]) -> int:
    done = session.execute(statement, values, execution_options={"preserve_rowcount": True})
    return cast("CursorResult[Any]", done).rowcount


def _values(office: Office) -> dict[str, object]:
    return {
        "office": office.id,
        "county": office.division_id,
        "township": TOWNSHIP_KIND,
        "today": clock.today(),
    }


def follow_daily() -> int:
    """Follow for every office where something differs; runs on the schedule. Answers for how many.

    Each is a transaction of its own: one that fails is logged and tried again at the next run.
    """
    with acting(SYSTEM_SCOPE):
        offices = session.scalars(select(Office).order_by(Office.id)).all()
        differing = [one for one in offices if session.execute(_DIFFERS, _values(one)).scalar_one()]
        return sum(_followed(one) for one in differing)


def _followed(office: Office) -> bool:
    try:
        follow(office, actor=SYSTEM, operation=fresh_key())
    except Exception:
        log.exception("subjects were not followed", office=office.id)
        return False
    return True
