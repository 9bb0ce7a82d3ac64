"""Bringing the tree of divisions up to date from a file: idempotent, set by set, level by level."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from sqlalchemy import TextClause, select, text

from coordination.audit.services import record
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.operations import service
from coordination.kernel.policy import Actor
from coordination.kernel.text import _
from coordination.organizations.divisions_file import Contents, batches, opened, wrong
from coordination.organizations.models import Division
from coordination.organizations.policy import DivisionAction
from coordination.organizations.rules import BELOW, LEVEL_LABELS, Level
from coordination.organizations.services import importing_sql as sql

#: Rows from which an import rebuilds the indexes, when they are also most of the table.
REBUILD_ABOVE = 20_000
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
    _execute(sql.PREPARE)
    contents = Contents()
    with opened(file) as lines:
        _copy(batches(lines, contents))
    _execute(sql.ANALYZE_INCOMING)
    before = _execute(sql.COUNT).scalar_one()
    found = Imported(rows=contents.rows)
    with _without_indexes(found.rows > REBUILD_ABOVE and found.rows > 2 * before):
        for level in Level:
            if contents.many[level]:
                _level(level, contents.many[level], found, empty=before == 0)
    if found.moved:
        for level in Level:
            _execute(sql.REPATH, level=level)
    top = _shared_top(contents)
    if before + found.added > found.rows:
        _vanish(top, found, close=close)
    _forget()
    found.within = top.name if top is not None else str(LEVEL_LABELS[Level.COUNTRY])
    subject = top or _with_code(next(iter(contents.first.values())))
    record(actor, DivisionAction.IMPORT, subject, **found.counts, closed=found.closed)
    return found


def _execute(statement: TextClause, **values: object) -> Any:
    return session.execute(statement, values)


def _copy(lines: Iterator[str]) -> None:
    cursor = session.connection().connection.cursor()
    with cursor.copy("COPY incoming FROM STDIN") as copy:
        for batch in lines:
            copy.write(batch)


@contextmanager
def _without_indexes(large: bool) -> Iterator[None]:
    """For a large import: drop indexes and foreign key of the tree, and build them anew at the end.

    As the owner of the table, whose readers wait meanwhile; all of it is one transaction, so a
    refusal leaves the indexes as they were. Writing 665,276 rows into them takes three times longer.
    """
    if not large:
        yield
        return
    role = _execute(sql.ROLE).scalar_one()
    _execute(sql.BE_OWNER)
    rows = _execute(sql.DROPPABLE).all()
    for row in rows:
        _execute(text(row.drop))
    yield
    for row in rows:
        _execute(text(row.create))
    _execute(sql.ANALYZE)
    _execute(sql.BE, role=role)


def _level(level: Level, wanted: int, found: Imported, *, empty: bool) -> None:
    """Make the table say what the file says of one level; the level above is done."""
    places = {"level": level, "above": ABOVE.get(level)}
    known = 0 if empty else _known(level)
    if known:
        _change(places, found)
    added = _execute(sql.ADD, **places).rowcount if known < wanted else 0
    if known + added != wanted:
        _refuse_parent(places)
    found.added += added


def _known(level: Level) -> int:
    known = _execute(sql.KNOWN, level=level).one()
    if known.other:
        row = _execute(sql.OTHER_LEVEL, level=level).one()
        before = LEVEL_LABELS[Level(row.level)]
        raise wrong(row.line, _("{code}原为{level}，不能改变级别。", code=row.code, level=before))
    return int(known.same)


def _change(places: dict[str, Any], found: Imported) -> None:
    rows = _execute(sql.CHANGES, **places).all()
    for row in rows:
        if row.parent_code is not None and row.parent_id is None:
            _refuse_parent(places)
        if row.name != row.old_name:
            found.renamed.append(Change(row.code, row.old_name, row.name))
        if row.parent_id != row.old_parent_id:
            found.moved.append(Change(row.code, row.old_parent or "", row.parent or ""))
        if row.closed_on is not None:
            found.reopened.append(Change(row.code, row.closed_on.isoformat(), ""))
    if rows:
        _execute(sql.CHANGE, **places)


def _refuse_parent(places: dict[str, Any]) -> NoReturn:
    row = _execute(sql.PARENTLESS, **places).one()
    if row.parent_level is None:
        raise wrong(row.line, _("{code}的上级{parent}不存在。", code=row.code, parent=row.parent_code))
    reason = _(
        "{code}是{level}，上级{parent}却是{parent_level}。",
        code=row.code,
        level=LEVEL_LABELS[places["level"]],
        parent=row.parent_code,
        parent_level=LEVEL_LABELS[Level(row.parent_level)],
    )
    raise wrong(row.line, reason)


def _shared_top(contents: Contents) -> Division | None:
    """The deepest division that all rows share: what is below it is complete in the file.

    A file of one county begins with its province and its city; neither is covered by it.
    """
    code = None
    for level in Level:
        if contents.many[level] > 1:
            break
        code = contents.first.get(level, code)
    return _with_code(code) if code else None


def _with_code(code: str) -> Division:
    return session.scalars(select(Division).where(Division.code == code)).one()


def _vanish(top: Division | None, found: Imported, *, close: bool) -> None:
    rows = _execute(sql.VANISHED, below=f"{top.path}%" if top is not None else "%").all()
    found.vanished = [Change(row.code, row.name, "") for row in rows]
    if close and rows:
        _execute(sql.CLOSE, ids=[row.id for row in rows], day=clock.today())
        found.closed = True


def _forget() -> None:
    """Objects of the session were written around: read them anew when asked for."""
    for subject in list(session):
        if isinstance(subject, Division):
            session.expire(subject)
