"""What is odd about the values that are to be ranked, before anybody is ranked by them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType

from coordination.kernel.numerals import plain
from coordination.kernel.text import Text, _
from coordination.rankings.rules.entries import Entry, NotAssessed
from coordination.schemes.rules.scheme import Item, Method, Scheme

MOST_NAMED = 5
NEGATIVE: Mapping[Method, Text] = MappingProxyType(
    {
        Method.TARGET: _("越高越好的，负数得0分；越低越好的，得满分"),
        Method.RANK: _("负数照样按大小排名次"),
        Method.MINMAX: _("负数照样按大小得分，还会拉开别家的差距"),
        Method.STEPS: _("负数照样按大小分档"),
        Method.DEDUCT: _("负数不扣分"),
    }
)


def notices(scheme: Scheme, entries: Iterable[Entry], changes: Collection[str] = ()) -> list[Text]:
    """Cohorts too small to be ranked, values that are all equal, negative values; nothing forbids freezing.

    `changes`: codes of the items that are rates of change, whose values may well be negative.
    Source: domain, section 7; cohorts and items in order.
    """
    cohorts: dict[str, list[Entry]] = {}
    for entry in entries:
        cohorts.setdefault(entry.cohort, [])
        if not entry.excluded:
            cohorts[entry.cohort].append(entry)
    found = list(_small(scheme, cohorts))
    for item in scheme.items:
        found += _equal(item, cohorts)
        if item.code not in changes:
            found += _negative(item, [entry for members in cohorts.values() for entry in members])
    return found


def _small(scheme: Scheme, cohorts: Mapping[str, Sequence[Entry]]) -> Iterator[Text]:
    for cohort, members in cohorts.items():
        count = sum(any(not isinstance(_of(one, i), NotAssessed) for i in scheme.items) for one in members)
        if count < scheme.min_cohort:
            yield _(
                "{cohort}组有{count}家参加考核，不到{least}家：只列分数，不排名次。",
                cohort=cohort,
                count=count,
                least=scheme.min_cohort,
            )


def _equal(item: Item, cohorts: Mapping[str, Sequence[Entry]]) -> Iterator[Text]:
    """By methods that compare units, all of them then get full points."""
    if item.method not in (Method.RANK, Method.MINMAX):
        return
    for cohort, members in cohorts.items():
        values = [value for one in members if isinstance(value := _of(one, item), Decimal)]
        if len(values) > 1 and len(set(values)) == 1:
            yield _(
                "“{item}”：{cohort}组的{count}家都是{value}，都得满分，分不出高低。",
                item=item.title,
                cohort=cohort,
                count=len(values),
                value=plain(values[0]),
            )


def _negative(item: Item, members: Iterable[Entry]) -> Iterator[Text]:
    units = [one.unit for one in members if isinstance(value := _of(one, item), Decimal) and value < 0]
    if units:
        named = "、".join(units[:MOST_NAMED])
        yield _(
            "“{item}”有{count}家是负数（{units}），请核对填报；{effect}。",
            item=item.title,
            count=len(units),
            units=named if len(units) <= MOST_NAMED else f"{named}……",
            effect=NEGATIVE[item.method],
        )


def _of(entry: Entry, item: Item) -> object:
    return entry.values.get(item.code)
