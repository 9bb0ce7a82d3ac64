"""What a correction changes: each printed value and each rank, as it was and as it is; no database here."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from coordination.circulars.annexes import NONE, Cell, Part
from coordination.circulars.binding import Facts
from coordination.circulars.publication import TIERS, shown, tier
from coordination.circulars.standings import RANKING, Standing
from coordination.circulars.states import Publication

BEFORE = "更正前"
#: The group of facts that keep what the corrected document said.
FORMER = "更正前"


@dataclass(frozen=True, slots=True)
class Changed:
    """A value that was printed; `new` None where nothing stands behind it any more."""

    name: str
    old: str
    new: str | None


@dataclass(frozen=True, slots=True)
class Moved:
    """A unit whose rank or points changed; None where it had no line, or no rank."""

    cohort: str
    unit: str
    old: Standing | None
    new: Standing | None

    @property
    def order(self) -> int:
        return (self.new or self.old).order if self.new or self.old else 0  # type: ignore[union-attr]

    def ranks(self) -> tuple[str, str]:
        return _rank(self.old), _rank(self.new)

    def totals(self) -> tuple[str, str]:
        return _total(self.old), _total(self.new)


def _rank(one: Standing | None) -> str:
    return f"第{one.rank}名" if one is not None and one.rank is not None else NONE


def _total(one: Standing | None) -> str:
    return f"{one.total:.2f}" if one is not None else NONE


def changed(old: Facts, new: Facts, printed: Collection[str]) -> list[Changed]:
    """The printed values that differ, in the order in which they were drawn; ranks stand apart."""
    names = [name for name in old if name in printed and old[name].get("group") not in (RANKING, FORMER)]
    names.sort(key=lambda name: (old[name].get("order", 0), name))
    found = [Changed(name, str(old[name]["text"]), _text(new.get(name))) for name in names]
    return [one for one in found if one.old != one.new]


def _text(fact: Mapping[str, Any] | None) -> str | None:
    return None if fact is None else str(fact["text"])


def moved(old: Sequence[Standing], new: Sequence[Standing], publication: Publication) -> list[Moved]:
    """The units whose rank or points differ, as far as either ranking shows them, in unit order."""
    was = {(one.cohort, one.unit): one for one in old}
    now = {(one.cohort, one.unit): one for one in new}
    open_keys = {(one.cohort, one.unit) for one in (*shown(old, publication), *shown(new, publication))}
    found = [
        Moved(*key, was.get(key), now.get(key))
        for key in dict.fromkeys([*was, *now])
        if key in open_keys and _standing(was.get(key)) != _standing(now.get(key))
    ]
    return sorted(found, key=lambda one: (one.cohort, one.order))


def _standing(one: Standing | None) -> tuple[int | None, Decimal] | None:
    return None if one is None else (one.rank, one.total)


@dataclass(frozen=True, slots=True)
class Regrouped:
    """A unit that changed its tier."""

    cohort: str
    unit: str
    old: str
    new: str


def regrouped(old: Sequence[Standing], new: Sequence[Standing]) -> list[Regrouped]:
    """The units in another tier than before, in unit order."""
    was, now = _tiers(old), _tiers(new)
    order = {(one.cohort, one.unit): one.order for one in (*old, *new)}
    keys = [key for key in dict.fromkeys([*was, *now]) if was.get(key, NONE) != now.get(key, NONE)]
    keys.sort(key=lambda key: (key[0], order[key]))
    return [Regrouped(*key, was.get(key, NONE), now.get(key, NONE)) for key in keys]


def _tiers(standings: Sequence[Standing]) -> dict[tuple[str, str], str]:
    ranked = [one for one in standings if one.rank is not None]
    sizes: dict[str, int] = {}
    for one in ranked:
        sizes[one.cohort] = sizes.get(one.cohort, 0) + 1
    return {(one.cohort, one.unit): TIERS[tier(one, sizes[one.cohort])] for one in ranked}


def values_table(changes: Sequence[Changed]) -> list[Part]:
    """The annex of values: item, before, after."""
    if not changes:
        return []
    rows: list[list[Cell]] = [
        [one.name, one.old, {"text": one.new, "fact": one.name} if one.new is not None else "无数据"]
        for one in changes
    ]
    return [_part("数据更正对照表", ["项目", "更正前", "更正后"], rows)]


def ranks_table(moves: Sequence[Moved], tiers: Sequence[Regrouped]) -> list[Part]:
    """The annex of ranks: unit, rank and points before and after; or the tiers."""
    ranks: list[list[Cell]] = [
        [one.cohort, one.unit, *_pairs(one.ranks()), *_pairs(one.totals())] for one in moves
    ]
    heads = ["分组", "单位", "更正前名次", "更正后名次", "更正前总分", "更正后总分"]
    grouped: list[list[Cell]] = [[one.cohort, one.unit, one.old, one.new] for one in tiers]
    return [
        *([_part("名次更正对照表", heads, ranks)] if ranks else []),
        *([_part("档次更正对照表", ["分组", "单位", "更正前", "更正后"], grouped)] if grouped else []),
    ]


def _pairs(pair: tuple[str, str]) -> Iterator[Cell]:
    yield from pair


def _part(title: str, header: list[str], rows: list[list[Cell]]) -> Part:
    table = {"caption": "", "header": header, "rows": rows, "note": "", "aligns": []}
    return {"title": title, "landscape": False, "tables": [table]}


def former_facts(changes: Sequence[Changed], facts: Facts, number: str) -> dict[str, dict[str, Any]]:
    """What the corrected document said, as facts that the text of the correction can name."""
    return {
        f"{BEFORE}{one.name}": {
            **facts[one.name],
            "label": f"{BEFORE}{one.name}",
            "formula": f"{number}所载：{one.old}",
            "value": None,
            "group": FORMER,
            "indicator": "",
            "order": 10_000 + place,
        }
        for place, one in enumerate(changes)
    }


MOST_IN_TEXT = 12


def told(number: str, title: str, before: Sequence[str]) -> str:
    """The document that is corrected; of a correction also the numbers of those that it corrected."""
    earlier = f"及其更正的{'、'.join(before)}文件" if before else ""
    return f"{number}《{title}》{earlier}"


def body(
    document: str, reason: str, changes: Sequence[Changed], *, ranks: int, tiers: int
) -> list[dict[str, Any]]:
    """The text of a correction around its facts; what is more than a dozen values stands in the annex."""
    texts = [f"{document}印发后，经核实，部分数据需要更正。{_ended(reason)}现通报如下。"]
    values = [
        f"“{one.name}”由【{BEFORE}{one.name}】更正为【{one.name}】" for one in changes if one.new is not None
    ][:MOST_IN_TEXT]
    blocks = [_block(text) for text in texts]
    if changes:
        blocks.append(_block("数据更正", "heading"))
        listed = f"{'；'.join(values)}。" if values else ""
        gone = "、".join(f"“{one.name}”" for one in changes if one.new is None)
        listed += f"{gone}已没有依据，予以删去。" if gone else ""
        listed += "全部更正见数据更正对照表。"
        blocks.append(_block(listed))
    if ranks or tiers:
        blocks.append(_block("名次更正", "heading"))
        blocks.append(
            _block("按更正后的数据重新计算，有关单位的名次或得分有变化，见对照表；更正后的排名情况见附件。")
        )
    blocks.append(_block("其他", "heading"))
    blocks.append(_block("原通报其余内容不变；与本通报不一致的，以本通报为准。"))
    return blocks


def _ended(reason: str) -> str:
    return reason if reason.endswith(("。", "！", "？")) else f"{reason}。"


def _block(text: str, kind: str = "paragraph") -> dict[str, Any]:
    return {"kind": kind, "level": 1, "text": text}
