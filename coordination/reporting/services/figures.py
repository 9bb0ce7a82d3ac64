"""Writing the figures of a report: one statement for all that changed."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from coordination.kernel.db import session
from coordination.reporting.models import Figure, Report
from coordination.reporting.queries import Sheet, Stored
from coordination.reporting.sheet import BLANK, REASON_AT_MOST, Entries, Place, kept

_UNIQUE = "uq_report_figures_report_id_subject_id_indicator_id"
_WRITTEN = ("value", "typed", "reason", "return_note")


def keep(report: Report, sheet: Sheet, entries: Entries, values: Mapping[str, Decimal | None]) -> int:
    """Store what was entered, a number where it is one, else as typed; answers how many changed."""
    changed = []
    for place in sheet.layout.places:
        before = sheet.stored.get(place.key)
        entry = entries.get(place.key, BLANK)
        number, typed = kept(entry.typed, values.get(place.key))
        note = before.return_note if before else ""
        after = Stored(number, typed, entry.reason.strip()[:REASON_AT_MOST], note)
        if after != (before or Stored(None)):
            changed.append((place, after))
    write(report, changed)
    return len(changed)


def write(report: Report, figures: Iterable[tuple[Place, Stored]]) -> None:
    """Insert or replace these figures."""
    rows = [_row(report, place, figure) for place, figure in figures]
    if not rows:
        return
    statement = insert(Figure).values(rows)
    session.execute(
        statement.on_conflict_do_update(
            constraint=_UNIQUE, set_={name: statement.excluded[name] for name in _WRITTEN}
        )
    )


def _row(report: Report, place: Place, figure: Stored) -> dict[str, Any]:
    return {
        "report_id": report.id,
        "office_id": report.office_id,
        "unit_id": report.unit_id,
        "subject_id": place.row.subject_id,
        "indicator_id": place.column.indicator_id,
        "value": figure.value,
        "typed": figure.typed,
        "reason": figure.reason,
        "return_note": figure.return_note,
    }


def forget_notes(report: Report) -> None:
    """What the office pointed at is answered by a new submission."""
    session.execute(
        update(Figure).where(Figure.report_id == report.id, Figure.return_note != "").values(return_note="")
    )
