"""A draft from a template and the facts: title, addressees, body."""

from collections.abc import Iterable, Mapping, Sequence

from coordination.circulars.counting import of_area
from coordination.circulars.facts import Drawn, Ledger
from coordination.circulars.standings import Standing, Timeliness, of_ranking, of_timeliness
from coordination.circulars.townships import of_townships
from coordination.document_templates.rules import Block, Made, make
from coordination.kernel.period import Kind, Period

CHOSEN = "选定"
#: The groups of facts that are chosen from beforehand; the others are inserted in the editor.
OFFERED = ("总体", "累计")


def draw(ledger: Ledger, standings: Sequence[Standing], units: Mapping[str, Timeliness]) -> Drawn:
    """All facts of a period."""
    drawn = Drawn()
    drawn.add(*of_area(ledger))
    of_townships(ledger, drawn)
    of_ranking(str(ledger.period), standings, drawn)
    of_timeliness(units, drawn)
    return drawn


def words(period: Period, area: str) -> dict[str, str]:
    """What stands for the {} of a template: 月份 10月, 月数 10, 年份 2026年, 报告期 2026年10月, 地区 全区."""
    label = str(period.label())
    month = f"{period.number}月" if period.kind is Kind.MONTH else label
    return {
        "月份": month,
        "月数": str(period.number),
        "年份": f"{period.year}年",
        "报告期": label,
        "地区": area,
    }


def compose(
    blocks: Sequence[Block], drawn: Drawn, said: Mapping[str, str], chosen: Sequence[str] = ()
) -> list[Made]:
    """The blocks of the body, whose every 【】 is a fact of `drawn`; `chosen` facts are named one by one."""
    lists = {**drawn.lists, CHOSEN: tuple(name for name in chosen if name in drawn.facts)}
    return make(blocks, drawn.facts.keys(), lists, said)


def addressees(names: Iterable[str], others: bool) -> str:
    """主送 from the names of the townships; `others`: there are member units beside them."""
    ends = {name[-1:] for name in names}
    parts = []
    if ends & {"乡", "镇"}:
        towns = "各乡镇" if {"乡", "镇"} <= ends else "各乡" if "乡" in ends else "各镇"
        parts.append(f"{towns}人民政府")
    if "道" in ends:
        parts.append("各街道办事处")
    lead = "、".join(parts)
    if not lead:
        return "联席会议各成员单位"
    return f"{lead}，联席会议各成员单位" if others else lead
