"""The duties that the Anti-Telecom-Fraud Law names, by party and article, as data beside the code."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from coordination.config import ROOT

LAW = "中华人民共和国反电信网络诈骗法"
DATA = ROOT / "coordination" / "data"
#: Whom the law names, as kinds of member unit; none: all of them. People are no member units:
#: what they owe shows in what townships do with them.
KINDS: Mapping[str, tuple[str, ...]] = MappingProxyType({"all": (), "citizen": ("township",)})
NOTES: Mapping[str, str] = MappingProxyType(
    {"citizen": "由乡镇街道通过入户走访、签订承诺书、知晓率抽查来推动和反映，不对群众个人打分。"}
)


@dataclass(frozen=True, slots=True)
class Statutory:
    """A duty of the catalogue; `code` is its place there, `party` and `article` are codes."""

    code: str
    party: str
    article: str
    name: str
    content: str
    unit_kinds: tuple[str, ...]


@lru_cache(maxsize=1)
def duties() -> tuple[Statutory, ...]:
    """The catalogue in the order of parties and articles."""
    return tuple(_duty(row) for row in rows("statute-duties.csv"))


def _duty(row: dict[str, str]) -> Statutory:
    who = row["who"].split()
    return Statutory(
        code=row["code"],
        party=row["party"],
        article=row["article"],
        name=row["duty"],
        content="".join(NOTES.get(one, "") for one in who),
        unit_kinds=tuple(kind for one in who for kind in KINDS.get(one, (one,))),
    )


def rows(name: str) -> list[dict[str, str]]:
    """A data file by column name."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
