"""What the figures of one row owe each other: equal, the sum of parts, both or neither.

Pure values in, one sentence out. Source: domain, section 4, Checks.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from coordination.kernel.numerals import grouped
from coordination.kernel.text import Text, _
from coordination.reporting.rules import Field, SumRule, Values, wrong_sum


@dataclass(frozen=True, slots=True)
class Equal:
    """`left` = `right`."""

    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Both:
    """`left` and `right` are there both or neither; 0 and blank count as not there."""

    left: str
    right: str


Agreement = Equal | Both | SumRule
Problem = tuple[str, Text]  # the code of the field where it is told, and the sentence


def disagreement(rule: Agreement, fields: Mapping[str, Field], values: Values) -> Problem | None:
    """What is wrong with a row by one rule, told at the field to be mended; None when it agrees.

    A rule that names a figure the form does not ask for is not applied. Equal and sum wait until
    nothing is blank; of two that belong together a blank one is told at once when it is optional,
    and otherwise by being required.
    """
    match rule:
        case Equal(left, right):
            return _unequal(left, right, fields, values)
        case Both(left, right):
            return _one_without_the_other(left, right, fields, values)
        case SumRule(total, parts):
            known = total in fields and all(code in fields for code in parts)
            problem = wrong_sum(rule, fields, values) if known else None
            return None if problem is None else (total, problem)


def _unequal(left: str, right: str, fields: Mapping[str, Field], values: Values) -> Problem | None:
    value, other = values.get(left), values.get(right)
    if left not in fields or right not in fields or value is None or other is None or value == other:
        return None
    return left, _(
        "{name}（{value}）要等于{other}（{limit}），请核对两项",
        name=fields[left].name,
        value=grouped(value),
        other=fields[right].name,
        limit=grouped(other),
    )


def _one_without_the_other(
    left: str, right: str, fields: Mapping[str, Field], values: Values
) -> Problem | None:
    if left not in fields or right not in fields:
        return None
    there, lacking = (left, right) if values.get(left) else (right, left)
    if bool(values.get(left)) == bool(values.get(right)) or _awaited(lacking, fields, values):
        return None
    return lacking, _(
        "{name}填了{value}，{other}也要填；两项要么都有，要么都没有",
        name=fields[there].name,
        value=grouped(values.get(there) or Decimal(0)),
        other=fields[lacking].name,
    )


def _awaited(code: str, fields: Mapping[str, Field], values: Values) -> bool:
    """Blank but required: that it is missing is said already."""
    return values.get(code) is None and fields[code].required
