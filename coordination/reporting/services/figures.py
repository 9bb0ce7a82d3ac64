"""Writing the figures of a report: one statement for all that changed."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import cast

from sqlalchemy import ARRAY, Table, bindparam, func, select
from sqlalchemy.dialects.postgresql import Insert, insert

from coordination.kernel.db import session
from coordination.reporting.models import Figure, Report
from coordination.reporting.queries import Sheet, Stored
from coordination.reporting.sheet import BLANK, REASON_AT_MOST, Entries, Place, kept

NOTHING = Stored(None)
_OF_REPORT = ("report_id", "office_id", "unit_id")
_OF_PLACE = ("subject_id", "indicator_id")
_WRITTEN = ("value", "typed", "reason", "return_note")


def _writing() -> Insert:
    """One statement for any number of figures, a list for each column: built once, planned once."""
    table = cast(Table, Figure.__table__)
    lists = [
        bindparam(name, type_=ARRAY(table.c[name].type, dimensions=1)) for name in (*_OF_PLACE, *_WRITTEN)
    ]
    rows = func.unnest(*lists).table_valued(*_OF_PLACE, *_WRITTEN, name="rows").render_derived()
    report = [bindparam(name, type_=table.c[name].type) for name in _OF_REPORT]
    statement = insert(table).from_select(
        (*_OF_REPORT, *_OF_PLACE, *_WRITTEN),
        select(*report, *(rows.c[name] for name in (*_OF_PLACE, *_WRITTEN))),
    )
    return statement.on_conflict_do_update(
        constraint="uq_report_figures_report_id_subject_id_indicator_id",
        set_={name: statement.excluded[name] for name in _WRITTEN},
    )


_WRITE = _writing()


def keep(
    report: Report,
    sheet: Sheet,
    entries: Entries,
    values: Mapping[str, Decimal | None],
    *,
    answered: bool = False,
) -> int:
    """Store what was entered, a number where it is one, else as typed; answers how many changed.

    When `answered`, what the office pointed at is forgotten: a new submission answers it.
    """
    changed = []
    for place in sheet.layout.places:
        before = sheet.stored.get(place.key, NOTHING)
        entry = entries.get(place.key, BLANK)
        number, typed = kept(entry.typed, values.get(place.key))
        note = "" if answered else before.return_note
        after = Stored(number, typed, entry.reason.strip()[:REASON_AT_MOST], note)
        if after != before:
            changed.append((place, after))
    write(report, changed)
    return len(changed)


def write(report: Report, figures: Sequence[tuple[Place, Stored]]) -> None:
    """Insert or replace these figures."""
    if not figures:
        return
    session.execute(
        _WRITE,
        {
            "report_id": report.id,
            "office_id": report.office_id,
            "unit_id": report.unit_id,
            "subject_id": [place.row.subject_id for place, _ in figures],
            "indicator_id": [place.column.indicator_id for place, _ in figures],
            "value": [figure.value for _, figure in figures],
            "typed": [figure.typed for _, figure in figures],
            "reason": [figure.reason for _, figure in figures],
            "return_note": [figure.return_note for _, figure in figures],
        },
    )
