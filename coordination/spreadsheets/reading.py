"""What a sheet says for a form: entries by the key of their place, where they stand, what is odd."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from coordination.kernel.text import Text
from coordination.reporting.sheet import Layout
from coordination.spreadsheets.findings import Finding, Level
from coordination.spreadsheets.grid import Spot

STANDING = "情况"
ZERO, NOTHING = "零报告", "没有收到"


@dataclass(frozen=True, slots=True)
class Asked:
    """The form for one report, or with `collects` for many units at once, one row each.

    `names` are those of each row by its key, the short one first; `period` such as 2026-10.
    """

    layout: Layout
    names: Mapping[str, Sequence[str]]
    period: str
    collects: bool = False


@dataclass(frozen=True, slots=True)
class Where:
    """In which cell each place stands: by the key of the row and the code of the column."""

    sheet: str
    down: bool
    rows: Mapping[str, int]
    columns: Mapping[str, int]

    def spot(self, key: str) -> Spot | None:
        """The cell of a place; None when the sheet has none for it."""
        row, _dash, code = key.partition("-")
        name, place = (code, "") if self.down else (row, code)
        if name not in self.rows or place not in self.columns:
            return None
        return self.rows[name], self.columns[place]


NOWHERE = Where("", False, {}, {})


@dataclass(slots=True)
class Reading:
    """`typed` and `reasons` by the key of the place; `zeros` are the rows that report zero as a whole."""

    where: Where = NOWHERE
    typed: dict[str, str] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    zeros: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Without the findings, which are kept beside."""
        where = self.where
        return {
            "sheet": where.sheet,
            "down": where.down,
            "rows": dict(where.rows),
            "columns": dict(where.columns),
            "typed": self.typed,
            "reasons": self.reasons,
            "zeros": self.zeros,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any], findings: list[Finding]) -> "Reading":
        where = Where(kept["sheet"], kept["down"], kept["rows"], kept["columns"])
        return cls(where, kept["typed"], kept["reasons"], kept["zeros"], findings)

    @property
    def stopped(self) -> bool:
        return any(one.level is Level.STOP for one in self.findings)


def stop(text: Text, at: Spot | None = None) -> Reading:
    return Reading(findings=[Finding(Level.STOP, text, at)])
