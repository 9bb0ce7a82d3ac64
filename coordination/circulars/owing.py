"""What units owe: reports not filed and assignments past their deadline, as bound facts of a 督办函."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from coordination.circulars.facts import Bound, Drawn
from coordination.circulars.standings import TIMELINESS

UNFILED, OVERDUE = "未报名单", "逾期名单"
MOMENTARY = ("未报报表", "逾期交办", "逾期交办数")
Owed = Mapping[str, Sequence[str]]


def of_owing(unfiled: Owed, overdue: Owed, drawn: Drawn) -> None:
    """For each unit the names of what it owes; both by unit name in official order."""
    drawn.lists[UNFILED], drawn.lists[OVERDUE] = tuple(unfiled), tuple(overdue)
    for unit, names in unfiled.items():
        drawn.add(_listed(f"{unit}未报报表", names, "本期已过截止时间仍未报送的报表"))
    for unit, names in overdue.items():
        drawn.add(_listed(f"{unit}逾期交办", names, "已过截止时间仍未办结的交办"))
        counted = f"已过截止时间仍未办结的交办共{len(names)}项"
        drawn.add(_fact(f"{unit}逾期交办数", f"{len(names)}项", counted, Decimal(len(names))))


def lasts(name: str) -> bool:
    """Whether a fact can be wrong later: what was owed on a day is no error once it is done."""
    return not name.endswith(MOMENTARY)


def _listed(name: str, items: Sequence[str], what: str) -> Bound:
    """Titles side by side take no 、 between them (GB/T 15834-2011, 4.5.3.5)."""
    text = "".join(f"《{one}》" for one in items)
    return _fact(name, text, f"{what}：{text}", None)


def _fact(name: str, text: str, formula: str, value: Decimal | None) -> Bound:
    return Bound(name, name, text, formula, (), value, TIMELINESS)


def only(units: Sequence[str], drawn: Drawn) -> None:
    """Name in the text only the units that the letter goes to."""
    for name in (UNFILED, OVERDUE):
        drawn.lists[name] = tuple(one for one in drawn.lists.get(name, ()) if one in units)
