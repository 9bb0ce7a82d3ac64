"""Whether the checks of a form can be applied: they name its figures, and sums go round in no circle."""

from collections.abc import Collection, Iterator, Mapping

from coordination.kernel.text import Text, _
from coordination.report_forms.clashes import clash, unit_doubt, unit_fault
from coordination.report_forms.outline import CheckOutline, Outline
from coordination.report_forms.rules import PAIRS, CheckKind


def check_faults(form: Outline) -> Iterator[tuple[str, Text]]:
    """What is wrong with the checks of a form: `check <number, from 0>` or `checks`, and a sentence."""
    for number, check in enumerate(form.checks):
        sentence = fault_beside(form, check, form.checks[:number])
        if sentence is not None:
            yield f"check {number}", sentence
    circle = sum_circle(form.checks)
    if circle:
        names = form.names
        yield (
            "checks",
            _("分项之和绕成了圈：{names}。", names=" → ".join(names.get(one, one) for one in circle)),
        )


def check_doubts(form: Outline) -> Iterator[tuple[str, Text]]:
    """What to look at twice, and need not be mended; places as for faults."""
    for number, check in enumerate(form.checks):
        sentence = unit_doubt(form, check)
        if sentence is not None:
            yield f"check {number}", sentence


def fault_beside(form: Outline, check: CheckOutline, others: Collection[CheckOutline]) -> Text | None:
    """What is wrong with one check, by itself or beside others of the form."""
    if any(check.says_the_same(one) for one in others):
        return _("这一条校验已经有了。")
    fault = check_fault(form, check) or unit_fault(form, check)
    if fault is not None or sum_circle((*others, check)):
        return fault
    return clash(form, check, others)


def check_fault(form: Outline, check: CheckOutline) -> Text | None:
    """What is wrong with one check; the sentence names the figure."""
    names = form.names
    named = [code for code in (check.left, check.right, *check.parts) if code]
    absent = [code for code in named if code not in names]
    if absent:
        return _("校验用到的“{code}”不在这张报表上。", code=absent[0])
    if check.tolerance < 0:
        return _("允许误差不能是负数。")
    if check.kind in PAIRS:
        return _of_pair(check)
    return _of_sum(check) if check.kind is CheckKind.SUM else _of_total(form, check)


def _of_pair(check: CheckOutline) -> Text | None:
    if not check.right:
        return _("要选和哪一项比。")
    return _("一项不能和自己比。") if check.left == check.right else None


def _of_sum(check: CheckOutline) -> Text | None:
    if len(set(check.parts)) < 2:
        return _("分项至少选两项。")
    return _("总数不能又是自己的分项。") if check.left in check.parts else None


def _of_total(form: Outline, check: CheckOutline) -> Text | None:
    name = form.names[check.left]
    if not form.with_total:
        return _("这张报表没有合计行，不能核对合计。")
    adds_up = {field.code: field.adds_up for field in form.fields}[check.left]
    return None if adds_up else _("{name}不能把各行相加，请去掉合计校验。", name=name)


def sum_circle(checks: Collection[CheckOutline]) -> tuple[str, ...]:
    """A figure that is, over its parts, a part of itself: the way round; empty when there is none."""
    parts: dict[str, set[str]] = {}
    for check in checks:
        if check.kind is CheckKind.SUM and check.left not in check.parts:
            parts.setdefault(check.left, set()).update(check.parts)
    done: set[str] = set()
    for start in sorted(parts):
        circle = _walk(start, parts, (), done)
        if circle:
            return circle
    return ()


def _walk(
    code: str, parts: Mapping[str, Collection[str]], path: tuple[str, ...], done: set[str]
) -> tuple[str, ...]:
    if code in path:
        return (*path[path.index(code) :], code)
    if code in done:
        return ()
    for part in sorted(parts.get(code, ())):
        circle = _walk(part, parts, (*path, code), done)
        if circle:
            return circle
    done.add(code)
    return ()
