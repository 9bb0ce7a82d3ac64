"""What people read about a question: what is asked about, why, with which numbers, what to answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from coordination.audit.sentences import SUBJECTS, publish
from coordination.kernel.numerals import Scale, grouped, round_half_up
from coordination.kernel.text import Text, _
from coordination.radar.policy import FlagAction
from coordination.radar.rules import Facts, FlagKind, Outcome, Standing
from coordination.radar.rules.peers import Size

KIND_LABELS: Mapping[FlagKind, Text] = {
    FlagKind.DISAGREES: _("多方数据不一致"),
    FlagKind.OUTLIER_OWN: _("偏离本单位历史"),
    FlagKind.OUTLIER_COHORT: _("偏离同类单位"),
    FlagKind.REPEATED: _("与上期相同"),
    FlagKind.ROUND: _("整数太多"),
    FlagKind.TOO_PERFECT: _("成功率过高"),
    FlagKind.LAST_MINUTE: _("临期换人上报"),
}
STANDING_LABELS: Mapping[Standing, Text] = {
    Standing.OPEN: _("待说明"),
    Standing.ANSWERED: _("已说明，待确认"),
    Standing.SETTLED: _("已了结"),
}
STANDING_LOOKS: Mapping[Standing, str] = {
    Standing.OPEN: "change",
    Standing.ANSWERED: "wait",
    Standing.SETTLED: "done",
}
OUTCOME_LABELS: Mapping[Outcome, Text] = {
    Outcome.ACCEPTED: _("已采纳说明"),
    Outcome.CORRECTED: _("数据已改，疑问了结"),
    Outcome.LAPSED: _("对照的数据变了，疑问不再成立"),
}
#: What the unit is asked to say, by kind.
ADVICE: Mapping[FlagKind, Text] = {
    FlagKind.DISAGREES: _("请与对方核对：写明哪个数对、差在哪里；本表错了就改正后重报。"),
    FlagKind.OUTLIER_OWN: _("请核对有没有多录、漏录；属实的写明原因。"),
    FlagKind.OUTLIER_COHORT: _("请核对口径与其他单位是否一致；属实的写明原因。"),
    FlagKind.REPEATED: _("请核对是不是沿用了上期的数；确实相同的写明依据。"),
    FlagKind.ROUND: _("请核对是不是估算的数；以台账为准，属实的写明依据。"),
    FlagKind.TOO_PERFECT: _("请核对口径：是否同期，没有成功的有没有漏记。"),
    FlagKind.LAST_MINUTE: _("请确认数据经本单位核对过，写明换人上报的原因。"),
}
_OF_MONEY = _("请核对有没有多录、漏录，单位是元还是万元；属实的写明原因。")
#: Said beside every question.
PROMISE = _("这是疑问，不扣分，也不影响排名。")

SUBJECTS["report_flags"] = _("数据疑问")
publish(
    {
        FlagAction.CHECK: _("检查了{period}的填报数据"),
        FlagAction.RAISE: _("{period}填报数据：新增疑问{raised}个，了结{ended}个"),
        FlagAction.ANSWER: _("说明了数据疑问：{answer}"),
        FlagAction.SETTLE: _("采纳了对数据疑问的说明"),
    }
)


@dataclass(frozen=True, slots=True)
class About:
    """What a question is about: names as people call them. `subject` is empty for figures about oneself."""

    form: str
    subject: str = ""
    indicator: str = ""
    unit: str = ""

    @property
    def name(self) -> str:
        return f"{self.subject} {self.indicator}".strip() or self.form


def advice(kind: FlagKind, unit: str) -> Text:
    """What the unit is asked to say; only of amounts whether they stand in 元 or in 万元."""
    of_money = unit == Scale.YUAN and kind is FlagKind.OUTLIER_OWN
    return _OF_MONEY if of_money else ADVICE[kind]


class Asked(Protocol):
    """What the sentences need of a flag, or of a row of one."""

    @property
    def kind(self) -> FlagKind: ...
    @property
    def facts(self) -> Facts: ...
    @property
    def subject_id(self) -> int | None: ...


def place(asked: Asked, about: About) -> Text:
    """What it is about, for a heading: 魏岭乡 立案数, 合计 立案数, 整份填报."""
    if not about.indicator:
        return _("整份填报")
    if asked.subject_id is None:
        pattern = _("各行 {name}") if asked.kind is FlagKind.ROUND else _("合计 {name}")
        return Text(pattern.msgid, {"name": about.indicator})
    return Text("{name}", {"name": about.name})


def why(asked: Asked, about: About) -> Text:
    """Why it is asked and which numbers speak for it, in one sentence."""
    return _WHY[asked.kind](asked, about)


def _repeated(asked: Asked, about: About) -> Text:
    return _(
        "“{name}”连续{periods}期都是{value}。",
        name=about.name,
        periods=asked.facts["periods"],
        value=_with_unit(asked.facts["value"], about),
    )


def _round(asked: Asked, about: About) -> Text:
    facts = asked.facts
    values = {"name": about.name, "step": _number(facts["step"]), "one_in": _number(facts["one_in"])}
    if "periods" in facts:
        values |= {"value": _with_unit(facts["value"], about), "periods": facts["periods"]}
        return _(
            "“{name}”连续{periods}期都是{step}的整数倍，本期{value}；偶然如此的机会不超过{one_in}分之一。",
            **values,
        )
    count, _slash, among = facts["value"].partition("/")
    values |= {"count": count, "among": among}
    if about.indicator:
        return _(
            "{among}行“{name}”里有{count}行是{step}的整数倍；偶然如此的机会不超过{one_in}分之一。", **values
        )
    return _("本表{among}个数里有{count}个是{step}的整数倍；偶然如此的机会不超过{one_in}分之一。", **values)


def _outlier_own(asked: Asked, about: About) -> Text:
    facts = asked.facts
    return _(
        "“{name}”本期{value}；前{periods}期的中位数是{median}，通常在{low}到{high}之间。",
        name=about.name,
        value=_with_unit(facts["value"], about),
        periods=facts["periods"],
        median=_number(facts["median"]),
        low=_number(facts["low"]),
        high=_number(facts["high"]),
    )


def _outlier_cohort(asked: Asked, about: About) -> Text:
    facts = asked.facts
    values = {
        "name": about.name,
        "value": _with_unit(facts["value"], about),
        "units": facts["units"],
        "rate": _number(facts["rate"]),
        "median": _number(facts["median"]),
    }
    if facts["size"] == Size.POPULATION:
        return _("“{name}”{value}，合每万人{rate}；{units}个同类单位的中位数是每万人{median}。", **values)
    if facts["size"] == Size.HOUSEHOLDS:
        return _("“{name}”{value}，合每千户{rate}；{units}个同类单位的中位数是每千户{median}。", **values)
    return _("“{name}”{value}；{units}个同类单位的中位数是{median}。", **values)


def _disagrees(asked: Asked, about: About) -> Text:
    facts = asked.facts
    other = facts.get("other", facts.get("sum", "0"))
    values = {
        "name": about.name,
        "value": _with_unit(facts["value"], about),
        "other": _with_unit(other, about),
        "difference": _with_unit(str(abs(Decimal(facts["value"]) - Decimal(other))), about),
    }
    if "sum" in facts:
        return _(
            "“{name}”合计填{value}，{units}个单位自己报的相加是{other}，相差{difference}。",
            units=facts["units"],
            **values,
        )
    return _(
        "“{name}”本表填{value}，{reporter}在“{form}”填{other}，相差{difference}。",
        reporter=facts["reporter"],
        form=facts["form"],
        **values,
    )


def _too_perfect(asked: Asked, about: About) -> Text:
    facts = asked.facts
    share = Decimal(100) * Decimal(facts["value"]) / Decimal(facts["base"])
    return _(
        "“{name}”{value}，占“{of}”{base}的{share}%；基数200以上而达到99.9%的很少见。",
        name=about.name,
        value=_with_unit(facts["value"], about),
        of=facts.get("of_name", facts["of"]),
        base=_number(facts["base"]),
        share=f"{round_half_up(share):f}",
    )


def _last_minute(asked: Asked, _about: About) -> Text:
    facts = asked.facts
    return _(
        "这次由{filer}在期限前{minutes}分钟上报；最近{reports}期里有{filed}期是{usual}报的。",
        filer=facts.get("filer_name", "—"),
        usual=facts.get("usual_name", "—"),
        minutes=facts["minutes"],
        reports=facts["reports"],
        filed=facts["filed"],
    )


_WHY: Mapping[FlagKind, Callable[[Asked, About], Text]] = {
    FlagKind.REPEATED: _repeated,
    FlagKind.ROUND: _round,
    FlagKind.OUTLIER_OWN: _outlier_own,
    FlagKind.OUTLIER_COHORT: _outlier_cohort,
    FlagKind.DISAGREES: _disagrees,
    FlagKind.TOO_PERFECT: _too_perfect,
    FlagKind.LAST_MINUTE: _last_minute,
}


def _number(written: str) -> str:
    return grouped(Decimal(written))


def _with_unit(written: str, about: About) -> str:
    return _number(written) + about.unit
