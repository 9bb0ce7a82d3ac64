"""The lines and items of a frozen ranking as rows: one statement for each table, whatever their number.

The rows travel as one JSON document that PostgreSQL reads as a table: to bind their values one by one
takes several times as long. Decimals are strings in it, so that they keep their digits.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Text, cast, column, func, insert, literal, select
from sqlalchemy.dialects.postgresql import JSON

from coordination.kernel.db import session
from coordination.rankings.inputs import Inputs
from coordination.rankings.models import Ranking, ScoreItem, ScoreLine
from coordination.rankings.rules import ItemScore, NotAssessed, Replay, explanation
from coordination.rankings.rules import ScoreLine as Scored
from coordination.rankings.rules.snapshot import source_content
from coordination.schemes.rules import Item

Row = Mapping[str, Any]


def write(ranking: Ranking, result: Replay, inputs: Inputs, former: Mapping[tuple[str, int], int]) -> None:
    """`former`: the ranks of the ranking before, by cohort and unit. An empty ranking writes nothing."""
    units = inputs.units
    lines = [
        _line(ranking, line, place, units[line.unit], former.get((line.cohort, units[line.unit])))
        for place, line in enumerate(result.lines, start=1)
    ]
    ids = {row.unit_id: row.id for row in _pour(ScoreLine.__table__, lines, "unit_id", "id")}
    _pour(
        ScoreItem.__table__,
        [item for line in result.lines for item in _items(ids[units[line.unit]], line, result, inputs)],
    )


def _line(ranking: Ranking, line: Scored, place: int, unit_id: int, former: int | None) -> Row:
    return {
        "ranking_id": ranking.id,
        "office_id": ranking.office_id,
        "unit_id": unit_id,
        "cohort": line.cohort,
        "sort_order": place,
        "state": line.state.value,
        "rank": line.rank,
        "previous_rank": former,
        "total": line.total,
        "bonus": line.bonus,
        "reason": line.reason,
    }


def _items(line_id: int, line: Scored, result: Replay, inputs: Inputs) -> Iterator[Row]:
    for place, item in enumerate(result.scheme.items, start=1):
        sources = [source_content(source) for source in inputs.sources[line.unit, item.code]]
        yield _item(item, line.items[item.code], place) | {"line_id": line_id, "sources": sources}


def _item(item: Item, found: ItemScore, place: int) -> dict[str, Any]:
    absent = isinstance(found.value, NotAssessed)
    return {
        "code": item.code,
        "title": item.title,
        "sort_order": place,
        "value": None if absent else found.value,
        "missing": found.value.reason if isinstance(found.value, NotAssessed) else "",
        "weight": found.weight,
        "points": found.points,
        "formula": str(explanation(item, found)),
    }


def _pour(table: Any, rows: Sequence[Row], *returned: str) -> Sequence[Any]:
    """Insert rows that have the same columns."""
    if not rows:
        return []
    columns = [table.c[name] for name in rows[0]]
    document = json.dumps(rows, ensure_ascii=False, default=_written)
    given = func.json_to_recordset(cast(literal(document, Text()), JSON())).table_valued(
        *(column(one.name, one.type) for one in columns)
    )
    found = select(given.render_derived(name="given", with_types=True))
    made = insert(table).from_select([one.name for one in columns], found)
    if not returned:
        session.execute(made)
        return []
    return session.execute(made.returning(*(table.c[name] for name in returned))).all()


def _written(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    raise TypeError(f"{type(value)} has no place in a row")
