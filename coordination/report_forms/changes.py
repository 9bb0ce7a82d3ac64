"""What a new revision of a form changes against the one in force, in sentences."""

from collections.abc import Iterator, Mapping

from coordination.kernel.numerals import grouped
from coordination.kernel.period import Kind
from coordination.kernel.text import Text, _
from coordination.report_forms.outline import CheckOutline, FieldOutline, Limits, Outline
from coordination.report_forms.rules import BOUND_LABELS, PERIOD_LABELS, SHAPE_LABELS, CheckKind

_PATTERNS: Mapping[CheckKind, Text] = {
    CheckKind.NOT_ABOVE: _("{left} ≤ {right}"),
    CheckKind.EQUAL: _("{left} = {right}"),
    CheckKind.SUM: _("{left} = {parts}"),
    CheckKind.BOTH: _("{left}和{right}都有或都没有"),
    CheckKind.TOTAL: _("{left}：合计行 = 各行相加"),
}


def check_words(check: CheckOutline, names: Mapping[str, str]) -> Text:
    """破案数 ≤ 立案数; a code without a name stands for itself."""
    pattern = _PATTERNS[check.kind]
    words = Text(
        pattern.msgid,
        {
            "left": names.get(check.left, check.left),
            "right": names.get(check.right or "", check.right or ""),
            "parts": " + ".join(names.get(code, code) for code in check.parts),
        },
    )
    if not check.tolerance:
        return words
    return _("{check}，允许相差{tolerance}", check=words, tolerance=grouped(check.tolerance))


def limit_words(limits: Limits) -> tuple[Text, ...]:
    """What a field says about its limits, but for the usual: not negative, 50 %."""
    found: list[Text] = []
    if limits.minimum is None:
        found.append(_("可以是负数"))
    elif limits.minimum:
        found.append(_("不小于{limit}", limit=grouped(limits.minimum)))
    if limits.maximum is not None:
        found.append(_("不大于{limit}", limit=grouped(limits.maximum)))
    if limits.bound is not None:
        found.append(_("不大于本地{what}", what=BOUND_LABELS[limits.bound]))
    if limits.soft_low is not None:
        found.append(_("低于{limit}要说明", limit=grouped(limits.soft_low)))
    if limits.soft_high is not None:
        found.append(_("高于{limit}要说明", limit=grouped(limits.soft_high)))
    if limits.swing_percent is not None:
        found.append(_("变化{percent}%以上要说明", percent=limits.swing_percent))
    return tuple(found)


def changes(old: Outline, new: Outline) -> tuple[Text, ...]:
    """Every difference in words; empty when a revision changes nothing that units would notice."""
    return (*_of_head(old, new), *_of_time(old, new), *_of_fields(old, new), *_of_checks(old, new))


def _of_head(old: Outline, new: Outline) -> Iterator[Text]:
    if old.name != new.name:
        yield _("名称由“{old}”改为“{new}”", old=old.name, new=new.name)
    if old.shape is not new.shape:
        yield _("填法由“{old}”改为“{new}”", old=SHAPE_LABELS[old.shape], new=SHAPE_LABELS[new.shape])
    if old.subject_kind != new.subject_kind and old.shape is new.shape:
        yield _("换了对象的单位类别")
    if old.with_total is not new.with_total:
        yield _("增加合计行") if new.with_total else _("去掉合计行")
    if set(old.unit_kinds) != set(new.unit_kinds):
        yield _("填报单位类别有增减")
    if old.guidance != new.guidance:
        yield _("修改了填报说明")


def _of_time(old: Outline, new: Outline) -> Iterator[Text]:
    if old.period_kind != new.period_kind:
        kinds = PERIOD_LABELS[Kind(old.period_kind)], PERIOD_LABELS[Kind(new.period_kind)]
        yield _("报告周期由“{old}”改为“{new}”", old=kinds[0], new=kinds[1])
    if (old.due_workday, old.due_hour) != (new.due_workday, new.due_hour):
        yield _(
            "截止由{old}改为{new}",
            old=due_words(old.due_workday, old.due_hour),
            new=due_words(new.due_workday, new.due_hour),
        )
    if old.grace_days != new.grace_days:
        yield _("宽限由{old}个工作日改为{new}个工作日", old=old.grace_days, new=new.grace_days)


def due_words(workday: int, hour: int) -> Text:
    """期满后第5个工作日17:00."""
    return _("期满后第{workday}个工作日{hour}", workday=workday, hour=f"{hour:02}:00")


def _of_fields(old: Outline, new: Outline) -> Iterator[Text]:
    before = {field.code: field for field in old.fields}
    after = {field.code: field for field in new.fields}
    added = [field.name for code, field in after.items() if code not in before]
    dropped = [field.name for code, field in before.items() if code not in after]
    if added:
        yield _("增加{count}项：{names}", count=len(added), names="、".join(added))
    if dropped:
        yield _("减少{count}项：{names}", count=len(dropped), names="、".join(dropped))
    for code, field in after.items():
        if code in before:
            yield from _of_field(before[code], field)
    kept = [code for code in before if code in after]
    if kept != [code for code in after if code in before]:
        yield _("调整了指标的顺序")


def _of_field(old: FieldOutline, new: FieldOutline) -> Iterator[Text]:
    name = new.name
    if old.section != new.section:
        yield _("{name}移到“{section}”", name=name, section=new.section)
    if old.required is not new.required:
        yield _("{name}改为必填", name=name) if new.required else _("{name}改为选填", name=name)
    if old.limits != new.limits:
        yield _("{name}的限制改为：{limits}", name=name, limits=joined(limit_words(new.limits)))
    if old.caliber != new.caliber:
        yield _("修改了{name}的口径", name=name)


def _of_checks(old: Outline, new: Outline) -> Iterator[Text]:
    for check in new.checks:
        if check not in old.checks:
            yield _("增加校验：{check}", check=check_words(check, new.names))
    for check in old.checks:
        if check not in new.checks:
            yield _("去掉校验：{check}", check=check_words(check, old.names))


def joined(words: tuple[Text, ...]) -> Text:
    """Sentences in a row: 不大于500，变化30%以上要说明; without any 没有特别限制."""
    if not words:
        return _("没有特别限制")
    first, *rest = words
    for word in rest:
        first = _("{first}，{rest}", first=first, rest=word)
    return first
