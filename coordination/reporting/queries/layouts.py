"""What a form asks of a unit, read in one piece: fields, checks and subjects as JSON.

The same fields and checks come with nearly every request. They are understood once: whoever gets the
same text gets the same columns. The database is asked each time, so nothing here is ever out of date.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import JSON, ColumnElement, Date, Text, and_, bindparam, cast, func, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from coordination.indicators.models import Indicator
from coordination.kernel import db
from coordination.organizations.models import Division, MemberUnit
from coordination.report_forms.models import Bound, CheckKind, FormCheck, FormField, ReportForm, Shape
from coordination.reporting.agreement import Agreement, Both, Equal
from coordination.reporting.rules import SumRule, ValueType
from coordination.reporting.sheet import Column, Layout, Row

TYPES = {"integer": ValueType.INTEGER}  # every other type that is typed in is a decimal
RATIO = "ratio"
FORMS_KEPT = 512

_FIELDS = (
    select(
        Indicator.id,
        Indicator.code,
        Indicator.name,
        Indicator.unit,
        Indicator.type,
        Indicator.note,
        Indicator.over_time,
        FormField.section,
        FormField.caliber,
        FormField.required,
        FormField.minimum,
        FormField.maximum,
        FormField.bound,
        FormField.soft_low,
        FormField.soft_high,
        FormField.swing_percent,
        FormField.sort_order,
    )
    .join(FormField.indicator)
    .where(FormField.form_id == bindparam("form"), Indicator.type != RATIO)
    .subquery("field")
)
_CHECKS = (
    select(FormCheck.kind, FormCheck.left, FormCheck.right, FormCheck.tolerance, FormCheck.parts)
    .where(FormCheck.form_id == bindparam("form"))
    .subquery("form_check")
)
_UNITS = select(MemberUnit).outerjoin(Division, Division.id == MemberUnit.division_id)
_COUNTS = (Division.households, Division.population)
#: The unit itself; and the units a table form is about, as of a day, in official order.
_OWN = _UNITS.with_only_columns(
    func.json_build_array(func.json_build_array(MemberUnit.id, "", *_COUNTS))
).where(MemberUnit.id == bindparam("unit"))
_SUBJECTS = _UNITS.with_only_columns(
    func.json_agg(
        aggregate_order_by(
            func.json_build_array(MemberUnit.id, MemberUnit.short_name, *_COUNTS),
            MemberUnit.sort_order,
            MemberUnit.id,
        )
    )
).where(
    and_(MemberUnit.office_id == bindparam("office"), MemberUnit.kind_code == bindparam("kind")),
    or_(MemberUnit.closed_on.is_(None), MemberUnit.closed_on >= bindparam("day", type_=Date)),
)


def parts(shape: Shape) -> tuple[ColumnElement[Any], ...]:
    """The columns of a statement that `understood` reads; their values are those of `asked`."""
    order = aggregate_order_by(_FIELDS.table_valued(), _FIELDS.c.sort_order)
    fields = select(cast(func.json_agg(order), Text)).select_from(_FIELDS)
    checks = select(cast(func.json_agg(_CHECKS.table_valued()), Text)).select_from(_CHECKS)
    rows = _OWN if shape is Shape.SELF else _SUBJECTS
    return (
        fields.scalar_subquery().label("fields"),
        checks.scalar_subquery().label("checks"),
        cast(rows.scalar_subquery(), JSON).label("rows"),
    )


def asked(form: ReportForm, unit_id: int, day: date) -> dict[str, object]:
    """The values of `parts`."""
    if form.shape is Shape.SELF:
        return {"form": form.id, "unit": unit_id}
    return {"form": form.id, "office": form.office_id, "kind": form.subject_kind, "day": day}


_LAYOUTS = {shape: select(*parts(shape)) for shape in Shape}


def layout(form: ReportForm, unit_id: int, day: date) -> Layout:
    """What the form asks of a unit, with the subjects there are on `day`."""
    return understood(form, db.rows(_LAYOUTS[form.shape], **asked(form, unit_id, day))[0])


def understood(form: ReportForm, found: Any) -> Layout:
    """The layout from a row with `parts`."""
    rows = [Row(*row) for row in found.rows or ()]
    if form.shape is Shape.SELF and not rows:
        rows = [Row(0)]  # an empty form of no unit
    checks = _checks(found.checks)
    return Layout(
        rows=(*rows, Row(None, "合计")) if form.with_total else tuple(rows),
        columns=_columns(found.fields),
        comparisons=checks.comparisons,
        totals=checks.totals,
        agreements=checks.agreements,
    )


@lru_cache(maxsize=FORMS_KEPT)
def _columns(fields: str | None) -> tuple[Column, ...]:
    return tuple(_column(field) for field in _read(fields))


def _read(text: str | None) -> Sequence[Mapping[str, Any]]:
    found: Sequence[Mapping[str, Any]] = json.loads(text, parse_float=Decimal) if text else ()
    return found


def _column(field: Mapping[str, Any]) -> Column:
    return Column(
        indicator_id=field["id"],
        code=field["code"],
        name=field["name"],
        unit=field["unit"],
        type=TYPES.get(field["type"], ValueType.DECIMAL),
        section=field["section"],
        note=field["caliber"] or field["note"],
        accumulates=field["over_time"] == "sum",
        required=field["required"],
        minimum=_number(field["minimum"]),
        maximum=_number(field["maximum"]),
        bound=Bound(field["bound"]) if field["bound"] else None,
        soft_low=_number(field["soft_low"]),
        soft_high=_number(field["soft_high"]),
        swing_percent=field["swing_percent"],
    )


def _number(value: Decimal | int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


class Checks(NamedTuple):
    comparisons: tuple[tuple[str, str], ...]
    totals: Mapping[str, Decimal]
    agreements: tuple[Agreement, ...]


@lru_cache(maxsize=FORMS_KEPT)
def _checks(text: str | None) -> Checks:
    checks = _read(text)
    pairs = {
        kind: [(one["left"], one["right"]) for one in checks if one["kind"] == kind] for kind in CheckKind
    }
    return Checks(
        comparisons=tuple(pairs[CheckKind.NOT_ABOVE]),
        totals={one["left"]: Decimal(one["tolerance"]) for one in checks if one["kind"] == CheckKind.TOTAL},
        agreements=(
            *(Equal(*pair) for pair in pairs[CheckKind.EQUAL]),
            *(Both(*pair) for pair in pairs[CheckKind.BOTH]),
            *(
                SumRule(one["left"], tuple(one["parts"]), Decimal(one["tolerance"]))
                for one in checks
                if one["kind"] == CheckKind.SUM
            ),
        ),
    )
