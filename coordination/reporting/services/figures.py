"""Writing the figures of a report: one statement for all that changed."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, cast

from sqlalchemy import (
    CTE,
    JSON,
    Select,
    Subquery,
    Table,
    TableValuedAlias,
    bindparam,
    column,
    func,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import Insert, insert

from coordination.kernel.db import session
from coordination.reporting.models import Figure, Report
from coordination.reporting.queries import Sheet, Stored
from coordination.reporting.sheet import BLANK, REASON_AT_MOST, Entries, Place, kept

Changed = Sequence[tuple[Place, Stored]]
NOTHING = Stored(None)
_FIGURES = cast(Table, Figure.__table__)
_OF_REPORT = ("report_id", "office_id", "unit_id")
_OF_PLACE = ("subject_id", "indicator_id")
_WRITTEN = ("value", "typed", "reason", "return_note")


def _rows(names: Sequence[str] = (*_OF_PLACE, *_WRITTEN)) -> TableValuedAlias:
    """Any number of figures as one JSON value: the statement is built once and planned once."""
    listed = [column(name, _FIGURES.c[name].type) for name in names]
    figures = func.json_to_recordset(bindparam("figures", type_=JSON))
    return figures.table_valued(*listed, name="rows").render_derived(with_types=True)


def writing(report: CTE | Subquery) -> Insert:
    """Insert or replace the figures of `listed` in the report that `report` holds, if it holds one."""
    rows = _rows()
    of_report = [report.c[name] for name in _OF_REPORT]
    of_place = [rows.c[name] for name in (*_OF_PLACE, *_WRITTEN)]
    return _putting(select(*of_report, *of_place).select_from(report.join(rows, true())))


def _putting(source: Select[Any]) -> Insert:
    statement = insert(_FIGURES).from_select((*_OF_REPORT, *_OF_PLACE, *_WRITTEN), source)
    return statement.on_conflict_do_update(
        constraint="uq_report_figures_report_id_subject_id_indicator_id",
        set_={name: statement.excluded[name] for name in _WRITTEN},
    )


def _of_the_report() -> Select[Any]:
    return select(*(bindparam(name, type_=_FIGURES.c[name].type).label(name) for name in _OF_REPORT))


def _writing_all() -> Insert:
    names = (*_OF_REPORT, *_OF_PLACE, *_WRITTEN)
    rows = _rows(names)
    return _putting(select(*(rows.c[name] for name in names)))


_WRITE = writing(_of_the_report().subquery("report"))
_WRITE_ALL = _writing_all()


def changed(
    sheet: Sheet, entries: Entries, values: Mapping[str, Decimal | None], *, answered: bool = False
) -> Changed:
    """What is to be stored of what was entered: a number where it is one, else as typed.

    When `answered`, what the office pointed at is forgotten: a new submission answers it.
    """
    found = []
    for place in sheet.layout.places:
        key = place.key
        before = sheet.stored.get(key, NOTHING)
        entry = entries.get(key, BLANK)
        number, typed = kept(entry.typed, values.get(key))
        note = "" if answered else before.return_note
        after = Stored(number, typed, entry.reason.strip()[:REASON_AT_MOST], note)
        if after != before:
            found.append((place, after))
    return found


def listed(figures: Changed) -> dict[str, object]:
    """The values of `writing`; numbers as text, since JSON has no exact decimals."""
    return {"figures": _listed(figures)}


def _listed(figures: Changed) -> list[dict[str, object]]:
    return [
        {
            "subject_id": place.row.subject_id,
            "indicator_id": place.column.indicator_id,
            "value": None if figure.value is None else str(figure.value),
            "typed": figure.typed,
            "reason": figure.reason,
            "return_note": figure.return_note,
        }
        for place, figure in figures
    ]


def write(report: Report, figures: Changed) -> None:
    """Insert or replace these figures of a report."""
    if figures:
        of_report = {"report_id": report.id, "office_id": report.office_id, "unit_id": report.unit_id}
        session.execute(_WRITE, of_report | listed(figures))


def write_all(changes: Iterable[tuple[Report, Changed]]) -> None:
    """Insert or replace the figures of many reports, in one statement."""
    rows = [
        {"report_id": report.id, "office_id": report.office_id, "unit_id": report.unit_id} | one
        for report, figures in changes
        for one in _listed(figures)
    ]
    if rows:
        session.execute(_WRITE_ALL, {"figures": rows})
