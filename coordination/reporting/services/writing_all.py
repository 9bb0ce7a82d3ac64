"""Drafts or submissions of many reports at once: one statement for each kind of row, all of them or none."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import (
    JSON,
    Insert,
    Table,
    TableValuedAlias,
    Update,
    bindparam,
    column,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.orm.attributes import set_committed_value

from coordination.audit.services import record_all
from coordination.kernel import db
from coordination.kernel.errors import Stale
from coordination.kernel.policy import Actor
from coordination.reporting.models import Report, Revision
from coordination.reporting.services import figures
from coordination.reporting.services.writing import DRAFT, FILED, KEPT
from coordination.reporting.states import ReportAction

_REPORTS = cast(Table, Report.__table__)
_REVISIONS = cast(Table, Revision.__table__)
_OF_REPORT = ("report_id", "office_id", "unit_id")


@dataclass(frozen=True, slots=True)
class Written:
    """What one report becomes: the values of its row, and the figures that change.

    `snapshot` are the figures of a submission; `told` is what the audit says of it.
    """

    report: Report
    new: Mapping[str, object]
    changed: figures.Changed
    snapshot: Sequence[Mapping[str, Any]] = ()
    told: Mapping[str, object] | None = None


def keep_all(written: Sequence[Written], actor: Actor) -> None:
    """Write the drafts. Raises Stale when one of the reports is no longer what was examined."""
    _move(_DRAFTS, written)
    record_all(actor, ReportAction.FILL, [(one.report, {"changed": len(one.changed)}) for one in written])


def file_all(written: Sequence[Written], actor: Actor) -> None:
    """Write the submissions, each with its revision. Raises Stale as `keep_all` does."""
    _move(_SUBMISSIONS, written)
    rows = [
        {
            **_of(one.report),
            "number": one.report.revision,
            **{name: _plain(one.new[name]) for name in KEPT},
            "figures": one.snapshot,
        }
        for one in written
    ]
    db.session.execute(_REVISE, {"rows": rows})
    told = [(one.report, {"revision": one.report.revision, **(one.told or {})}) for one in written]
    record_all(actor, ReportAction.SUBMIT, told)


def _move(statement: Update, written: Sequence[Written]) -> None:
    rows = [
        {"id": one.report.id, "version": one.report.version, "seen": one.report.state}
        | {f"new_{name}": _plain(value) for name, value in one.new.items()}
        for one in written
    ]
    moved = {row.id: row.version for row in db.rows(statement, rows=rows)}
    if len(moved) < len(written):
        raise Stale
    for one in written:
        for name, value in (*one.new.items(), ("version", moved[one.report.id])):
            set_committed_value(one.report, name, value)
    figures.write_all((one.report, one.changed) for one in written)


def _of(report: Report) -> dict[str, int]:
    return {"report_id": report.id, "office_id": report.office_id, "unit_id": report.unit_id}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def _recordset(columns: Iterable[Any]) -> TableValuedAlias:
    """Any number of rows as one JSON value: the statement is built once and planned once."""
    rows = func.json_to_recordset(bindparam("rows", type_=JSON))
    return rows.table_valued(*columns, name="rows").render_derived(with_types=True)


def _moving(names: Sequence[str]) -> Update:
    columns = _REPORTS.c
    seen = [
        column("id", columns.id.type),
        column("version", columns.version.type),
        column("seen", columns.state.type),
    ]
    rows = _recordset([*seen, *(column(f"new_{name}", columns[name].type) for name in names)])
    return (
        update(_REPORTS)
        .where(columns.id == rows.c.id, columns.version == rows.c.version, columns.state == rows.c.seen)
        .values({name: rows.c[f"new_{name}"] for name in names} | {"version": columns.version + 1})
        .returning(columns.id, columns.version)
    )


def _revising() -> Insert:
    names = (*_OF_REPORT, "number", *KEPT, "figures")
    rows = _recordset(column(name, _REVISIONS.c[name].type) for name in names)
    return insert(_REVISIONS).from_select(names, select(*(rows.c[name] for name in names)))


_DRAFTS, _SUBMISSIONS, _REVISE = _moving(DRAFT), _moving(FILED), _revising()
