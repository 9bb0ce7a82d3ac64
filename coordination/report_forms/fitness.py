"""What stands against enacting a form. Pure values in; each obstacle a sentence and where to mend it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from coordination.kernel.errors import Invalid
from coordination.kernel.period import Period
from coordination.kernel.text import Text, _
from coordination.organizations.rules import TOWNSHIP_KIND
from coordination.report_forms.checking import check_faults
from coordination.report_forms.outline import Limits, Outline
from coordination.report_forms.rules import (
    BOUND_LABELS,
    MOST_GRACE,
    MOST_SWING,
    MOST_WORKDAYS,
    RATIO,
    Shape,
)

HEAD = "head"


@dataclass(frozen=True, slots=True)
class Around:
    """What is known about the office: its kinds of unit, the latest period for which reports of this
    form were opened, and when the first report would be due."""

    kinds: Collection[str]
    latest_opened: str | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Obstacle:
    """`place` is `head`, `fields`, `field <code>` or `check <number, from 0>`."""

    place: str
    sentence: Text


def obstacles(form: Outline, around: Around, now: datetime) -> tuple[Obstacle, ...]:
    """Everything that is to be mended before units can be asked to file the form.

    Source: domain, section 4; issue 4, form builder.
    """
    return tuple(
        Obstacle(place, sentence)
        for found in (
            _of_head(form, around),
            _of_start(form, around, now),
            _of_fields(form),
            check_faults(form),
        )
        for place, sentence in found
    )


def _of_head(form: Outline, around: Around) -> Iterator[tuple[str, Text]]:
    unknown = [kind for kind in form.unit_kinds if kind not in around.kinds]
    if not form.name.strip():
        yield HEAD, _("报表还没有名称。")
    if not form.unit_kinds:
        yield HEAD, _("还没有选由哪些类别的单位填报。")
    if unknown:
        yield HEAD, _("单位类别里没有“{kinds}”。", kinds="、".join(unknown))
    if form.shape is Shape.SUBJECTS and form.subject_kind not in around.kinds:
        yield HEAD, _("按对象分行的报表要选对象是哪一类单位。")
    if form.shape is Shape.SELF and (form.subject_kind or form.with_total):
        yield HEAD, _("填本单位情况的报表没有对象，也没有合计行。")
    yield from ((HEAD, sentence) for sentence in due_faults(form).values())


def due_faults(form: Outline) -> dict[str, Text]:
    """What is wrong with the rule of the deadline, by field."""
    found: dict[str, Text] = {}
    if not 1 <= form.due_workday <= MOST_WORKDAYS:
        found["due_workday"] = _("截止要在期满后第1到第{most}个工作日。", most=MOST_WORKDAYS)
    if not 0 <= form.due_hour <= 23:
        found["due_hour"] = _("截止钟点要在0到23之间。")
    if not 0 <= form.grace_days <= MOST_GRACE:
        found["grace_days"] = _("宽限最多{most}个工作日，不宽限就填0。", most=MOST_GRACE)
    return found


def _of_start(form: Outline, around: Around, now: datetime) -> Iterator[tuple[str, Text]]:
    sentence = start_fault(form.first_period, form.period_kind, around.latest_opened)
    if sentence is not None:
        yield HEAD, sentence
    elif around.due_at is not None and around.due_at <= now:
        period = Period.parse(form.first_period)
        yield (
            HEAD,
            _("{period}的截止时间已经过了，一启用就全部逾期；请从以后的报告期开始。", period=period.label()),
        )


def start_fault(first_period: str, kind: str, latest_opened: str | None) -> Text | None:
    """What is wrong with the period from which a form is to be filed."""
    try:
        first = Period.parse(first_period)
    except Invalid as error:
        return error.message
    if first.kind != kind:
        return _("开始的报告期和报告周期不一致，{period}不是这个周期的。", period=first.label())
    opened = Period.parse(latest_opened) if latest_opened else None
    if opened is not None and opened.kind == first.kind and first <= opened:
        return _(
            "{opened}已经开始报送，已开的填报不变；请从{next}或以后开始。",
            opened=opened.label(),
            next=opened.next().label(),
        )
    return None


def _of_fields(form: Outline) -> Iterator[tuple[str, Text]]:
    if not form.fields:
        yield "fields", _("报表还没有指标，至少加一项。")
    for field in form.fields:
        place = f"field {field.code}"
        if field.type == RATIO:
            yield place, _("{name}是比率，由系统算出，不用填报，请移出。", name=field.name)
        if field.closed:
            yield place, _("{name}已在指标目录停用，请移出。", name=field.name)
        if field.limits.bound and not _about_townships(form):
            what = BOUND_LABELS[field.limits.bound]
            yield (
                place,
                _("{name}要和{what}比，只有乡镇街道有{what}，请去掉这一限制。", name=field.name, what=what),
            )
        for sentence in limit_faults(field.limits, field.name).values():
            yield place, sentence


def _about_townships(form: Outline) -> bool:
    if form.shape is Shape.SUBJECTS:
        return form.subject_kind == TOWNSHIP_KIND
    return TOWNSHIP_KIND in form.unit_kinds


def limit_faults(limits: Limits, name: str) -> dict[str, Text]:
    """What is wrong with the limits of one field, by limit: ordered, and the soft inside the hard."""
    found: dict[str, Text] = {}
    low, high = limits.minimum, limits.maximum
    if low is not None and high is not None and low > high:
        found["maximum"] = _("{name}的上限不能小于下限。", name=name)
    if None not in (limits.soft_low, limits.soft_high) and _above(limits.soft_low, limits.soft_high):
        found["soft_high"] = _("{name}平常的上限不能小于平常的下限。", name=name)
    if _above(low, limits.soft_low) or _above(limits.soft_low, high):
        found["soft_low"] = _("{name}平常的下限要在硬性上下限之内。", name=name)
    if _above(limits.soft_high, high) or _above(low, limits.soft_high):
        found.setdefault("soft_high", _("{name}平常的上限要在硬性上下限之内。", name=name))
    if limits.swing_percent is not None and not 1 <= limits.swing_percent <= MOST_SWING:
        found["swing_percent"] = _("变化幅度要在1%到{most}%之间。", most=MOST_SWING)
    return found


def _above(one: Decimal | None, other: Decimal | None) -> bool:
    return one is not None and other is not None and one > other
