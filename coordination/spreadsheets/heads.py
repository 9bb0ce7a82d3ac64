"""Where the figures of a form stand in a sheet, ours or somebody else's: by the names of the indicators."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from coordination.kernel.text import _
from coordination.reporting.sheet import Column
from coordination.spreadsheets.findings import Finding, Level
from coordination.spreadsheets.grid import Grid, Spot, letters
from coordination.spreadsheets.names import MONEY, money_in_line, parted, plain, unambiguous

HEAD_WITHIN = 40
NAMES_WITHIN = 12
#: Words above a figure which say that it is not that of this period.
OTHER = re.compile("上月|上期|上年|去年|同期|累计|环比|同比|增减|上季|上周")
NOW = re.compile("本期|本月|本周|本季|数值|数量|填报数|实际|数据|完成")
UNITS = re.compile("^(?:计量)?单位$")
WHY = re.compile("原因")


@dataclass(frozen=True, slots=True)
class Head:
    """Across: `places` are columns and the data stand below `row`. Down: `places` are rows, the data
    stand in `column`, a reason for a large change in `reasons`. `factors` turn a unit into the form's."""

    down: bool
    places: Mapping[str, int]
    row: int
    column: int = -1
    reasons: int = -1
    factors: Mapping[str, Decimal] = field(default_factory=dict)
    findings: Sequence[Finding] = ()


class Names:
    """What the columns of a form are called: by name, by code, by section and name, with or without 数."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = {column.code: column for column in columns}
        exact = [
            (name, column.code)
            for column in columns
            for name in {plain(column.name), plain(column.code), plain(column.section + column.name)}
        ]
        loose = [
            (variant, code)
            for name, code in exact
            for variant in {parted(name)[0], name.removesuffix("数"), f"{name}数", name.removesuffix("数量")}
        ]
        self.known = unambiguous(loose) | unambiguous(exact)

    def meant(self, text: str) -> tuple[str, str] | None:
        """The code and the unit of measure of a heading; None when it names no figure of the form."""
        if (code := self.known.get(text)) is not None:
            return code, ""
        name, unit = parted(text)
        code = self.known.get(name)
        return None if code is None else (code, unit)


def head(grid: Grid, columns: Sequence[Column], *, table: bool) -> Head | None:
    """The best match of the form in this sheet; None when no indicator is named anywhere."""
    names, top = Names(columns), _spread(grid)
    single = [len(set(line) - {""}) <= 1 for line in top]
    across = [
        found
        for row in range(len(top))
        if (found := _across(grid, top, _first_head_row(single, row), row, names)) is not None
    ]
    down = [] if table else [found for found in _down(grid, top, names) if found is not None]
    return max([*down, *across], key=lambda one: len(one.places), default=None)


def _spread(grid: Grid) -> list[list[str]]:
    """The plain texts of the first rows, merged cells filled from their first cell."""
    top = [list(row) for row in grid.rows[:HEAD_WITHIN]]
    for (first, left), (last, right) in grid.marks.merged:
        for row in range(first, min(last + 1, len(top))):
            top[row] += [""] * (right + 1 - len(top[row]))
            for column in range(left, right + 1):
                top[row][column] = grid.at(first, left)
    return [[plain(value) if isinstance(value, str) else "" for value in line] for line in top]


def _across(grid: Grid, top: Sequence[Sequence[str]], first: int, row: int, names: Names) -> Head | None:
    found: dict[str, list[tuple[int, str]]] = {}
    for column, text in enumerate(top[row]):
        above = _above(top, first, row, column)
        meant = (names.meant(text) or names.meant("".join(above) + text)) if text else None
        if meant is not None and not _of_another_time(names.columns[meant[0]], [*above, text]):
            found.setdefault(meant[0], []).append((column, meant[1]))
    if not found:
        return None
    places = {code: spots[0][0] for code, spots in found.items() if len(spots) == 1}
    units = {code: found[code][0][1] or _unit_below(grid, row, places[code]) for code in places}
    factors, told = _factors(grid, row, units, places, names)
    doubled = [_doubled(names.columns[code], spots, row) for code, spots in found.items() if len(spots) > 1]
    if len(doubled) > 1 and not places:
        doubled = [_all_doubled(names, found, row)]
    return (
        Head(False, places, row, factors=factors, findings=(*doubled, *told)) if places or doubled else None
    )


def _above(top: Sequence[Sequence[str]], first: int, row: int, column: int) -> list[str]:
    """The names of the groups above a heading, from the top."""
    found = [top[r][column] for r in range(first, row) if column < len(top[r])]
    return [text for text in dict.fromkeys(found) if text]


def _first_head_row(single: Sequence[bool], row: int) -> int:
    """Above the headings stand groups, above them the title: a row with one text only."""
    first = row
    while first > 0 and not single[first - 1]:
        first -= 1
    return max(first, row - 3)


def _of_another_time(column: Column, texts: Sequence[str]) -> bool:
    return any(OTHER.search(text) and not OTHER.search(column.name) for text in texts)


def _unit_below(grid: Grid, row: int, column: int) -> str:
    """The unit of measure in a row of its own below the headings."""
    below = plain(grid.at(row + 1, column)).strip("()")
    return below if below in MONEY else ""


def _doubled(column: Column, spots: Sequence[tuple[int, str]], row: int) -> Finding:
    where = "、".join(letters(place) for place, _unit in spots)
    text = _(
        "{columns}列都是“{name}”，分不清哪一列是本期，没有读。请保留表头里的“本月”“上月”等字，或删去多余的列",
        columns=where,
        name=column.name,
    )
    return Finding(Level.ERROR, text, (row, spots[-1][0]))


def _all_doubled(names: Names, found: Mapping[str, Sequence[tuple[int, str]]], row: int) -> Finding:
    """Not one column can be told: heads such as 本月 and 上月 were left out."""
    code, spots = next(iter(found.items()))
    text = _(
        "每个指标都有几列（{columns}列都是“{name}”），分不清哪一列是本期，没有读。请保留表头里的“本月”“上月”等字，或删去多余的列",
        columns="、".join(letters(place) for place, _unit in spots),
        name=names.columns[code].name,
    )
    return Finding(Level.STOP, text, (row, spots[-1][0]))


def _factors(
    grid: Grid,
    row: int,
    units: Mapping[str, str],
    places: Mapping[str, int],
    names: Names,
    *,
    down: bool = False,
) -> tuple[dict[str, Decimal], list[Finding]]:
    """What turns each figure into the form's unit of measure, and what to say about it."""
    lines = [money_in_line(value) for line in grid.rows[:row] for value in line if isinstance(value, str)]
    general = next((unit for unit in lines if unit), "")
    factors, told = {}, []
    for code, place in places.items():
        column, at = names.columns[code], (place, 0) if down else (row, place)
        unit = plain(units.get(code, ""))
        if column.unit in MONEY:
            factor = MONEY.get(unit or general, MONEY[column.unit]) / MONEY[column.unit]
            if factor != 1:
                factors[code] = factor
                told.append(_converted(column, unit or general, at, factor))
                continue
        if unit and unit != plain(column.unit) and not (unit in MONEY and column.unit in MONEY):
            told.append(_another_unit(column, unit, at))
    return factors, told


