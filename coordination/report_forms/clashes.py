"""Checks that compare what cannot be compared, or that cannot stand together. Pure values in."""

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal

from coordination.kernel.text import Text, _
from coordination.report_forms.changes import check_words
from coordination.report_forms.outline import CheckOutline, Outline
from coordination.report_forms.rules import CheckKind

#: Amounts and shares: no count of things is ever compared with them.
AMOUNTS = frozenset({"元", "万元", "亿元", "%"})
_COMPARING = (CheckKind.NOT_ABOVE, CheckKind.EQUAL, CheckKind.SUM)


def unit_fault(form: Outline, check: CheckOutline) -> Text | None:
    """Why the figures of a check cannot be compared: an amount or a share beside something else."""
    unlike = _unlike(form, check)
    if unlike is None or AMOUNTS.isdisjoint(unit for _code, unit in unlike):
        return None
    return _("{one}和{other}的计量单位不同，不能比较。", **_named(form, unlike))


def unit_doubt(form: Outline, check: CheckOutline) -> Text | None:
    """A question, no refusal: things counted differently (人, 人次) may well be compared."""
    unlike = _unlike(form, check)
    if unlike is None or unit_fault(form, check) is not None:
        return None
    return _("{one}和{other}的计量单位不同，请确认可以比较。", **_named(form, unlike))


def _unlike(form: Outline, check: CheckOutline) -> tuple[tuple[str, str], tuple[str, str]] | None:
    """The first two figures that a check compares and that differ in their unit of measure."""
    if check.kind not in _COMPARING:
        return None
    units = {field.code: field.unit for field in form.fields}
    first, *others = [(code, units.get(code, "")) for code in _figures(check)]
    return next(((first, other) for other in others if other[1] != first[1]), None)


def _named(form: Outline, pair: Iterable[tuple[str, str]]) -> dict[str, str]:
    names = form.names
    said = [f"{names.get(code, code)}（{unit}）" for code, unit in pair]
    return {"one": said[0], "other": said[1]}


def _figures(check: CheckOutline) -> tuple[str, ...]:
    return (check.left, check.right, *check.parts) if check.right else (check.left, *check.parts)


def clash(form: Outline, check: CheckOutline, others: Collection[CheckOutline]) -> Text | None:
    """Why a check cannot stand beside the others or beside the limits of its figures."""
    rival = next((one for one in others if _of_one_total(check, one)), None)
    if rival is not None:
        return _("已有“{other}”，请先去掉那一条，或不加这一条。", other=check_words(rival, form.names))
    return (
        _sums_clash(form, check, others) or _circle_clash(form, check, others) or _out_of_reach(form, check)
    )


def _of_one_total(check: CheckOutline, other: CheckOutline) -> bool:
    """The same sum, but for how far it may be off."""
    same = check.kind is other.kind and check.left == other.left and set(check.parts) == set(other.parts)
    return same and check.kind in (CheckKind.SUM, CheckKind.TOTAL)


def _sums_clash(form: Outline, check: CheckOutline, others: Iterable[CheckOutline]) -> Text | None:
    """Two sums of one total, one of which has all parts of the other and more: those must be nothing."""
    if check.kind is not CheckKind.SUM:
        return None
    mine = set(check.parts)
    for other in others:
        theirs = set(other.parts)
        if other.kind is CheckKind.SUM and other.left == check.left and (mine < theirs or theirs < mine):
            return _only_nothing(form, other, mine ^ theirs)
    return None


def _only_nothing(form: Outline, other: CheckOutline, left_over: Collection[str]) -> Text:
    names = form.names
    rest = "、".join(name for code, name in names.items() if code in left_over)
    other_words = check_words(other, names)
    return _("和“{other}”合起来，{rest}只能是0，请核对。", other=other_words, rest=rest)


def _circle_clash(form: Outline, check: CheckOutline, others: Collection[CheckOutline]) -> Text | None:
    """None is above the next, and the last not above the first: all of them can only be equal."""
    below = _below(form, others)
    for low, high in _steps(form, check):
        way = _way(below, high, low)
        if way:
            return _circle_said(form, check, way)
    return None


def _circle_said(form: Outline, check: CheckOutline, way: Collection[CheckOutline]) -> Text:
    names = form.names
    whole = next((one for one in (check, *way) if one.kind is CheckKind.SUM), None)
    other = next(one for one in way if whole in (None, one) or whole is check)
    words = check_words(other, names)
    if whole is not None:
        return _("和“{other}”合起来，其余分项只能是0，请核对。", other=words)
    if check.kind is CheckKind.EQUAL or any(one.kind is not CheckKind.EQUAL for one in way):
        return _("和“{other}”合起来只能相等，请只留一条；要两项相等，就用“两项相等”。", other=words)
    return _("已有“{other}”，不用再比大小。", other=words)


Below = Mapping[str, Collection[tuple[str, CheckOutline]]]


def _below(form: Outline, checks: Iterable[CheckOutline]) -> Below:
    """By figure those that it cannot exceed, and the check that says so."""
    found: dict[str, list[tuple[str, CheckOutline]]] = {}
    for check in checks:
        for low, high in _steps(form, check):
            found.setdefault(low, []).append((high, check))
    return found


def _steps(form: Outline, check: CheckOutline) -> Iterator[tuple[str, str]]:
    """Which figure a check keeps from exceeding which; a part its total unless parts may be negative."""
    if check.kind is CheckKind.NOT_ABOVE and check.right:
        yield check.left, check.right
    elif check.kind is CheckKind.EQUAL and check.right:
        yield check.left, check.right
        yield check.right, check.left
    elif check.kind is CheckKind.SUM and not check.tolerance:
        lows = {field.code: field.limits.minimum for field in form.fields}
        if all((low := lows.get(code)) is not None and low >= 0 for code in check.parts):
            yield from ((code, check.left) for code in check.parts)


def _way(below: Below, start: str, goal: str) -> tuple[CheckOutline, ...]:
    """The checks that lead from one figure up to another; empty when none do."""
    ways: dict[str, tuple[CheckOutline, ...]] = {start: ()}
    queue = deque([start])
    while queue and goal not in ways:
        code = queue.popleft()
        for high, check in below.get(code, ()):
            if high not in ways:
                ways[high] = (*ways[code], check)
                queue.append(high)
    return ways.get(goal, ())


def _out_of_reach(form: Outline, check: CheckOutline) -> Text | None:
    """The hard limits of the figures leave nothing with which the check would agree."""
    limits = {field.code: field.limits for field in form.fields}
    left, named = limits.get(check.left), [limits[code] for code in _figures(check)[1:] if code in limits]
    if left is None or not named or check.kind not in _COMPARING:
        return None
    least, most = _sum(one.minimum for one in named), _sum(one.maximum for one in named)
    too_high = _over(left.minimum, most, check.tolerance)
    too_low = check.kind is not CheckKind.NOT_ABOVE and _over(least, left.maximum, check.tolerance)
    return _("按各项的上下限，这一条怎么填都对不上，请核对上下限。") if too_high or too_low else None


def _sum(limits: Iterable[Decimal | None]) -> Decimal | None:
    known = list(limits)
    return None if None in known else sum((one for one in known if one is not None), Decimal(0))


def _over(low: Decimal | None, high: Decimal | None, tolerance: Decimal) -> bool:
    return low is not None and high is not None and low > high + tolerance
