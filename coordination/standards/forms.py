"""Forms about standards: name and settings, a criterion by its kind, the day of enactment, vetoes."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, SelectField, StringField, TextAreaField

from coordination.kernel.forms import Act, Form, Required, at_most
from coordination.kernel.text import Text
from coordination.kernel.web import is_english, translate
from coordination.organizations import queries as organizations
from coordination.organizations.forms import OFF, Chosen, WholeNumber, number_or_none
from coordination.responsibilities.forms import Amount
from coordination.responsibilities.queries import parties
from coordination.standards.models import Criterion, StandardVersion
from coordination.standards.rules import (
    BASE_LABELS,
    LISTED_LABELS,
    WINDOW_LABELS,
    Base,
    CriterionKind,
    Listed,
    WindowKind,
)
from coordination.standards.rules.drafts import (
    GROUP_AT_MOST,
    TEXT_AT_MOST,
    THRESHOLDS,
    Draft,
    Known,
    flaws,
    settled,
)
from coordination.standards.rules.fitness import NOTE_AT_MOST, TITLE_AT_MOST, Head, head_flaws
from coordination.standards.services.heads import NAME_AT_MOST, SOURCE_AT_MOST, Name
from coordination.standards.services.vetoes import TEXT_AT_MOST as VETO_AT_MOST
from coordination.subjects.rules import KIND_LABELS, SubjectKind
from coordination.tasks.forms.assignment import Day

__all__ = ["Act", "CriterionForm", "EnactForm", "HeadForm", "NameForm", "VetoForm", "WithdrawForm"]
DIGITS = {**OFF, "inputmode": "numeric"}


def _put(form: Form, flaws: Mapping[str, Text]) -> int:
    """Put what the rules find at those fields at which the form found nothing, so that everything is told at
    once; answers how many."""
    more = {name: words for name, words in flaws.items() if name in form and not form[name].errors}
    for name, words in more.items():
        form.put(name, words)
    return len(more)


class NameForm(Form):
    name = StringField(_("标准名称"), [Required(_("请填写标准名称。")), at_most(NAME_AT_MOST)], render_kw=OFF)
    title_name = StringField(
        _("命名的称号"),
        [Required(_("请填写命名的称号，例如：无诈社区。")), at_most(TITLE_AT_MOST)],
        render_kw=OFF,
    )
    subject_kind = SelectField(_("创建对象"), [Chosen()])
    source = StringField(_("依据"), [at_most(SOURCE_AT_MOST)], render_kw=OFF)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.subject_kind.choices = [(str(kind), translate(label)) for kind, label in KIND_LABELS.items()]

    @property
    def named(self) -> Name:
        return Name(
            name=self.name.data or "",
            title_name=self.title_name.data or "",
            subject_kind=SubjectKind(self.subject_kind.data),
            source=self.source.data or "",
        )


class HeadForm(NameForm):
    first_review = BooleanField(_("初审：由乡镇街道初审"))
    joint_review = BooleanField(_("联审：由条款指定的部门各自确认"))
    public_notice = BooleanField(_("公示：命名前向社会公示"))
    review_days = WholeNumber(_("联审几个工作日"), [Chosen()], render_kw=DIGITS)
    notice_days = WholeNumber(_("公示几天"), [Chosen()], render_kw=DIGITS)
    suspension_days = WholeNumber(_("暂停后几个工作日内复核"), [Chosen()], render_kw=DIGITS)
    valid_months = WholeNumber(_("称号有效几个月"), render_kw=DIGITS)
    renewal_days = WholeNumber(_("到期前几天提醒复评"), [Chosen()], render_kw=DIGITS)
    inspection_months = WholeNumber(_("每几个月复查一次"), render_kw=DIGITS)
    note = TextAreaField(_("说明"), [at_most(NOTE_AT_MOST)], render_kw={"rows": 3})

    def __init__(self, *, obj: StandardVersion, **kwargs: Any) -> None:
        own = obj.standard
        named = {"name": own.name, "subject_kind": str(own.subject_kind), "source": own.source}
        super().__init__(obj=obj, data=named, **kwargs)

    def validate(self, extra_validators: Any = None) -> bool:
        fine = bool(super().validate(extra_validators))
        return not _put(self, head_flaws(self.head)) and fine

    @property
    def head(self) -> Head:
        return Head(
            title_name=self.title_name.data or "",
            first_review=bool(self.first_review.data),
            joint_review=bool(self.joint_review.data),
            public_notice=bool(self.public_notice.data),
            review_days=self.review_days.number,
            notice_days=self.notice_days.number,
            suspension_days=self.suspension_days.number,
            valid_months=self.valid_months.number,
            renewal_days=self.renewal_days.number,
            inspection_months=self.inspection_months.number,
            note=self.note.data or "",
        )


class CriterionForm(Form):
    """Only the fields that the kind has."""

    text = TextAreaField(
        _("条款原文"), [Required(_("请写出这一条的原文。")), at_most(TEXT_AT_MOST)], render_kw={"rows": 2}
    )
    indicator_id = SelectField(_("指标"), [Chosen()], coerce=number_or_none)
    party_id = SelectField(_("责任方"), [Chosen()], coerce=number_or_none)
    listed = SelectField(_("哪一项"), [Chosen()])
    window_kind = SelectField(_("看哪一段时间"), [Chosen()])
    window_size = WholeNumber(_("多少天或多少个整月"), render_kw=DIGITS)
    base = SelectField(_("和哪一段时间比"), [Chosen()])
    threshold = Amount(_("门槛"), [Chosen()], render_kw={**OFF, "inputmode": "decimal"})
    confirmer = SelectField(_("联审时由谁确认"))
    either = StringField(_("二选一的组"), [at_most(GROUP_AT_MOST)], render_kw={**OFF, "list": "groups"})
    evidence_required = BooleanField(_("申报时要附佐证材料"))
    advice = TextAreaField(_("怎么补齐"), [at_most(TEXT_AT_MOST)], render_kw={"rows": 2})

    def __init__(
        self,
        kind: CriterionKind,
        *,
        obj: StandardVersion,
        known: Known,
        criterion: Criterion | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(obj=obj, data=_stored(criterion), **kwargs)
        self.kind, self.known = kind, known
        for name, kinds in _FOR.items():
            if kind not in kinds:
                del self[name]
        self._choose(known, int(obj.office_id or 0))

    def _choose(self, known: Known, office_id: int) -> None:
        none = gettext("请选择")
        if "indicator_id" in self:
            self.indicator_id.choices = _indicators(known, none)
        if "party_id" in self:
            named = [(one.id, one.english if is_english() else one.name) for one in parties()]
            self.party_id.choices = [(0, none), *named]
        for name, labels in (
            ("listed", LISTED_LABELS),
            ("base", BASE_LABELS),
            ("window_kind", WINDOW_LABELS),
        ):
            if name in self:
                options = [(str(one), translate(label)) for one, label in labels.items()]
                self[name].choices = [("", none), *options]
        self.confirmer.choices = _confirmers(known, office_id, self.kind)
        self.confirmer.flags.required = self.kind is CriterionKind.CHECK

    def validate(self, extra_validators: Any = None) -> bool:
        fine = bool(super().validate(extra_validators))
        return not _put(self, flaws(settled(self.draft), self.known)) and fine

    @property
    def draft(self) -> Draft:
        given = {name: self[name].data or None for name in ("indicator_id", "party_id") if name in self}
        return Draft(
            text=self.text.data or "",
            kind=self.kind,
            advice=self.advice.data or "",
            either=self.either.data or "",
            window_kind=WindowKind(self.window_kind.data) if self._has("window_kind") else None,
            window_size=self.window_size.number if "window_size" in self else None,
            base=Base(self.base.data) if self._has("base") else None,
            listed=Listed(self.listed.data) if self._has("listed") else None,
            threshold=self.threshold.number if "threshold" in self else None,
            evidence_required=bool(self.evidence_required.data),
            **given,
            **_confirming(self.confirmer.data or ""),
        )

    def _has(self, name: str) -> bool:
        return name in self and bool(self[name].data) and not self[name].errors


_WINDOWED = frozenset(CriterionKind) - {CriterionKind.CHECK}
_FOR = {
    "indicator_id": {CriterionKind.INDICATOR},
    "party_id": {CriterionKind.DUTIES},
    "listed": {CriterionKind.NONE_LISTED},
    "window_kind": _WINDOWED,
    "window_size": _WINDOWED,
    "base": {CriterionKind.CASES_DROP},
    "threshold": set(THRESHOLDS),
}


def _stored(criterion: Criterion | None) -> dict[str, Any] | None:
    if criterion is None:
        return None
    kept = {name: getattr(criterion, name) for name in CriterionForm.__dict__ if hasattr(criterion, name)}
    kind, unit = criterion.confirmer_kind, criterion.confirmer_id
    return kept | {"confirmer": f"kind:{kind}" if kind else f"unit:{unit}" if unit else ""}


def _indicators(known: Known, none: str) -> dict[str, list[tuple[int, str]]]:
    """Those that are reported about the units in question first."""
    groups: dict[bool, list[tuple[int, str]]] = {True: [], False: []}
    for number, one in sorted(known.indicators.items(), key=lambda item: item[1].name):
        groups[bool(one.rhythms)].append(
            (number, gettext("%(name)s（%(unit)s）", name=one.name, unit=one.unit))
        )
    return {
        none: [(0, none)],
        gettext("所属单位报表上有的"): groups[True],
        gettext("报表上没有的"): groups[False],
    }


def _confirmers(known: Known, office_id: int, kind: CriterionKind) -> dict[str, list[tuple[str, str]]]:
    units = [(f"unit:{one.id}", one.name) for one in organizations.units(office_id)]
    kinds = [(f"kind:{code}", name) for code, (name, _has) in known.kinds.items()]
    nobody = gettext("请选择") if kind is CriterionKind.CHECK else gettext("不用确认，按数据评定")
    return {nobody: [("", nobody)], gettext("单位类别"): kinds, gettext("单位"): units}


def _confirming(chosen: str) -> dict[str, Any]:
    what, _colon, which = chosen.partition(":")
    if what == "kind":
        return {"confirmer_kind": which}
    return {"confirmer_id": int(which)} if what == "unit" else {}


class EnactForm(Form):
    effective_on = Day(_("从哪一天起施行"), [Required(_("请填写从哪一天起施行。"))])


class VetoForm(Form):
    happened_on = Day(_("发生日期"), [Required(_("请填写发生日期。"))])
    text = TextAreaField(
        _("什么事项"), [Required(_("请写明是什么事项。")), at_most(VETO_AT_MOST)], render_kw={"rows": 3}
    )


class WithdrawForm(Form):
    reason = TextAreaField(
        _("撤销理由"), [Required(_("请写明为什么撤销。")), at_most(VETO_AT_MOST)], render_kw={"rows": 3}
    )
