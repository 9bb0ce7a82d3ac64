"""Rankings on paper: the score sheet of a unit, and the table of a ranking with its charts."""

from collections.abc import Iterable, Iterator, Sequence
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
from coordination.rankings.models import Ranking, ScoreLine
from coordination.rankings.rules import State
from coordination.rankings.rules.heat import step, weakest
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
        if found is None:
            return {None: "—", 1: "已是第1名"}.get(self.why.line.rank, "前一名没有公布")
        return f"差{found.gap}分，第{found.rank}名是{'、'.join(found.units)}"

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
        return _set(chart.over_time(self.why.line, self.standings, width=WIDTH))


def score_sheets(sheets: Sequence[ScoreSheet]) -> bytes:
    """One page or more for each. Raises `DocumentError` (kernel.pdf)."""
    return pdf.render("score_sheet.html", sheets)


def _set(drawn: str) -> str:
    """A chart with its text in the face of the page."""
    return drawn.replace(quoted(FONTS), quoted(typefaces().family("song")))


@dataclass(frozen=True)
class Row:
    """One unit as it is printed; `cells` are the step of the shade and the text of each item."""

    rank: str
    change: str
    unit: str
    total: str
    cells: Sequence[tuple[int | None, str]]


@dataclass(frozen=True)
class Group:
    """A cohort: its table, and the charts as SVG."""

    cohort: str
    finding: str
    titles: Sequence[str]
    rows: Sequence[Row]
    bars: str
    composition: str


@dataclass(frozen=True)
class RankingPaper:
    ranking: Ranking
    groups: Sequence[Group]

    @property
    def title(self) -> str:
        return f"{Period.parse(self.ranking.period).label()}排名"

    @property
    def about(self) -> str:
        at = local(self.ranking.frozen_at)
        return (
            f"{self.ranking.scheme.name}，第{self.ranking.scheme.revision}版；冻结于{at.year}年{at.month}月{at.day}日，"
            f"第{self.ranking.sequence}次；指纹{self.ranking.sha256[:16]}"
        )


def ranking_paper(ranking: Ranking, cohorts: Iterable[tuple[str, Sequence[ScoreLine]]]) -> bytes:
    """The cohorts of a ranking, each from a page of its own. Raises `DocumentError` (kernel.pdf)."""
    groups = [_group(ranking, cohort, lines) for cohort, lines in cohorts]
    return pdf.render("ranking.html", RankingPaper(ranking, groups))


def _group(ranking: Ranking, cohort: str, lines: Sequence[ScoreLine]) -> Group:
    titles = chart.titles_of(lines)
    return Group(
        cohort=cohort,
        finding=str(weakest(titles, [chart.got(line) for line in lines])),
        titles=list(titles.values()),
        rows=[_row(line) for line in lines],
        bars=_set(chart.drawn(ranking, cohort, lines, width=WIDTH)),
        composition=_set(chart.composition(ranking, cohort, lines, width=WIDTH, say=str)),
    )


def _row(line: ScoreLine) -> Row:
    moved = chart.change_of(line)
    signs = "—" if moved is None else "=" if not moved else f"{'▲' if moved > 0 else '▼'}{abs(moved)}"
    cells = [
        (step(got), "不考核" if item.missing else "未报" if item.value is None else f"{item.points:.2f}")
        for got, item in zip(chart.got(line), line.items, strict=True)
    ]
    place = str(line.rank or STATE_LABELS[State(line.state)])
    return Row(place, signs, line.unit.short_name, f"{line.total:.2f}", cells)
