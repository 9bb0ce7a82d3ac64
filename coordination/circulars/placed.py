"""Tables and charts that stand in the text: drawn from the annex, so both always say the same."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from coordination.circulars.annexes import TIER_SIDES, Part, cell_text
from coordination.circulars.publication import TIERS

RANKS, TIER = "名次", "档次"
Table = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Ranked:
    rank: int
    row: list[Any]


def table_of(block: Mapping[str, Any], parts: Sequence[Part]) -> Table | None:
    """The table that a block asks for, of its cohort; None where the annex has none.

    What the annex does not publish is not shown here either: of a ranking in tiers, the tiers.
    """
    found = next((table for table, _figure in _of_cohort(block["cohort"], parts)), None)
    if found is None:
        return None
    if found["header"][0] == TIER or block["show"] == "full":
        return {**found, "caption": block["text"]}
    ranked = [_Ranked(int(rank), row) for row in found["rows"] if (rank := cell_text(row[0])).isdecimal()]
    if block["show"] == "top":
        rows = [one.row for one in ranked if one.rank <= block["count"]]
        return {**found, "caption": block["text"], "rows": rows, "note": ""} if rows else None
    return _tiers(block["text"], ranked) if ranked else None


def _tiers(caption: str, ranked: Sequence[_Ranked]) -> Table:
    """Units by the third of the cohort in which their rank lies, without ranks and points."""
    groups: dict[int, list[str]] = {}
    for one in ranked:
        groups.setdefault(min(2, 3 * (one.rank - 1) // len(ranked)), []).append(str(one.row[1]))
    rows = [[TIERS[number], "、".join(names)] for number, names in sorted(groups.items())]
    aligns = list(TIER_SIDES)
    return {"caption": caption, "header": [TIER, "单位"], "rows": rows, "note": "", "aligns": aligns}


def figure_of(block: Mapping[str, Any], parts: Sequence[Part]) -> dict[str, str] | None:
    """The chart of a cohort; None where the annex has none."""
    return next((figure for _table, figure in _of_cohort(block["cohort"], parts) if figure), None)


def _of_cohort(cohort: str, parts: Sequence[Part]) -> Iterator[tuple[Table, dict[str, str] | None]]:
    for part in parts:
        figures = part.get("figures", ())
        for place, table in enumerate(part["tables"]):
            if table["header"][0] in (RANKS, TIER) and table["caption"] == cohort:
                yield table, figures[place] if place < len(figures) else None


def figure_place(block: Mapping[str, Any], parts: Sequence[Part]) -> tuple[int, int] | None:
    """Where the chart of a cohort stands in the annex: part and place, for its address."""
    for number, part in enumerate(parts):
        for place, table in enumerate(part["tables"]):
            fits = table["header"][0] == RANKS and table["caption"] == block["cohort"]
            if fits and place < len(part.get("figures", ())):
                return number, place
    return None


def cohorts(parts: Sequence[Part]) -> list[str]:
    """The cohorts that a table can be placed of."""
    names = [
        str(table["caption"])
        for part in parts
        for table in part["tables"]
        if table["header"][0] in (RANKS, TIER) and table["caption"]
    ]
    return list(dict.fromkeys(names))
