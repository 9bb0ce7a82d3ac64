"""Bringing the tree of divisions up to date from a file: idempotent, set by set, level by level."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Row, TextClause, text

from coordination.audit.services import record
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.operations import service
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _
from coordination.organizations.divisions_file import batches, opened, wrong
from coordination.organizations.models import Division
from coordination.organizations.policy import DivisionAction
from coordination.organizations.rules import BELOW, LEVEL_LABELS, Level

ABOVE = {below: above for above, below in BELOW.items()}


@dataclass(frozen=True)
class Change:
    """One division that stood in the database otherwise than in the file."""

    code: str
    before: str
    now: str


@dataclass
class Imported:
    """What an import found and did. `within` names the part of the tree that the file covers."""

    rows: int = 0
    added: int = 0
    renamed: list[Change] = field(default_factory=list)
    moved: list[Change] = field(default_factory=list)
    reopened: list[Change] = field(default_factory=list)
    vanished: list[Change] = field(default_factory=list)
    closed: bool = False
    within: str = ""

    @property
    def counts(self) -> dict[str, int]:
        parts = ("renamed", "moved", "reopened", "vanished")
        return {"rows": self.rows, "added": self.added} | {part: len(getattr(self, part)) for part in parts}


@service(DivisionAction.IMPORT)
def import_divisions(file: Path, *, actor: Actor, operation: str, close: bool = False) -> Imported:
    """Add, rename and move divisions so that they stand as in the file.

    What the file no longer has is reported, and with `close` closed as of today; nothing is
    deleted. Raises Invalid with the line for anything wrong in the file; nothing is changed then.
    """
    _execute(PREPARE)
    with opened(file) as lines:
        _copy(batches(lines))
    _execute(text("ANALYZE incoming"))
    _refuse_other_level()
    found = Imported()
    for level in Level:
        _place(level, found)
    if found.moved:
        for level in Level:
            _execute(REPATH, level=level)
    top = _shared_top()
    _vanish(top, found, close=close)
    _forget()
    root = top.id if top is not None else _execute(FIRST_ROOT).scalar_one()
    found.within = top.name if top is not None else str(LEVEL_LABELS[Level.COUNTRY])
    record(actor, DivisionAction.IMPORT, session.get_one(Division, root), **found.counts, closed=close)
    return found


PREPARE = text("""
  SET LOCAL statement_timeout = 0;
  SET LOCAL work_mem = '64MB';
  DROP TABLE IF EXISTS pg_temp.incoming, pg_temp.placed;
  CREATE TEMPORARY TABLE incoming (line integer, code text, name text, level text, parent_code text,
    initials text) ON COMMIT DROP;
  CREATE TEMPORARY TABLE placed (line integer, id bigint, fresh boolean, code text, name text, level text,
    parent_id bigint, path text, initials text) ON COMMIT DROP
""")

OTHER_LEVEL = text("""
  SELECT i.line, i.code, d.level FROM incoming i JOIN divisions d ON d.code = i.code AND d.level <> i.level
  ORDER BY i.line LIMIT 1
""")

#: The id is drawn once, in the inner query, since the path needs it too.
PLACE = text("""
  INSERT INTO placed
  SELECT line, id, fresh, code, name, level, parent_id, parent_path || id || '/', initials FROM (
    SELECT i.line, coalesce(d.id, nextval(pg_get_serial_sequence('divisions', 'id'))) AS id,
      d.id IS NULL AS fresh, i.code, i.name, i.level, p.id AS parent_id, coalesce(p.path, '/') AS parent_path,
      i.initials
    FROM incoming i
    LEFT JOIN divisions p ON p.code = i.parent_code AND p.level = :above
    LEFT JOIN divisions d ON d.code = i.code
    WHERE i.level = :level AND (p.id IS NOT NULL OR i.parent_code IS NULL)
    OFFSET 0
  ) AS known
""")

COUNT = text("SELECT count(*) FROM incoming WHERE level = :level")

PARENTLESS = text("""
  SELECT i.line, i.code, i.parent_code, coalesce(p.level, q.level) AS parent_level
  FROM incoming i
  LEFT JOIN divisions p ON p.code = i.parent_code
  LEFT JOIN incoming q ON q.code = i.parent_code
  WHERE i.level = :level AND i.parent_code IS NOT NULL
    AND coalesce(p.level, q.level) IS DISTINCT FROM :above
  ORDER BY i.line LIMIT 1
""")

CHANGES = text("""
  SELECT d.id, p.code, d.name AS old_name, p.name, d.closed_on, d.name <> p.name AS renamed,
    d.parent_id IS DISTINCT FROM p.parent_id AS moved,
    (SELECT name FROM divisions WHERE id = d.parent_id) AS old_parent,
    (SELECT name FROM divisions WHERE id = p.parent_id) AS parent
  FROM placed p JOIN divisions d ON d.id = p.id
  WHERE p.level = :level AND NOT p.fresh AND (d.name <> p.name OR d.closed_on IS NOT NULL
    OR d.parent_id IS DISTINCT FROM p.parent_id)
  ORDER BY p.code
