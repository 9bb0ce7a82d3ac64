"""Text and annexes against each other: the same figure, the same rank, rows that make up the total."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from coordination.circulars.annexes import cell_text
from coordination.circulars.binding import Body, Facts, used
from coordination.kernel.text import Text, _

Part = Mapping[str, Any]
#: The rows of a table may miss a total that was filed by a thousandth: published parts are rounded.
SLACK = Fraction(1, 1000)
_RATES = ("环比", "同比")


@dataclass(frozen=True, slots=True)
class Disagreement:
    """`name` is the fact that the text names, `expected` what the annex says of it; both empty for totals."""

    message: Text
    name: str = ""
    expected: str | None = None


def disagreements(body: Body, facts: Facts, parts: Sequence[Part]) -> Iterator[Disagreement]:
    """Each figure that the text gives otherwise than the annex."""
    named = used(body)
    for number, part in enumerate(parts, start=1):
        for table in part.get("tables", ()):
            yield from _figures(number, table, named, facts)
            yield from _totals(number, table, facts)
            yield from _ranks(number, table, named, facts)


def _cells(table: Part) -> Iterator[dict[str, Any]]:
    return (cell for row in table["rows"] for cell in row if isinstance(cell, dict))


def _figures(number: int, table: Part, named: set[str], facts: Facts) -> Iterator[Disagreement]:
    """A figure that stands in both places."""
    for cell in _cells(table):
        name = cell.get("fact", "")
        if name not in named or name not in facts:
            continue
        written = str(facts[name]["text"])
        if cell["text"] != written and not _same_rate(str(cell["text"]), facts[name]):
            message = _(
                "“{name}”正文是{text}，附件{number}是{cell}。",
                name=name,
                text=written,
                number=number,
                cell=cell["text"],
            )
            yield Disagreement(message, name, str(cell["text"]))


def _same_rate(cell: str, fact: Mapping[str, Any]) -> bool:
    """In a table a change is a sign and the rate, or a dash where there is no rate."""
    if not str(fact.get("label", "")).endswith(_RATES):
        return False
    value = fact.get("value")
    bare = cell.replace("−", "-").lstrip("+").rstrip("%")
    return bare == "—" if value is None else bare == str(value)


def _totals(number: int, table: Part, facts: Facts) -> Iterator[Disagreement]:
    """The rows of a column against the figure of the whole area; only where every row has a value."""
    for column in range(1, len(table["header"])):
        title = table["header"][column]
        cells = [row[column] for row in table["rows"] if len(row) > column]
        rows = [facts.get(cell.get("fact", "")) for cell in cells if isinstance(cell, dict)]
        values = [Decimal(row["value"]) for row in rows if row and row.get("value") is not None]
        whole = facts.get(title, {}).get("value")
        if whole is None or len(values) < 2 or len(values) != len(cells):
            continue
        total, made = Fraction(Decimal(whole)), Fraction(sum(values, Decimal(0)))
        if abs(made - total) > abs(total) * SLACK:
            message = _(
                "附件{number}“{title}”各行相加与全文的{title}{whole}不符。",
                number=number,
                title=title,
                whole=facts[title]["text"],
            )
            yield Disagreement(message)


def _ranks(number: int, table: Part, named: set[str], facts: Facts) -> Iterator[Disagreement]:
    """A rank in the text against the row of the annex."""
    if table["header"][:1] != ["名次"]:
        return
    listed = {
        cell["line"]: (cell_text(row[0]), str(row[1]))
        for row in table["rows"]
        for cell in row
        if isinstance(cell, dict) and "line" in cell
    }
    for name in sorted(named & facts.keys()):
        sources = facts[name].get("sources", ())
        line = sources[0].get("line_id") if len(sources) == 1 else None
        if not name.endswith("名次") or line not in listed:
            continue
        rank, unit = listed[line]
        written = str(facts[name]["text"])
        if f"第{rank}名" not in written:
            message = _(
                "{unit}正文是{text}，附件{number}是第{rank}名。",
                unit=unit,
                text=written,
                number=number,
                rank=rank,
            )
            yield Disagreement(message, name, f"第{rank}名")
