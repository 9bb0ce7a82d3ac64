"""The annexes as frozen tables of text; a cell may name the fact or the score line behind it."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from coordination.circulars.facts import Bound, Drawn, Place
from coordination.circulars.measures import CASES, LOSS
from coordination.circulars.publication import TIERS, shown, tier
from coordination.circulars.standings import Standing
from coordination.circulars.states import Publication
from coordination.kernel.charts import Bar, Meaning, ranked_bars

Cell = str | dict[str, Any]
Part = dict[str, Any]
NONE = "—"
NOT_FILED = "未报"
NOT_ASSESSED = "不考核"
#: What a change is measured against, told below the table that has its column.
BASE_WORDS = {"环比": "上期", "同比": "上年同期"}
TIER_SIDES = ("center", "left")
REST_IS_TOLD = "只列前列和进步最大的单位，其余单位的名次另行告知本单位。"


@dataclass(frozen=True, slots=True)
class Item:
    """Points of a unit in one item of the scheme, with the weight that the scheme gives it."""

    title: str
    weight: str
    points: str


@dataclass(frozen=True, slots=True)
class Row:
    """A unit of the ranking with its items; `state` says why there is no rank."""

    standing: Standing
    state: str
    items: tuple[Item, ...]


def annexes(
    drawn: Drawn,
    places: Sequence[Place],
    rows: Sequence[Row],
    scheme: str,
    publication: Publication = Publication.FULL,
) -> dict[str, Any]:
    """What follows the text: townships, ranking, score detail; only what there is and is published."""
    chosen = {one.line_id for one in shown([row.standing for row in rows], publication)}
    listed = [row for row in rows if row.standing.line_id in chosen]
    parts = [*_townships(drawn, places)]
    if publication is Publication.TIERS:
        parts += _in_tiers(rows, scheme)
    else:
        note = "" if publication is Publication.FULL else REST_IS_TOLD
        parts += [*_ranking(listed, scheme, note), *_detail(listed)]
    return {"parts": parts}


def _townships(drawn: Drawn, places: Sequence[Place]) -> list[Part]:
    """Figures of each township; a column in which nobody has a value is left out."""
    columns = [
        (measure.name, suffix)
        for measure in (CASES, LOSS)
        for suffix in ("", "环比", "同比", "占比")
        if any(f"{place.name}{measure.name}{suffix}" in drawn.facts for place in places)
    ]
    if not columns:
        return []
    rows: list[list[Cell]] = [
        [place.name, *(_fact(drawn, f"{place.name}{name}{suffix}") for name, suffix in columns)]
        for place in places
    ]
    header = ["乡镇（街道）", *(suffix or name for name, suffix in columns)]
    note = f"{_bases({suffix for _measure, suffix in columns})}“未报”不等于零。"
    tables = [table(header, rows, note=note)]
    return [{"title": "各乡镇（街道）立案和损失情况表", "landscape": True, "tables": tables}]


def _bases(columns: Set[str]) -> str:
    """What the changes in the table are measured against."""
    told = [name for name in BASE_WORDS if name in columns]
    if not told:
        return ""
    apiece = "分别" if len(told) > 1 else ""
    return f"{'、'.join(told)}{apiece}以{'、'.join(BASE_WORDS[name] for name in told)}为基数；"


def _fact(drawn: Drawn, name: str) -> Cell:
    fact = drawn.facts.get(name)
    if fact is None:
        return NOT_FILED if name.endswith((CASES.name, LOSS.name)) else NONE
    return {"text": _short(fact), "fact": name}


def _short(fact: Bound) -> str:
    """In a table the head already says 环比: a sign and the rate, or the words where there is no rate."""
    if not fact.name.endswith(("环比", "同比")):
        return fact.text
    if fact.value is None:
        return NONE
    return f"+{fact.value}%" if fact.value > 0 else f"{fact.value}%".replace("-", "−")


def table(
    header: list[str],
    rows: list[list[Cell]],
    *,
    caption: str = "",
    note: str = "",
    aligns: Sequence[str] = (),
) -> dict[str, Any]:
    return {"caption": caption, "header": header, "rows": rows, "note": note, "aligns": list(aligns)}


def by_cohort(rows: Sequence[Row]) -> Mapping[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.standing.cohort, []).append(row)
    return found


def _in_tiers(rows: Sequence[Row], scheme: str) -> list[Part]:
    """Units by tier, within a tier in their own order; neither ranks nor points."""
    tables = []
    for cohort, lines in by_cohort(rows).items():
        ranked = [line.standing for line in lines if line.standing.rank is not None]
        groups: dict[str, list[Standing]] = {label: [] for label in TIERS}
        for one in ranked:
            groups[TIERS[tier(one, len(ranked))]].append(one)
        for line in lines:
            if line.standing.rank is None:
                groups.setdefault(line.state, []).append(line.standing)
        cells: list[list[Cell]] = [
            [label, "、".join(one.unit for one in sorted(members, key=lambda one: one.order))]
            for label, members in groups.items()
            if members
        ]
        note = "每档内按单位次序排列。"
        tables.append(table(["档次", "单位"], cells, caption=cohort, note=note, aligns=TIER_SIDES))
    return [{"title": f"{scheme}分档情况表", "landscape": False, "tables": tables}] if tables else []


def _ranking(rows: Sequence[Row], scheme: str, rest: str = "") -> list[Part]:
    if not rows:
        return []
    tables, figures = [], []
    for cohort, lines in by_cohort(rows).items():
        cells: list[list[Cell]] = [
            [
                line.state if line.standing.rank is None else _of_line(str(line.standing.rank), line),
                line.standing.unit,
                _of_line(f"{line.standing.total:.2f}", line),
                NONE if line.standing.risen is None else _of_line(_moved(line.standing.risen), line),
            ]
            for line in lines
        ]
        header = ["名次", "单位", "总分", "比上期"]
        note = ("同分者名次相同，按单位次序排列。" if _tied(lines) else "") + rest
        tables.append(table(header, cells, caption=cohort, note=note))
        figures.append(_chart(cohort, lines))
    return [{"title": f"{scheme}排名表", "landscape": False, "tables": tables, "figures": figures}]


def _tied(lines: Sequence[Row]) -> bool:
    ranks = [line.standing.rank for line in lines if line.standing.rank is not None]
    return len(set(ranks)) < len(ranks)


def cell_text(cell: Cell) -> str:
    """What a cell prints."""
    return cell if isinstance(cell, str) else str(cell["text"])


def _of_line(text: str, row: Row) -> Cell:
    """A number that the score line of the unit explains."""
    return {"text": text, "line": row.standing.line_id}


def _moved(risen: int) -> str:
    return f"上升{risen}位" if risen > 0 else f"下降{-risen}位" if risen else "不变"


def _chart(cohort: str, lines: Sequence[Row]) -> dict[str, str]:
    ranked = [line.standing for line in lines if line.standing.rank is not None]
    bars = [Bar(one.unit, one.total, one.risen, f"{one.total:.2f}") for one in ranked]
    best = "、".join(one.unit for one in ranked if one.rank == 1)
    sentence = f"{cohort}得分最高的是{best}，{ranked[0].total:.2f}分。" if ranked else f"{cohort}不排名。"
    svg = ranked_bars(f"{cohort}得分", sentence, bars, meaning=Meaning.RANK, width=640)
    return {"svg": svg, "caption": f"{cohort}得分（分）和名次变化", "sentence": sentence}


def _detail(rows: Sequence[Row]) -> list[Part]:
    if not rows or not rows[0].items:
        return []
    titles = [f"{item.title}（{item.weight}分）" for item in rows[0].items]
    cells: list[list[Cell]] = [
        [
            row.standing.cohort,
            row.standing.unit,
            *(_of_line(item.points, row) for item in row.items),
            _of_line(f"{row.standing.total:.2f}", row),
        ]
        for row in rows
        if len(row.items) == len(titles)
    ]
    note = "各项得分四舍五入到小数点后两位，总分按未舍入的得分相加后取两位小数。"
    told = {item.points for row in rows for item in row.items}
    note += "“不考核”的分值按比例分到该单位其他项。" if NOT_ASSESSED in told else ""
    note += "“未报”记0分。" if NOT_FILED in told else ""
    return [
        {
            "title": "各单位得分明细表",
            "landscape": True,
            "tables": [table(["分组", "单位", *titles, "总分"], cells, note=note)],
        }
    ]
