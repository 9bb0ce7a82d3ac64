"""What report forms are made of, how one stands, how its fields are ordered, what it asks. Pure values."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from coordination.kernel.numerals import round_half_up
from coordination.kernel.period import Kind
from coordination.kernel.text import Text, _

RATIO = "ratio"
MOST_WORKDAYS = 30
MOST_GRACE = 10
MOST_SWING = 1000
MOST_FIELDS = 200
NAME_AT_MOST = 300
SECTION_AT_MOST = 40
TEXT_AT_MOST = 1000


class Shape(StrEnum):
    """About oneself: one column. Subjects: a table of units × indicators."""

    SELF = "self"
    SUBJECTS = "subjects"


class CheckKind(StrEnum):
    """What must agree, for each subject.

    Not above: `left` ≤ `right`. Equal: `left` = `right`. Sum: `parts` add up to `left`. Both:
    `left` and `right` are filled in both or neither (0 counts as neither). Total: the rows of the
    subjects add up to the total row in `left`. Sum and total may differ by `tolerance`.
    """

    NOT_ABOVE = "not_above"
    EQUAL = "equal"
    SUM = "sum"
    BOTH = "both"
    TOTAL = "total"


PAIRS = (CheckKind.NOT_ABOVE, CheckKind.EQUAL, CheckKind.BOTH)


class Bound(StrEnum):
    """What the subject itself has at most: its households, its population."""

    HOUSEHOLDS = "households"
    POPULATION = "population"


class FormState(StrEnum):
    """Told by the instants of the row: nothing else keeps it."""

    DRAFT = "draft"
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    CLOSED = "closed"


SHAPE_LABELS: Mapping[Shape, Text] = {
    Shape.SELF: _("填本单位情况"),
    Shape.SUBJECTS: _("按对象分行填（一行一个单位）"),
}
CHECK_LABELS: Mapping[CheckKind, Text] = {
    CheckKind.NOT_ABOVE: _("一项不大于另一项（≤）"),
    CheckKind.EQUAL: _("两项相等（=）"),
    CheckKind.SUM: _("分项之和等于总数"),
    CheckKind.BOTH: _("两项都有或都没有"),
    CheckKind.TOTAL: _("合计行等于各行相加"),
}
#: How the two sides of a check are called where it is put together.
SIDE_LABELS: Mapping[CheckKind, tuple[Text, Text]] = {
    CheckKind.NOT_ABOVE: (_("这一项"), _("不大于哪一项")),
    CheckKind.EQUAL: (_("这一项"), _("等于哪一项")),
    CheckKind.BOTH: (_("这一项"), _("和哪一项")),
    CheckKind.SUM: (_("总数"), _("分项")),
    CheckKind.TOTAL: (_("哪一列"), _("合计行")),
}
BOUND_LABELS: Mapping[Bound, Text] = {
    Bound.HOUSEHOLDS: _("总户数"),
    Bound.POPULATION: _("常住人口"),
}
PERIOD_LABELS: Mapping[Kind, Text] = {
    Kind.WEEK: _("每周"),
    Kind.MONTH: _("每月"),
    Kind.QUARTER: _("每季度"),
    Kind.HALF: _("每半年"),
    Kind.YEAR: _("每年"),
}
#: How many periods of a kind fall on a month.
A_MONTH: Mapping[Kind, Fraction] = {
    Kind.WEEK: Fraction(52, 12),
    Kind.MONTH: Fraction(1),
    Kind.QUARTER: Fraction(1, 3),
    Kind.HALF: Fraction(1, 6),
    Kind.YEAR: Fraction(1, 12),
}


def state_of(enacted_at: datetime | None, last_period: str | None, closed_at: datetime | None) -> FormState:
    """How a revision stands: closed before all; superseded once a later one gave it a last period."""
    if closed_at is not None:
        return FormState.CLOSED
    if enacted_at is None:
        return FormState.DRAFT
    return FormState.IN_FORCE if last_period is None else FormState.SUPERSEDED


def items_a_month(fields: int, subjects: int, kind: Kind) -> Decimal:
    """How many figures one unit is asked for in a month, to one decimal (half up).

    The total row is not counted: the system adds it up. Source: 为基层减负若干规定; the same count as
    in the meter of what units are asked.
    """
    return round_half_up(fields * subjects * A_MONTH[kind], 1)


Place = tuple[int, str]  # the number of a field and its section


def moved(places: Sequence[Place], number: int, *, up: bool) -> list[Place]:
    """The fields in order with one of them a step up or down.

    At the edge of its section it goes into the neighbouring one; at the end of the form it stays.
    `ValueError` for a number that is not there.
    """
    order = list(places)
    at = [one for one, _section in order].index(number)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(order):
        return order
    section, beyond = order[at][1], order[to][1]
    if section == beyond:
        order[at], order[to] = order[to], order[at]
    else:
        order[at] = (number, beyond)
    return order


def placed(places: Sequence[Place], number: int, section: str) -> list[Place]:
    """The fields in order with one of them last in a section; a new section comes last."""
    others = [place for place in places if place[0] != number]
    inside = [at for at, place in enumerate(others) if place[1] == section]
    at = inside[-1] + 1 if inside else len(others)
    return [*others[:at], (number, section), *others[at:]]


def renamed(places: Sequence[Place], old: str, new: str) -> list[Place]:
    """The fields in order with a section under another name; of two with one name it becomes the end."""
    if new not in {section for _number, section in places}:
        return [(number, new if section == old else section) for number, section in places]
    order = list(places)
    for number in [number for number, section in places if section == old]:
        order = placed(order, number, new)
    return order
