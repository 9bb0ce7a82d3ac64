"""What a member unit may read of the facts of an issued circular; no database here."""

from collections.abc import Collection, Iterator
from typing import Any, Protocol

from coordination.circulars.binding import used

HIDDEN = "—"


class Printed(Protocol):
    @property
    def body(self) -> list[dict[str, Any]]: ...
    @property
    def annex(self) -> dict[str, Any] | None: ...


def printed_facts(circular: Printed) -> set[str]:
    """The facts that stand in the text or in a table of the annex."""
    return used(circular.body) | set(_in_tables(circular.annex or {}))


def _in_tables(annex: dict[str, Any]) -> Iterator[str]:
    for part in annex.get("parts", []):
        for table in part.get("tables", []):
            cells = (cell for row in table.get("rows", []) for cell in row)
            yield from (cell["fact"] for cell in cells if isinstance(cell, dict) and "fact" in cell)


def without_parts(fact: dict[str, Any], readable: Collection[int]) -> dict[str, Any]:
    """The fact as its reader may see it: of a sum over several units only the reader's own part.

    What one unit alone filed was printed as the fact itself and stays.
    """
    filed = [source for source in fact["sources"] if source.get("report_id")]
    if len({source["unit"] for source in filed}) < 2:
        return fact
    sources = [
        source
        if source.get("report_id", 0) in readable or source not in filed
        else source | {"value": HIDDEN}
        for source in fact["sources"]
    ]
    head, colon, parts = fact["formula"].partition("：")
    formula = f"{head} = {fact['text']}" if colon and " + " in parts else fact["formula"]
    return fact | {"sources": sources, "formula": formula}
