"""What may be filed and what must be explained; who filed in time. Pure values in, findings out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from coordination.kernel.clock import local
from coordination.kernel.errors import Invalid
from coordination.kernel.figures import Ratio, ratio, total
from coordination.kernel.numerals import decimal_places, grouped, parse_number
from coordination.kernel.text import Text, _

Values = Mapping[str, Decimal | None]  # by code of the field; None or absent: not filled in
Errors = Mapping[str, Text]  # by code of the field


class ValueType(StrEnum):
    INTEGER = "integer"
    DECIMAL = "decimal"


@dataclass(frozen=True, slots=True)
class Own:
    """What the subject itself has at most, with its name: 总户数 6,000."""

    name: Text
    value: Decimal


@dataclass(frozen=True, slots=True)
class Field:
    """A figure of a form and its limits; `not_above` is the code of a field it must not exceed.

    Beyond `soft_low` and `soft_high`, or changed by `swing_percent` (None: that of the rule) and more,
    it may be filed with a reason.
    """

    code: str
    name: str
    unit: str
    type: ValueType = ValueType.INTEGER
    places: int = 2
    minimum: Decimal | None = Decimal(0)
    maximum: Decimal | None = None
    not_above: str | None = None
    required: bool = True
    own: Own | None = None
    soft_low: Decimal | None = None
    soft_high: Decimal | None = None
    swing_percent: int | None = None


@dataclass(frozen=True, slots=True)
class SumRule:
    """The parts must add up to the total, to within `tolerance` in the unit of the fields."""

    total: str
    parts: tuple[str, ...]
    tolerance: Decimal = Decimal(0)


def read(fields: Iterable[Field], typed: Mapping[str, str]) -> tuple[Values, Errors]:
    """What was typed, as numbers; blank is None (not filled in, which is not zero)."""
    values: dict[str, Decimal | None] = {}
    errors: dict[str, Text] = {}
    for field in fields:
        text = typed.get(field.code, "").strip()
        try:
            values[field.code] = parse_number(text, name=field.name, unit=field.unit) if text else None
        except Invalid as refusal:
            errors[field.code] = refusal.message
    return MappingProxyType(values), MappingProxyType(errors)


def blank(fields: Iterable[Field], values: Values) -> tuple[Field, ...]:
    """The fields still to be filled in, in the order of the form."""
    return tuple(field for field in fields if values.get(field.code) is None)


def check(fields: Sequence[Field], sums: Iterable[SumRule], values: Values) -> Errors:
    """Hard errors, at most one for each field; a report with any cannot be submitted.

    Integer, decimals, limits, comparison with another field, sums of parts. A rule with a blank
    field is not applied: what is blank is told by `blank`. Source: domain, section 4, Checks.
    """
    named = {field.code: field for field in fields}
    errors: dict[str, Text] = {}
    for field in fields:
        value = values.get(field.code)
        problem = None if value is None else _of_value(field, value) or _of_comparison(field, named, values)
        if problem is not None:
            errors[field.code] = problem
    for rule in sums:
        problem = wrong_sum(rule, named, values)
        if problem is not None:
            errors.setdefault(rule.total, problem)
    return MappingProxyType(errors)


def _of_value(field: Field, value: Decimal) -> Text | None:
    name, unit = field.name, field.unit
    if field.type is ValueType.INTEGER and value != int(value):
        return _("{name}要填整数，单位是{unit}", name=name, unit=unit)
    if field.type is ValueType.DECIMAL and decimal_places(value.normalize()) > field.places:
        return _("{name}最多保留{places}位小数", name=name, places=field.places)
    if field.minimum == 0 and value < 0:
        return _("{name}不能是负数", name=name)
    if field.minimum is not None and value < field.minimum:
        return _("{name}不能小于{limit}{unit}", name=name, limit=grouped(field.minimum), unit=unit)
    if field.maximum is not None and value > field.maximum:
        return _("{name}不能大于{limit}{unit}", name=name, limit=grouped(field.maximum), unit=unit)
    return None if field.own is None else _of_own(field, field.own, value)


def _of_own(field: Field, own: Own, value: Decimal) -> Text | None:
    if value <= own.value:
        return None
    return _(
        "{name}（{value}{unit}）不能大于{what}（{limit}），请核对",
        name=field.name,
        value=grouped(value),
        unit=field.unit,
        what=own.name,
        limit=grouped(own.value),
    )


def _of_comparison(field: Field, named: Mapping[str, Field], values: Values) -> Text | None:
    value, limit = values.get(field.code), values.get(field.not_above or "")
    if field.not_above is None or value is None or limit is None or value <= limit:
        return None
    return _(
        "{name}（{value}）不能大于{other}（{limit}），请核对两项",
        name=field.name,
        value=grouped(value),
        other=named[field.not_above].name,
        limit=grouped(limit),
    )


def wrong_sum(rule: SumRule, named: Mapping[str, Field], values: Values) -> Text | None:
    """What is wrong with one total, or None; it waits until nothing is blank."""
    parts = [values.get(code) for code in rule.parts]
    added = _other_sum(parts, values.get(rule.total), rule.tolerance)
    if added is None:
        return None
    return _(
        "{parts}合计{added}，与{name}{whole}不一致，请核对",
        parts="、".join(named[code].name for code in rule.parts),
        added=grouped(added),
        name=named[rule.total].name,
        whole=grouped(values[rule.total] or Decimal(0)),
    )


def column_sum(
    name: str, parts: Sequence[Decimal | None], whole: Decimal | None, tolerance: Decimal = Decimal(0)
) -> Text | None:
    """What is wrong with the total row of one column of a table, or None.

    Like a SumRule it waits until nothing is blank. Source: domain, section 4, Checks.
    """
    added = _other_sum(parts, whole, tolerance)
    if added is None or whole is None:
        return None
    return _(
        "{name}各行相加是{added}，合计行填的是{whole}，请核对",
        name=name,
        added=grouped(added),
        whole=grouped(whole),
    )


def _other_sum(parts: Sequence[Decimal | None], whole: Decimal | None, tolerance: Decimal) -> Decimal | None:
    """The sum of the parts where it is not the whole; None when it is, or when something is blank."""
    filled = [part for part in parts if part is not None]
    if whole is None or len(filled) < len(parts):
        return None
    added = total(filled)
    return added if abs(Fraction(whole) - Fraction(added)) > Fraction(tolerance) else None


def time_left(due_at: datetime, at: datetime, grace_until: datetime | None = None) -> Text:
    """How far the deadline is, in days of the calendar in China: 还有2天, 今天17:00截止, 已过3天.

    In its days of grace (宽限期内，还有2天) a report is not late; after them the days count from their end.
    """
    limit = counts_until(due_at, grace_until)
    if at < due_at:
        return _until(due_at, at)
    return _("宽限期内，{left}", left=_until(limit, at)) if at < limit else _until(limit, at)


def _until(due_at: datetime, at: datetime) -> Text:
    days = (local(due_at).date() - local(at).date()).days
    if days > 0:
        return _("还有{days}天", days=days)
    if days < 0:
        return _("已过{days}天", days=-days)
    hour = f"{local(due_at):%H:%M}"
    return _("今天{hour}截止", hour=hour) if at < due_at else _("今天{hour}已过", hour=hour)


class Punctuality(StrEnum):
    ON_TIME = "on-time"
    LATE = "late"
    MISSING = "missing"
    PENDING = "pending"


@dataclass(frozen=True, slots=True)
class Filing:
    """One report that is owed; `filed_at` is its first submission. Instants are aware.

    `grace_until`, where there is one, is when it stops to count as on time.
    """

    due_at: datetime
    filed_at: datetime | None = None
    grace_until: datetime | None = None


def counts_until(due_at: datetime, grace_until: datetime | None) -> datetime:
    """Until when a report counts as filed in time: its deadline, or the end of its days of grace."""
    return due_at if grace_until is None else max(due_at, grace_until)


def punctuality(filing: Filing, at: datetime) -> Punctuality:
    """How one filing stands at the instant `at`: in time is before its limit, which itself is late.

    The limit is `due_at`, or the end of the days of grace. `ValueError` for an instant without a zone.
    """
    instants = (filing.due_at, filing.filed_at, filing.grace_until, at)
    if any(when is not None and when.tzinfo is None for when in instants):
        raise ValueError("an instant without a zone cannot be compared with a deadline")
    limit = counts_until(filing.due_at, filing.grace_until)
    if filing.filed_at is not None:
        return Punctuality.ON_TIME if filing.filed_at < limit else Punctuality.LATE
    return Punctuality.PENDING if at < limit else Punctuality.MISSING


@dataclass(frozen=True, slots=True)
class Timeliness:
    """Counts of reports: expected = on_time + late + missing + pending."""

    on_time: int = 0
    late: int = 0
    missing: int = 0
    pending: int = 0

    @property
    def expected(self) -> int:
        return self.on_time + self.late + self.missing + self.pending

    @property
    def filed(self) -> int:
        return self.on_time + self.late

    @property
    def due(self) -> int:
        """Those whose turn has come: filed, or past their limit."""
        return self.on_time + self.late + self.missing

    def on_time_rate(self) -> Ratio:
        """On time among those whose turn has come, in percent."""
        return ratio(Decimal(self.on_time), Decimal(self.due))

    def filing_rate(self) -> Ratio:
        """Filed, in time or late, among all that are expected, in percent."""
        return ratio(Decimal(self.filed), Decimal(self.expected))


def timeliness(filings: Iterable[Filing], at: datetime) -> Timeliness:
    """Count filings as they stand at the instant `at`; leave out what is exempt before."""
    stand = [punctuality(filing, at) for filing in filings]
    return Timeliness(
        on_time=stand.count(Punctuality.ON_TIME),
        late=stand.count(Punctuality.LATE),
        missing=stand.count(Punctuality.MISSING),
        pending=stand.count(Punctuality.PENDING),
    )
