"""The sheet of a month: written as a template, and read back with what is odd at its own addresses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from coordination.kernel.clock import clock
from coordination.kernel.numerals import plain as digits
from coordination.kernel.period import Period
from coordination.kernel.sheets import Cell, ColumnKind, Sheet
from coordination.kernel.sheets import Column as SheetColumn
from coordination.spreadsheets.findings import Finding, Level
from coordination.tallies.entering import COLUMNS, LAST_CASE, Column
from coordination.tallies.queries.months import Line
from coordination.tallies.rules.rows import Count

COLUMN_OF: Mapping[str, Column] = {one.name: one for one in (*COLUMNS, LAST_CASE)}


def template(month: Period, office: str, lines: Sequence[Line]) -> Sheet:
    """The table of a month with what is stored; in Chinese, for it goes to the police and back."""
    columns = [
        SheetColumn("乡镇街道", width=16),
        SheetColumn("村（社区）", width=26),
        SheetColumn("发案（起）", ColumnKind.INTEGER, 11),
        SheetColumn("损失金额（元）", ColumnKind.DECIMAL, 16),
        SheetColumn("单笔最大损失（元）", ColumnKind.DECIMAL, 18),
        SheetColumn("涉诈人员（人）", ColumnKind.INTEGER, 13),
        SheetColumn("涉诈窝点（个）", ColumnKind.INTEGER, 13),
        SheetColumn("最后一起在几日", ColumnKind.INTEGER, 14),
    ]
    title = f"{month.label()}发案统计"
    return Sheet(
        title,
        columns,
        (_written(line) for line in lines),
        f"{office}{title}",
        clock.now(),
        lines=[office, "没有发案的填0；只填数字，不填姓名、身份证号、电话、卡号等个人信息。"],
        frozen_columns=2,
    )


def _written(line: Line) -> Sequence[Cell]:
    subject, tally = line.subject, line.tally
    place = subject.located_in.name if subject.located_in else ""
    if tally is None:
        return (place, subject.name, *(None,) * len(COLUMN_OF))
    figures = (tally.cases, tally.loss, tally.largest_loss, tally.suspects, tally.dens)
    day = tally.last_case_on.day if tally.last_case_on else None
    return (place, subject.name, *figures, day)


@dataclass(slots=True)
class Reading:
    """What a sheet says: the rows that can be taken, in which row of the sheet each stands, what is odd;
    `broken` are the subjects whose row cannot be taken: nothing is filed for them."""

    sheet: str = ""
    counts: list[Count] = field(default_factory=list)
    places: dict[int, int] = field(default_factory=dict)
    broken: list[int] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def stopped(self) -> bool:
        return any(one.level is Level.STOP for one in self.findings)

    def as_json(self) -> dict[str, Any]:
        """Without the findings, which are kept beside."""
        rows = [
            {
                "subject": one.subject_id,
                "cases": one.cases,
                "loss": digits(one.loss),
                "largest_loss": digits(one.largest_loss),
                "suspects": one.suspects,
                "dens": one.dens,
                "last_case_on": one.last_case_on.isoformat() if one.last_case_on else None,
                "row": self.places[one.subject_id],
            }
            for one in self.counts
        ]
        return {"sheet": self.sheet, "rows": rows, "broken": self.broken}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any], findings: list[Finding]) -> "Reading":
        counts = [
            Count(
                row["subject"],
                row["cases"],
                Decimal(row["loss"]),
                Decimal(row["largest_loss"]),
                row["suspects"],
                row["dens"],
                date.fromisoformat(row["last_case_on"]) if row["last_case_on"] else None,
            )
            for row in kept["rows"]
        ]
        places = {row["subject"]: row["row"] for row in kept["rows"]}
        return cls(kept["sheet"], counts, places, list(kept["broken"]), findings)
