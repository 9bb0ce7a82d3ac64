"""The trend of a rate as a figure: the last twelve periods, months beside those of last year."""

from collections.abc import Sequence
from dataclasses import dataclass

from coordination.completion.chart import short
from coordination.completion.rules import LOOK_BACK, run_up
from coordination.kernel.charts import Series, trend
from coordination.kernel.charts.svg import Say
from coordination.kernel.period import Kind, Period
from coordination.kernel.text import Text, _
from coordination.timeliness.rules import RATE_LABELS, Rate, Tally, finding

PAGE_WIDTH, PHONE_WIDTH = 620, 340


def reach(period: Period) -> int:
    """How many periods a course needs: a year more for months, which have last year's beside them."""
    return 2 * LOOK_BACK if period.kind is Kind.MONTH else LOOK_BACK


@dataclass(frozen=True, slots=True)
class Course:
    """A rate over `reach` periods, oldest first."""

    rate: Rate
    period: Period
    tallies: Sequence[Tally]

    @property
    def finding(self) -> Text:
        return finding(self.rate, self.period, self.tallies)

    @property
    def title(self) -> Text:
        return _("{rate}近12期", rate=RATE_LABELS[self.rate])

    @property
    def periods(self) -> Sequence[Period]:
        return run_up(self.period)

    @property
    def now(self) -> Sequence[Tally]:
        return self.tallies[-LOOK_BACK:]

    @property
    def before(self) -> Sequence[Tally]:
        """The same months of last year; empty where there is nothing to set beside."""
        earlier = self.tallies[:-LOOK_BACK]
        return earlier if any(one.expected for one in earlier) else ()


def drawn(course: Course, *, width: int = PAGE_WIDTH, say: Say = str) -> str:
    """The SVG; a gap where nothing was due."""
    now = Series(say(_("近期")), [one.rate(course.rate) for one in course.now])
    earlier = [one.rate(course.rate) for one in course.before]
    before = Series(say(_("上年同期")), earlier) if earlier else None
    labels = [short(one, say) for one in course.periods]
    return trend(say(course.title), say(course.finding), labels, now, before, unit="%", width=width, say=say)
