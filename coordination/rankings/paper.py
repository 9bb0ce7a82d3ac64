"""The score sheet of a unit as PDF: one A4 page that goes into a file or onto a wall."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coordination.kernel import pdf
from coordination.kernel.charts.svg import FONTS, quoted
from coordination.kernel.clock import local
from coordination.kernel.numerals import grouped
from coordination.kernel.period import Period
from coordination.kernel.typefaces import typefaces
from coordination.rankings import chart
from coordination.rankings.explained import Explained, ExplainedItem
from coordination.rankings.history import Standing
from coordination.rankings.rules import State
from coordination.rankings.rules.wording import STATE_LABELS, change_words

WIDTH = 680


@dataclass(frozen=True)
class ScoreSheet:
    """What one page says; official papers are Chinese, whatever the language of the reader."""

    why: Explained
    standings: Sequence[Standing]

    @property
    def title(self) -> str:
        return f"{self.why.line.unit.name}{Period.parse(self.why.line.ranking.period).label()}考核得分单"

    @property
    def place(self) -> str:
        line = self.why.line
        if line.rank is None:
            return "，".join(filter(None, (str(STATE_LABELS[State(line.state)]), line.reason)))
        return f"第{line.rank}名（共{self.why.ranked}家，{change_words(self.why.change)}）"

    @property
    def ahead(self) -> str:
        found = self.why.ahead
        return f"差{found.gap}分，第{found.rank}名是{'、'.join(found.units)}" if found else "—"

    @property
    def rows(self) -> Iterator[tuple[str, str, str, str, str]]:
        """Item, value, formula, weight and points of each item."""
        for item in self.why.items:
            yield (
                item.item.title,
                self._value(item),
                str(item.words),
                f"{item.found.weight:.2f}",
                f"{item.shown_points:.2f}",
            )

    @staticmethod
    def _value(item: ExplainedItem) -> str:
        if item.not_assessed:
            return "不考核"
        return "未报" if item.value is None else f"{grouped(item.value)}{item.unit_of_measure}"

    @property
    def frozen(self) -> str:
        ranking = self.why.line.ranking
        at = local(ranking.frozen_at)
        return f"{at.year}年{at.month}月{at.day}日，第{ranking.sequence}次；指纹{ranking.sha256[:16]}"

    @property
    def places(self) -> str:
        """The chart, its text in the face of the page."""
        drawn = chart.over_time(self.why.line, self.standings, width=WIDTH)
        return drawn.replace(quoted(FONTS), quoted(typefaces().family("song")))


def score_sheets(sheets: Sequence[ScoreSheet]) -> bytes:
    """One page or more for each. Raises `DocumentError` (kernel.pdf)."""
    return pdf.render("score_sheet.html", sheets)
