"""The trend of completion as a figure: one line for a party, beside the same months of last year."""

from collections.abc import Sequence
from dataclasses import dataclass

from coordination.completion.rules import LOOK_BACK, Share
from coordination.completion.sentences import course_of
from coordination.kernel.charts import Series, trend
from coordination.kernel.charts.svg import Say
from coordination.kernel.period import Kind, Period
from coordination.kernel.text import Text, _

PAGE_WIDTH, PHONE_WIDTH = 620, 340


@dataclass(frozen=True, slots=True)
class Course:
    """The shares of the last twelve periods; `before` those of the same months a year earlier."""

    name: str | Text
    periods: Sequence[Period]
    now: Sequence[Share]
    before: Sequence[Share] | None

    @property
    def finding(self) -> Text:
        return course_of(self.name, self.periods[-1], self.now)

    @property
    def title(self) -> Text:
        return _("{name}按时完成率", name=self.name)


def reach(period: Period) -> int:
    """How many periods a course needs: a year more for months, which have last year's beside them."""
    return 2 * LOOK_BACK if period.kind is Kind.MONTH else LOOK_BACK


def course(name: str | Text, periods: Sequence[Period], shares: Sequence[Share]) -> Course:
    """From the shares of `reach` periods, oldest first."""
    now, before = shares[-LOOK_BACK:], shares[:-LOOK_BACK]
    return Course(name, periods[-LOOK_BACK:], now, before or None)


def drawn(course: Course, *, width: int = PAGE_WIDTH, say: Say = str) -> str:
    """The SVG; a gap where nothing was due."""
    now = Series(say(_("近期")), [one.rate for one in course.now])
    before = course.before and Series(say(_("上年同期")), [one.rate for one in course.before])
    labels = [short(one, say) for one in course.periods]
    return trend(
        say(course.title), say(course.finding), labels, now, before or None, unit="%", width=width, say=say
    )


def short(period: Period, say: Say) -> str:
    """A name that fits under an axis: 10月, 四季度."""
    match period.kind:
        case Kind.MONTH:
            return say(_("{number}月", number=period.number))
        case Kind.QUARTER:
            return say(_("{year}年{number}季", year=period.year % 100, number=period.number))
        case Kind.HALF if period.number == 1:
            return say(_("{year}上半年", year=period.year))
        case Kind.HALF:
            return say(_("{year}下半年", year=period.year))
        case Kind.WEEK:
            return say(_("{number}周", number=period.number))
        case Kind.YEAR:
            return str(period.year)
