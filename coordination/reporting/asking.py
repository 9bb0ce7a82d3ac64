"""What may be filed, but asks for a reason: large changes, and figures beyond what is usual.

Pure values in, findings out. Source: domain, section 4, Checks.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from coordination.kernel.figures import Basis, Change, change
from coordination.kernel.numerals import grouped
from coordination.kernel.text import Text, _
from coordination.reporting.rules import Field, Values


@dataclass(frozen=True, slots=True)
class SwingRule:
    """From how many percent a change asks for a reason, and from how large a base on."""

    percent: Decimal = Decimal(50)
    least_base: Decimal = Decimal(10)


@dataclass(frozen=True, slots=True)
class Swing:
    """A change large enough to ask for a reason; the report may still be saved."""

    field: Field
    change: Change

    def phrase(self) -> Text:
        """环比上升73.75%."""
        return self.change.phrase(self.field.unit)

    def message(self) -> Text:
        return _("{name}{change}，请核对或说明原因", name=self.field.name, change=self.phrase())


def swings(
    fields: Iterable[Field],
    values: Values,
    previous: Values,
    last_year: Values,
    rule: SwingRule | None = None,
) -> tuple[Swing, ...]:
    """Changes of at least ±50 % on a base of at least 10, against last period and last year.

    Compared on exact values, not on the rounded rate. Source: domain, section 4, Checks.
    """
    rule = rule or SwingRule()
    return tuple(
        Swing(field, change(values.get(field.code), base.get(field.code), basis))
        for field in fields
        for basis, base in ((Basis.MOM, previous), (Basis.YOY, last_year))
        if _is_large(values.get(field.code), base.get(field.code), _rule_of(field, rule))
    )


def _rule_of(field: Field, rule: SwingRule) -> SwingRule:
    if field.swing_percent is None:
        return rule
    return SwingRule(Decimal(field.swing_percent), rule.least_base)


def _is_large(now: Decimal | None, before: Decimal | None, rule: SwingRule) -> bool:
    if now is None or before is None or abs(before) < rule.least_base or not before:
        return False
    above, below = now.as_integer_ratio()  # exact, and for a large sheet much quicker than fractions
    base, unit = before.as_integer_ratio()
    limit, whole = rule.percent.as_integer_ratio()
    return 100 * abs(above * unit - base * below) * whole >= limit * abs(base) * below


@dataclass(frozen=True, slots=True)
class Unusual:
    """A figure beyond what is usual on this form; it may be filed with a reason."""

    field: Field
    value: Decimal
    limit: Decimal

    def phrase(self) -> Text:
        """高于平常的上限500户."""
        limit, unit = grouped(self.limit), self.field.unit
        if self.value > self.limit:
            return _("高于平常的上限{limit}{unit}", limit=limit, unit=unit)
        return _("低于平常的下限{limit}{unit}", limit=limit, unit=unit)

    def message(self) -> Text:
        return _("{name}{change}，请核对或说明原因", name=self.field.name, change=self.phrase())


def unusual(fields: Iterable[Field], values: Values) -> tuple[Unusual, ...]:
    """The figures below their soft low or above their soft high; the limits themselves are usual."""
    found = ((field, values.get(field.code)) for field in fields)
    return tuple(
        Unusual(field, value, limit)
        for field, value in found
        if value is not None and (limit := _passed(field, value)) is not None
    )


def _passed(field: Field, value: Decimal) -> Decimal | None:
    if field.soft_low is not None and value < field.soft_low:
        return field.soft_low
    return field.soft_high if field.soft_high is not None and value > field.soft_high else None


def unexplained(found: Iterable[Swing | Unusual], reasons: Mapping[str, str]) -> tuple[Field, ...]:
    """The fields which still need a reason before the report can be submitted."""
    fields = {swing.field.code: swing.field for swing in found}
    return tuple(field for code, field in fields.items() if not reasons.get(code, "").strip())
