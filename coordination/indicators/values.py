"""The values of one indicator over the last thirteen periods, with its chart; ratios from their parts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from coordination.indicators.filed import Filed, figures
from coordination.indicators.models import Indicator
from coordination.indicators.rules import CONSTANTS, Type
from coordination.kernel.charts import Series, trend
from coordination.kernel.charts.svg import Say
from coordination.kernel.figures import Basis, change, ratio
from coordination.kernel.numerals import Scale, grouped, money
from coordination.kernel.period import Kind, Period
from coordination.kernel.text import Text, _
from coordination.organizations.models import Division, Office
from coordination.organizations.queries import children

LOOK_BACK = 13
PAGE_WIDTH, PHONE_WIDTH = 620, 340


@dataclass(frozen=True, slots=True)
class Course:
    """What one form gives for the indicator, oldest first; `approved` of `expected` reports are in it."""

    form_code: str
    form_name: str
    periods: Sequence[Period]
    values: Sequence[Decimal | None]
    approved: Sequence[int]
    expected: Sequence[int]

    @property
    def is_empty(self) -> bool:
        return all(value is None for value in self.values)

    def finding(self, indicator: Indicator) -> Text:
        """The last value that there is, against the period before it."""
        place = max((n for n, value in enumerate(self.values) if value is not None), default=None)
        if place is None:
            return _("近{count}期没有已通过的数。", count=len(self.periods))
        before = self.values[place - 1] if place else None
        moved = change(self.values[place], before, Basis.MOM)
        return _(
            "{period}{name}{value}，{change}。",
            period=self.periods[place].label(),
            name=indicator.name,
            value=printed(self.values[place] or Decimal(0), indicator.unit),
            change=moved.phrase(indicator.unit),
        )


def printed(value: Decimal, unit: str) -> str:
    """A value as sentences have it: money in 元, 万元 or 亿元, everything else with its unit."""
    return money(value) if unit == Scale.YUAN else grouped(value) + unit


def run_up(today: date, kind: Kind) -> list[Period]:
    """The last thirteen periods of a kind that have ended, oldest first."""
    found = [Period.containing(today, kind).previous()]
    while len(found) < LOOK_BACK:
        found.insert(0, found[0].previous())
    return found


def courses(indicator: Indicator, office: Office, today: date) -> list[Course]:
    """One course for each form that files the indicator, or for a ratio its numerator; never added up,
    for two forms may tell of the same thing. A constant number of statements."""
    periods = {kind: run_up(today, kind) for kind in Kind}
    codes = [one for one in _parts(indicator) if one not in CONSTANTS]
    asked = [str(one) for many in periods.values() for one in many]
    found = figures().filed(office.id, codes, asked)
    by_form: dict[str, dict[tuple[str, str], Filed]] = {}
    for one in found:
        by_form.setdefault(one.form_code, {})[one.indicator_code, one.period] = one
    lead = _parts(indicator)[0]
    constant = _constant(indicator.denominator, office) if indicator.denominator in CONSTANTS else None
    return [
        _course(indicator, form_code, known, by_form, periods, constant)
        for form_code, known in by_form.items()
        if any(code == lead for code, _period in known)
    ]


def _parts(indicator: Indicator) -> list[str]:
    if indicator.type != Type.RATIO:
        return [indicator.code]
    return [part for part in (indicator.numerator, indicator.denominator) if part]


def _course(
    indicator: Indicator,
    form_code: str,
    known: Mapping[tuple[str, str], Filed],
    by_form: Mapping[str, Mapping[tuple[str, str], Filed]],
    periods: Mapping[Kind, Sequence[Period]],
    constant: Decimal | None,
) -> Course:
    lead = _parts(indicator)[0]
    filed = {Period.parse(one.period): one for (code, _period), one in known.items() if code == lead}
    run = periods[next(iter(filed)).kind]
    values = [
        _value(indicator, filed.get(one), _whole(indicator, form_code, by_form, str(one), constant))
        for one in run
    ]
    return Course(
        form_code,
        next(iter(filed.values())).form_name,
        run,
        values,
        [filed[one].approved if one in filed else 0 for one in run],
        [filed[one].expected if one in filed else 0 for one in run],
    )


def _value(indicator: Indicator, filed: Filed | None, whole: Decimal | None) -> Decimal | None:
    if filed is None or indicator.type != Type.RATIO:
        return None if filed is None else filed.value
    return ratio(filed.value, whole, factor=int(indicator.factor or 100)).value


def _whole(
    indicator: Indicator,
    form_code: str,
    by_form: Mapping[str, Mapping[tuple[str, str], Filed]],
    period: str,
    constant: Decimal | None,
) -> Decimal | None:
    """The denominator: a constant, else of the same form, else of the first that has it."""
    if indicator.denominator in CONSTANTS:
        return constant
    wanted = (indicator.denominator or "", period)
    for code in (form_code, *by_form):
        if wanted in by_form[code]:
            return by_form[code][wanted].value
    return None


def _constant(name: str | None, office: Office) -> Decimal | None:
    """Population or households of the office's area; of its divisions, if all of them are known."""
    whole: int | None = getattr(office.division, name or "")
    if whole is None:
        below = [row[0] for row in children(office.division) if row[0].closed_on is None]
        counts = [_count(one, name or "") for one in below]
        whole = sum(one for one in counts if one) if counts and None not in counts else None
    return None if whole is None else Decimal(whole)


def _count(division: Division, name: str) -> int | None:
    counted: int | None = getattr(division, name)
    return counted


def drawn(indicator: Indicator, course: Course, *, width: int = PAGE_WIDTH, say: Say = str) -> str:
    """The SVG; a gap where nothing is approved."""
    labels = [short(one, say) for one in course.periods]
    line = Series(indicator.name, course.values)
    title = say(_("{name}近{count}期", name=indicator.name, count=len(course.periods)))
    return trend(
        title, say(course.finding(indicator)), labels, line, unit=indicator.unit, width=width, say=say
    )


def short(period: Period, say: Say) -> str:
    """A name that fits under an axis."""
    match period.kind:
        case Kind.MONTH:
            return f"{period.year % 100:02}-{period.number:02}"
        case Kind.WEEK | Kind.QUARTER | Kind.HALF:
            return f"{period.year % 100:02}-{str(period).partition('-')[2]}"
        case Kind.YEAR:
            return str(period.year)
