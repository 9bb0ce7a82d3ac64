"""A scoring scheme as data, and what is wrong with it, in words its author can act on."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType

from coordination.kernel.errors import Invalid
from coordination.kernel.numerals import plain
from coordination.kernel.text import Text, _

FULL_WEIGHT = Decimal(100)
RESERVED_CODES = frozenset({"cohort", "order", "unit", "bonus", "veto"})


class Method(StrEnum):
    TARGET = "target"
    RANK = "rank"
    MINMAX = "minmax"
    STEPS = "steps"
    DEDUCT = "deduct"


class Better(StrEnum):
    HIGHER = "higher"
    LOWER = "lower"


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a scheme. `weight` is its points at best; the last five belong to single methods."""

    code: str
    title: str
    weight: Decimal
    method: Method
    direction: Better = Better.HIGHER
    target: Decimal | None = None
    limit: Decimal | None = None
    steps: tuple[tuple[Decimal, Decimal], ...] = ()
    per_event: Decimal | None = None
    max_deduction: Decimal | None = None

    @property
    def higher_is_better(self) -> bool:
        return self.direction is Better.HIGHER


@dataclass(frozen=True, slots=True)
class Scheme:
    """考核办法: items, the smallest cohort that is ranked, and the most points of bonus in all."""

    name: str
    items: tuple[Item, ...]
    min_cohort: int = 3
    bonus_cap: Decimal = Decimal(5)

    @property
    def weight(self) -> Decimal:
        return sum((item.weight for item in self.items), Decimal(0))


Problems = Iterator[tuple[str, Text]]


def problems(scheme: Scheme, *, full_weight: Decimal | None = FULL_WEIGHT) -> Mapping[str, Text]:
    """What is wrong with a scheme, by field (`items.<code>.target`); empty when it can be used.

    `full_weight=None` leaves the sum of the weights free, as a trial of other weights needs.
    Source: domain, section 7.
    """
    found: dict[str, Text] = {}
    for field, message in (*_of_scheme(scheme, full_weight), *_of_items(scheme)):
        found.setdefault(field, message)
    return MappingProxyType(found)


def validate(scheme: Scheme, *, full_weight: Decimal | None = FULL_WEIGHT) -> None:
    """Raise `Invalid` with every problem of the scheme."""
    found = problems(scheme, full_weight=full_weight)
    if found:
        field, message = next(iter(found.items()))
        raise Invalid(_("{field}：{problem}", field=field, problem=message), errors=found)


def _of_scheme(scheme: Scheme, full_weight: Decimal | None) -> Problems:
    if not scheme.name.strip():
        yield "name", _("考核办法要有名称")
    if scheme.min_cohort < 1:
        yield "min_cohort", _("参加排名的最少单位数要是1或更大的整数")
    if scheme.bonus_cap < 0:
        yield "bonus_cap", _("加分上限不能是负数")
    if not scheme.items:
        yield "items", _("考核办法至少要有一个考核项")
    elif full_weight is not None and scheme.weight != full_weight:
        yield (
            "items",
            _(
                "各项权重合计是{weight}，要等于{full}",
                weight=plain(scheme.weight),
                full=plain(full_weight),
            ),
        )


def _of_items(scheme: Scheme) -> Problems:
    times = Counter(item.code for item in scheme.items)
    for item in scheme.items:
        where = f"items.{item.code}"
        if not item.code.strip() or item.code in RESERVED_CODES:
            yield f"{where}.code", _("考核项代码不能空，也不能用 cohort、order、unit、bonus、veto")
        if times[item.code] > 1:
            yield f"{where}.code", _("考核项代码重复：{code}", code=item.code)
        if item.weight <= 0:
            yield f"{where}.weight", _("权重要大于0")
        for field, message in OF_METHOD[item.method](item):
            yield f"{where}.{field}", message


def _of_target(item: Item) -> Problems:
    if item.target is None:
        yield "target", _("目标值法要填目标值")
    elif item.higher_is_better and item.target <= 0:
        yield "target", _("越高越好的目标值要大于0")
    elif not item.higher_is_better and item.limit is None:
        yield "limit", _("越低越好的目标值法还要填限值，达到限值得0分")
    elif not item.higher_is_better and item.limit is not None and item.limit <= item.target:
        yield "limit", _("越低越好时，限值要大于目标值")


def _of_steps(item: Item) -> Problems:
    if not item.steps:
        yield "steps", _("分档法至少要有一档")
    if any(not 0 <= share <= 1 for _threshold, share in item.steps):
        yield "steps", _("每档得分比例要在0到1之间")
    for (better, more), (worse, less) in pairwise(item.steps):
        if (better <= worse) if item.higher_is_better else (better >= worse):
            yield "steps", _("各档要从最好到最差排列，门槛不能相同")
        if more < less:
            yield "steps", _("较差一档的得分比例不能更高")


def _of_deduct(item: Item) -> Problems:
    if item.per_event is None or item.per_event <= 0:
        yield "per_event", _("扣分法要填每起扣几分，要大于0")
    if item.max_deduction is not None and item.max_deduction <= 0:
        yield "max_deduction", _("扣分上限要大于0，不设上限就不填")


def _of_comparison(item: Item) -> Problems:
    return iter(())


OF_METHOD: Mapping[Method, Callable[[Item], Problems]] = MappingProxyType(
    {
        Method.TARGET: _of_target,
        Method.RANK: _of_comparison,
        Method.MINMAX: _of_comparison,
        Method.STEPS: _of_steps,
        Method.DEDUCT: _of_deduct,
    }
)
