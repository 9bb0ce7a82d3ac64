"""A form as plain values: what the rules read, and what a new revision is compared with."""

from dataclasses import dataclass
from decimal import Decimal

from coordination.report_forms.rules import Bound, CheckKind, Shape


@dataclass(frozen=True, slots=True)
class Limits:
    """What a field allows; None: nothing is said."""

    minimum: Decimal | None = Decimal(0)
    maximum: Decimal | None = None
    bound: Bound | None = None
    soft_low: Decimal | None = None
    soft_high: Decimal | None = None
    swing_percent: int | None = None


USUAL = Limits()


@dataclass(frozen=True, slots=True)
class FieldOutline:
    """An indicator on a form; `adds_up`: over divisions, so that a table may have its total."""

    code: str
    name: str
    type: str = "integer"
    unit: str = ""
    section: str = ""
    required: bool = True
    caliber: str = ""
    adds_up: bool = True
    closed: bool = False
    limits: Limits = USUAL


@dataclass(frozen=True, slots=True)
class CheckOutline:
    kind: CheckKind
    left: str
    right: str | None = None
    parts: tuple[str, ...] = ()
    tolerance: Decimal = Decimal(0)

    def says_the_same(self, other: "CheckOutline") -> bool:
        """The order of two equal figures, of a pair and of parts says nothing."""
        return self._said() == other._said()

    def _said(self) -> tuple[object, ...]:
        turned = self.kind in (CheckKind.EQUAL, CheckKind.BOTH) and (self.right or "") < self.left
        left, right = (self.right, self.left) if turned else (self.left, self.right)
        return self.kind, left, right, frozenset(self.parts), self.tolerance


@dataclass(frozen=True, slots=True)
class Outline:
    """A form as the rules see it."""

    name: str
    shape: Shape
    subject_kind: str | None
    with_total: bool
    unit_kinds: tuple[str, ...]
    period_kind: str
    due_workday: int
    due_hour: int
    grace_days: int
    first_period: str
    guidance: str = ""
    fields: tuple[FieldOutline, ...] = ()
    checks: tuple[CheckOutline, ...] = ()

    @property
    def names(self) -> dict[str, str]:
        return {field.code: field.name for field in self.fields}