""")

ADD = text("""
  INSERT INTO divisions (id, code, name, level, parent_id, path, initials)
  SELECT id, code, name, level, parent_id, path, initials FROM placed WHERE level = :level AND fresh
""")

CHANGE = text("""
  UPDATE divisions d SET name = p.name, initials = p.initials, parent_id = p.parent_id, path = p.path,
    closed_on = NULL, version = d.version + 1
  FROM placed p
  WHERE p.id = d.id AND p.level = :level AND NOT p.fresh AND (d.name <> p.name OR d.closed_on IS NOT NULL
    OR d.initials <> p.initials OR d.path <> p.path OR d.parent_id IS DISTINCT FROM p.parent_id)
""")

#: Divisions that the file does not list follow their parents.
REPATH = text("""
  UPDATE divisions d SET path = p.path || d.id || '/', version = d.version + 1 FROM divisions p
  WHERE p.id = d.parent_id AND d.level = :level AND d.path <> p.path || d.id || '/'
""")

ONLY = text("SELECT min(id) AS id, count(*) AS many FROM placed WHERE level = :level")

VANISHED = text("""
  SELECT d.id, d.code, d.name FROM divisions d
  WHERE d.closed_on IS NULL AND d.path LIKE :below AND d.level <> 'country'
    AND NOT EXISTS (SELECT FROM incoming i WHERE i.code = d.code)
  ORDER BY d.code
""")

CLOSE = text("UPDATE divisions SET closed_on = :day, version = version + 1 WHERE id = ANY(:ids)")

FIRST_ROOT = text("SELECT id FROM placed ORDER BY line LIMIT 1")


def _execute(statement: TextClause, **values: object) -> Any:
    return session.execute(statement, values)


def _copy(lines: Any) -> None:
    cursor = session.connection().connection.cursor()
    with cursor.copy("COPY incoming FROM STDIN") as copy:
        for batch in lines:
            copy.write(batch)


def _refuse_other_level() -> None:
    row = _execute(OTHER_LEVEL).first()
    if row is not None:
        before = LEVEL_LABELS[Level(row.level)]
        raise wrong(row.line, _("{code}原为{level}，不能改变级别。", code=row.code, level=before))


def _place(level: Level, found: Imported) -> None:
    """Give each row of the level its id and path, then make the table say so."""
    wanted = _execute(COUNT, level=level).scalar_one()
    if not wanted:
        return
    above = ABOVE.get(level)
    if _execute(PLACE, level=level, above=above).rowcount != wanted:
        _refuse_parent(level, above)
    for row in _execute(CHANGES, level=level):
        _note(row, found)
    found.rows += wanted
    found.added += _execute(ADD, level=level).rowcount
    _execute(CHANGE, level=level)


def _refuse_parent(level: Level, above: Level | None) -> None:
    row = _execute(PARENTLESS, level=level, above=above).one()
    if row.parent_level is None:
        raise wrong(row.line, _("{code}的上级{parent}不存在。", code=row.code, parent=row.parent_code))
    reason: Text = _(
        "{code}是{level}，上级{parent}却是{parent_level}。",
        code=row.code,
        level=LEVEL_LABELS[level],
        parent=row.parent_code,
        parent_level=LEVEL_LABELS[Level(row.parent_level)],
    )
    raise wrong(row.line, reason)


def _note(row: Row[Any], found: Imported) -> None:
    if row.renamed:
        found.renamed.append(Change(row.code, row.old_name, row.name))
    if row.moved:
        found.moved.append(Change(row.code, row.old_parent or "", row.parent or ""))
    if row.closed_on is not None:
        found.reopened.append(Change(row.code, row.closed_on.isoformat(), ""))


def _shared_top() -> Division | None:
    """The deepest division that all rows share: what is below it is complete in the file.

    A file of one county begins with its province and its city; neither is covered by it.
    """
    top = None
    for level in Level:
        row = _execute(ONLY, level=level).one()
        if row.many > 1:
            break
        top = row.id or top
    return None if top is None else session.get_one(Division, top)


def _vanish(top: Division | None, found: Imported, *, close: bool) -> None:
    below = f"{top.path}%" if top is not None else "%"
    rows = _execute(VANISHED, below=below).all()
    found.vanished = [Change(row.code, row.name, "") for row in rows]
    if close and rows:
        _execute(CLOSE, ids=[row.id for row in rows], day=clock.today())
        found.closed = True


def _forget() -> None:
    """Objects of the session were written around: read them anew when asked for."""
    for subject in list(session):
        if isinstance(subject, Division):
            session.expire(subject)
