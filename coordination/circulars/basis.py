"""What stands behind a ranking in a document: how it was scored, and what the units said before it left."""

from collections.abc import Sequence
from typing import Any

from coordination.circulars.annexes import Cell, Part, table
from coordination.consultations.queries import Outcome, outcome
from coordination.kernel.numerals import plain
from coordination.rankings.models import Ranking
from coordination.schemes import queries as schemes
from coordination.schemes.models import SchemeItem
from coordination.schemes.reading import item_of
from coordination.schemes.rules import Measure
from coordination.schemes.rules.wording import MEASURE_LABELS, method_words


def basis(ranking: Ranking) -> list[Part]:
    """The annexes of scoring and of consultation; the second only where the units were asked."""
    items = schemes.items(ranking.scheme)
    said = outcome(ranking.id)
    return [*_scoring(items, ranking.scheme.name), *(_asked(said) if said else [])]


def _scoring(items: Sequence[SchemeItem], scheme: str) -> list[Part]:
    rows: list[list[Cell]] = [
        [item.title, plain(item.weight), str(MEASURE_LABELS[Measure(item.measure)]), _words(item)]
        for item in items
    ]
    found = table(["考核项", "分值", "取数", "计分办法"], rows, aligns=["left", "center", "left", "left"])
    return [{"title": f"{scheme}考核项和计分办法", "landscape": False, "tables": [found]}] if rows else []


def _words(item: SchemeItem) -> str:
    return str(method_words(item_of(item), item.indicator.unit if item.indicator else ""))


def _asked(said: Outcome) -> list[Part]:
    counts: list[tuple[str, Any, str]] = [
        ("征求意见", said.rounds, "次"),
        ("被征求意见单位", said.asked, "家"),
        ("已查看本单位得分", said.read, "家"),
        ("表示无意见", said.agreed, "家"),
        ("提出异议", said.objections, "条"),
        ("其中：异议成立", said.upheld, "条"),
        ("其中：异议不成立", said.rejected, "条"),
        ("其中：已撤回", said.withdrawn, "条"),
    ]
    rows: list[list[Cell]] = [[name, f"{count}{unit}"] for name, count, unit in counts]
    if said.hours is not None:
        rows.append(["平均答复用时", f"{plain(said.hours)}小时"])
    note = "异议由未填报、未审核有关数据的人员答复；成立的，更正数据后重新计算。"
    found = table(["事项", "情况"], rows, note=note, aligns=["left", "center"])
    return [{"title": "征求意见和异议办理情况", "landscape": False, "tables": [found]}]