def _converted(column: Column, unit: str, at: Spot, factor: Decimal) -> Finding:
    text = _(
        "“{name}”按{unit}读，已换算成{target}（乘以{factor}）",
        name=column.name,
        unit=unit,
        target=column.unit,
        factor=f"{factor:,f}",
    )
    return Finding(Level.NOTE, text, at)


def _another_unit(column: Column, unit: str, at: Spot) -> Finding:
    text = _(
        "“{name}”的单位写的是{unit}，报表要的是{target}，没有换算，请核对",
        name=column.name,
        unit=unit,
        target=column.unit,
    )
    return Finding(Level.NOTE, text, at)


def _down(grid: Grid, top: Sequence[Sequence[str]], names: Names) -> Iterator[Head | None]:
    """Indicators one below the other, the figures beside them."""
    for column in range(min(NAMES_WITHIN, max(map(len, top), default=0))):
        meant = {
            row: found
            for row in range(len(grid.rows))
            if isinstance(value := grid.at(row, column), str)
            and value
            and (found := names.meant(plain(value)))
        }
        rows: dict[str, list[int]] = {}
        for row, (code, _unit) in meant.items():
            rows.setdefault(code, []).append(row)
        places = {code: spots[0] for code, spots in rows.items() if len(spots) == 1}
        if places:
            yield _beside(
                grid, top, column, places, {code: meant[row][1] for code, row in places.items()}, names
            )


def _beside(
    grid: Grid,
    top: Sequence[Sequence[str]],
    column: int,
    places: Mapping[str, int],
    units: Mapping[str, str],
    names: Names,
) -> Head | None:
    """The columns right of the names: unit of measure, the figures of this period, a reason."""
    first = min(places.values())
    heads = {
        place: top[first - 1][place]
        for place in range(column + 1, len(top[first - 1]) if first else 0)
        if top[first - 1][place] != ""
    }
    unit_column = next((place for place, text in heads.items() if UNITS.match(text)), -1)
    value_column = next((place for place, text in heads.items() if NOW.search(text)), -1)
    if value_column < 0:
        value_column = _first_with_figures(grid, places, column + 1, {unit_column}, heads)
    if value_column < 0:
        return None
    written = {code: units[code] or str(grid.at(row, unit_column) or "") for code, row in places.items()}
    factors, told = _factors(grid, first, written if unit_column >= 0 else units, places, names, down=True)
    reasons = next((place for place, text in heads.items() if WHY.search(text)), -1)
    return Head(True, places, first - 1, value_column, reasons, factors, told)


def _first_with_figures(
    grid: Grid, places: Mapping[str, int], start: int, without: set[int], heads: Mapping[int, str]
) -> int:
    for column in range(start, start + NAMES_WITHIN):
        if column in without or OTHER.search(heads.get(column, "")):
            continue
        if any(isinstance(grid.at(row, column), int | float) for row in places.values()):
            return column
    texts = [
        column
        for column in range(start, start + NAMES_WITHIN)
        if column not in without and any(plain(grid.at(row, column))[:1].isdigit() for row in places.values())
    ]
    return texts[0] if texts else -1
