"""Kinds of criteria, windows and findings (domain.md section 6), and their words."""

from enum import StrEnum

from coordination.kernel.text import Text, _


class CriterionKind(StrEnum):
    """The primitives of domain.md section 6."""

    ZERO_CASES = "zero_cases"
    CASES_DROP = "cases_drop"
    LARGEST_LOSS = "largest_loss"
    NONE_LISTED = "none_listed"
    INDICATOR = "indicator"
    DUTIES = "duties"
    CHECK = "check"
    NO_VETO = "no_veto"


CRITERION_LABELS: dict[CriterionKind, Text] = {
    CriterionKind.ZERO_CASES: _("零发案"),
    CriterionKind.CASES_DROP: _("发案下降"),
    CriterionKind.LARGEST_LOSS: _("单笔损失低于"),
    CriterionKind.NONE_LISTED: _("无涉诈人员或窝点"),
    CriterionKind.INDICATOR: _("指标达到"),
    CriterionKind.DUTIES: _("责任事项完成"),
    CriterionKind.CHECK: _("人工核查"),
    CriterionKind.NO_VETO: _("无一票否决事项"),
}


class WindowKind(StrEnum):
    """`days`: n days that end on the day asked about; the others: the last complete ones at that day."""

    DAYS = "days"
    MONTHS = "months"
    HALF_YEAR = "half_year"
    YEAR = "year"


WINDOW_LABELS: dict[WindowKind, Text] = {
    WindowKind.DAYS: _("连续若干天"),
    WindowKind.MONTHS: _("最近若干个整月"),
    WindowKind.HALF_YEAR: _("最近一个整半年"),
    WindowKind.YEAR: _("最近一个整年"),
}


class Base(StrEnum):
    """Against which window a change is measured."""

    PREVIOUS = "previous"
    LAST_YEAR = "last_year"


BASE_LABELS: dict[Base, Text] = {Base.PREVIOUS: _("比上一期"), Base.LAST_YEAR: _("比上年同期")}


class Listed(StrEnum):
    SUSPECTS = "suspects"
    DENS = "dens"


LISTED_LABELS: dict[Listed, Text] = {Listed.SUSPECTS: _("涉诈人员"), Listed.DENS: _("涉诈窝点")}


class Standing(StrEnum):
    """What is found of one criterion for one subject on a day."""

    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"
    TO_CONFIRM = "to_confirm"
    NOT_APPLICABLE = "not_applicable"


STANDING_LABELS: dict[Standing, Text] = {
    Standing.MET: _("达标"),
    Standing.UNMET: _("未达标"),
    Standing.UNKNOWN: _("待数据"),
    Standing.TO_CONFIRM: _("待核查"),
    Standing.NOT_APPLICABLE: _("不适用"),
}


class VersionState(StrEnum):
    DRAFT = "draft"
    ENACTED = "enacted"
    DISCARDED = "discarded"


VERSION_LABELS: dict[VersionState, Text] = {
    VersionState.DRAFT: _("草拟"),
    VersionState.ENACTED: _("已施行"),
    VersionState.DISCARDED: _("已作废"),
}
