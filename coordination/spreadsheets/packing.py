"""A book as JSON, on its way from the process that read it: figures, words, days and times as they were."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, cast

from coordination.kernel.errors import Invalid
from coordination.kernel.text import Text
from coordination.spreadsheets.grid import Book, Format, Grid, Marks, Spot, Value

_READ = {"datetime": datetime.fromisoformat, "date": date.fromisoformat, "time": time.fromisoformat}


def refused(refusal: Invalid) -> dict[str, Any]:
    return {"refused": refusal.message.msgid, "values": dict(refusal.message.values)}


def packed(book: Book) -> dict[str, Any]:
    return {
        "format": book.format,
        "grids": [
            [one.name, [list(map(_packed, row)) for row in one.rows], _marks(one)] for one in book.grids
        ],
        "identity": dict(book.identity),
        "hidden": book.hidden,
        "linked": book.linked,
    }


def unpacked(kept: Mapping[str, Any]) -> Book:
    """The book again. Raises the Invalid that was met instead of one."""
    if "refused" in kept:
        raise Invalid(Text(kept["refused"], kept["values"]))
    grids = [
        Grid(name, [list(map(_unpacked, row)) for row in rows], _marked(marks))
        for name, rows, marks in kept["grids"]
    ]
    return Book(Format(kept["format"]), grids, kept["identity"], kept["hidden"], kept["linked"])


def _packed(value: Value) -> object:
    if isinstance(value, datetime | date | time):
        return {type(value).__name__: value.isoformat()}
    return {"seconds": value.total_seconds()} if isinstance(value, timedelta) else value


def _unpacked(value: Any) -> Value:
    if not isinstance(value, dict):
        return cast(Value, value)
    ((kind, written),) = value.items()
    return timedelta(seconds=written) if kind == "seconds" else cast(Value, _READ[kind](written))


def _marks(grid: Grid) -> dict[str, Any]:
    marks = grid.marks
    return {
        "hidden_rows": sorted(marks.hidden_rows),
        "formulas": sorted(marks.formulas),
        "errors": [[spot, word] for spot, word in marks.errors.items()],
        "percents": sorted(marks.percents),
        "merged": list(marks.merged),
        "walked": marks.walked,
    }


def _marked(kept: Mapping[str, Any]) -> Marks:
    return Marks(
        hidden_rows=set(kept["hidden_rows"]),
        formulas=set(map(_spot, kept["formulas"])),
        errors={_spot(spot): word for spot, word in kept["errors"]},
        percents=set(map(_spot, kept["percents"])),
        merged=tuple((_spot(first), _spot(last)) for first, last in kept["merged"]),
        walked=kept["walked"],
    )


def _spot(pair: list[int]) -> Spot:
    row, column = pair
    return row, column
