"""What the register of the audit says about schemes and entries by hand, and items in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from coordination.audit.sentences import publish
from coordination.kernel.numerals import plain
from coordination.kernel.text import Text, _
from coordination.schemes.models import SchemeItem
from coordination.schemes.rules import Measure
from coordination.schemes.rules.measures import HOUSEHOLDS, OF_INDICATOR, POPULATION
from coordination.schemes.rules.wording import MEASURE_LABELS
from coordination.schemes.states import EntryAction, SchemeAction
from coordination.subjects.rules import KIND_LABELS, SubjectKind

CONSTANT_LABELS: Mapping[str, Text] = {POPULATION: _("人口数"), HOUSEHOLDS: _("户数")}

publish(
    {
        SchemeAction.DRAFT: _("起草考核办法“{name}”第{revision}版"),
        SchemeAction.EDIT: _("修改考核办法“{name}”：{what}"),
        SchemeAction.DISCARD: _("作废考核办法“{name}”第{revision}版草稿"),
        SchemeAction.ENACT: _("施行考核办法“{name}”第{revision}版"),
        SchemeAction.CLOSE: _("停用考核办法“{name}”第{revision}版"),
        EntryAction.ENTER: _("登记{period}的{kind}：{reason}"),
        EntryAction.CONFIRM: _("确认{period}的登记：{reason}"),
        EntryAction.WITHDRAW: _("撤回{period}的登记：{reason}"),
    }
)


@dataclass(frozen=True, slots=True)
class Names:
    """Names of indicators and of parties by code."""

    figures: Mapping[str, str] = field(default_factory=dict)
    parties: Mapping[str, str] = field(default_factory=dict)


def measure_words(item: SchemeItem) -> Text:
    """How the value of an item is formed, beside the value itself."""
    if item.months > 1:
        return _("最近{months}个月合计", months=item.months)
    return MEASURE_LABELS[Measure(item.measure)]


def source_words(item: SchemeItem, names: Names) -> list[Text]:
    """Where the value of an item comes from: what is measured first, then how small numbers are treated."""
    return [_source(item, names), *_small(item)]


def _source(item: SchemeItem, names: Names) -> Text:
    measure = Measure(item.measure)
    if measure is Measure.RATIO and item.indicator is not None:
        over = CONSTANT_LABELS.get(item.over) or names.figures.get(item.over, item.over)
        return _("{name} ÷ {over} × {factor}", name=item.indicator.name, over=over, factor=plain(item.factor))
    if measure in OF_INDICATOR and item.indicator is not None:
        return _(
            "{name}（{unit}），{measure}",
            name=item.indicator.name,
            unit=item.indicator.unit,
            measure=MEASURE_LABELS[measure],
        )
    if measure is Measure.COMPLETION:
        return _("{party}：责任事项完成率（%）", party=names.parties.get(item.party, item.party))
    if measure is Measure.TITLES:
        return _("{kind}：无诈称号占比（%）", kind=KIND_LABELS[SubjectKind(item.subject_kind)])
    return MEASURE_LABELS[measure]


def _small(item: SchemeItem) -> Iterator[Text]:
    if item.months > 1:
        yield _("最近{months}个月合计", months=item.months)
    if item.min_base is not None:
        yield _("基数不足{least}不考核", least=plain(item.min_base))
    if item.shrunk:
        yield _("基数小的向本组平均收缩")
