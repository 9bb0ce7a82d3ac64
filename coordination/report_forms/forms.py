"""Forms of the builder: the head of a report form, a field, a check, a section, a revision."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField

from coordination.accounts.forms import CheckboxesField
from coordination.kernel.forms import Act, Form, Required, at_most
from coordination.kernel.period import Kind
from coordination.kernel.web import translate
from coordination.organizations import queries as organizations
from coordination.organizations.forms import OFF, Chosen, WholeNumber
from coordination.report_forms.models import FormField, ReportForm
from coordination.report_forms.outline import CheckOutline, Limits
from coordination.report_forms.rules import (
    BOUND_LABELS,
    NAME_AT_MOST,
    PAIRS,
    PERIOD_LABELS,
    SECTION_AT_MOST,
    SHAPE_LABELS,
    SIDE_LABELS,
    TEXT_AT_MOST,
    Bound,
    CheckKind,
    Shape,
)
from coordination.report_forms.services import Details, Head
from coordination.responsibilities.forms import Amount

__all__ = ["Act", "AddForm", "CheckForm", "FieldForm", "HeadForm", "ReviseForm", "SectionForm"]
DIGITS = {**OFF, "inputmode": "numeric"}
NUMBER = {**OFF, "inputmode": "decimal"}


class HeadForm(Form):
    name = StringField(_("报表名称"), [Required(_("请填写报表名称。")), at_most(NAME_AT_MOST)], render_kw=OFF)
    code = StringField(_("代码"), [at_most(40)], render_kw=OFF)
    guidance = TextAreaField(_("填报说明"), [at_most(TEXT_AT_MOST)], render_kw={"rows": 3})
    unit_kinds = CheckboxesField(_("由哪些类别的单位填报"), [Required(_("请选由哪些类别的单位填报。"))])
    shape = RadioField(_("怎么填"), [Chosen()], default=str(Shape.SELF))
    subject_kind = SelectField(_("分行填时，每行是哪一类单位"))
    with_total = BooleanField(_("分行填时，末尾有合计行"))
    period_kind = SelectField(_("多久报一次"), [Chosen()], default=str(Kind.MONTH))
    first_period = StringField(
        _("从哪一期开始"), [Required(_("请填写从哪一期开始。")), at_most(10)], render_kw=OFF
    )
    due_workday = WholeNumber(
        _("期满后第几个工作日截止"), [Required(_("请填写第几个工作日。"))], default=5, render_kw=DIGITS
    )
    due_hour = SelectField(_("截止钟点"), [Chosen()], coerce=int, default=17)
    grace_days = WholeNumber(_("宽限几个工作日"), default=0, render_kw=DIGITS)

    def __init__(self, *, english: bool = False, obj: ReportForm | None = None, **kwargs: Any) -> None:
        super().__init__(obj=obj, **kwargs)
        kinds = [(kind.code, kind.english if english else kind.name) for kind in organizations.kinds()]
        self.unit_kinds.choices = kinds
        self.subject_kind.choices = [("", gettext("请选择")), *kinds]
        self.shape.choices = [(str(shape), translate(label)) for shape, label in SHAPE_LABELS.items()]
        self.period_kind.choices = [(str(kind), translate(label)) for kind, label in PERIOD_LABELS.items()]
        self.due_hour.choices = [(hour, f"{hour:02}:00") for hour in range(24)]
        if obj is not None and obj.revision > 1:
            del self.code, self.period_kind
        if obj is None and not self.is_submitted():
            self.unit_kinds.data = []

    @property
    def details(self) -> Head:
        return Head(
            name=self.name.data or "",
            code=self.code.data or "" if "code" in self else "",
            shape=Shape(self.shape.data),
            subject_kind=self.subject_kind.data or None,
            with_total=bool(self.with_total.data),
            unit_kinds=tuple(self.unit_kinds.data or ()),
            period_kind=self.period_kind.data if "period_kind" in self else "",
            due_workday=self.due_workday.number or 0,
            due_hour=self.due_hour.data,
            grace_days=self.grace_days.number or 0,
            first_period=self.first_period.data or "",
            guidance=self.guidance.data or "",
        )


class AddForm(Form):
    """An indicator found by the search is put into a section; its button carries `indicator_id`."""

    section = StringField(
        _("放在哪一栏"),
        [Required(_("请填写放在哪一栏，例如：宣传。")), at_most(SECTION_AT_MOST)],
        render_kw={**OFF, "list": "sections"},
    )
    indicator_id = HiddenField("")

    @property
    def chosen(self) -> int:
        text = str(self.indicator_id.data or "")
        return int(text) if text.isdecimal() and len(text) < 18 else 0


class FieldForm(Form):
    section = StringField(
        _("所在栏目"),
        [Required(_("请填写放在哪一栏，例如：宣传。")), at_most(SECTION_AT_MOST)],
        render_kw={**OFF, "list": "sections"},
    )
    required = BooleanField(_("必填"))
    caliber = TextAreaField(_("本表口径"), [at_most(TEXT_AT_MOST)], render_kw={"rows": 3})
    minimum = Amount(_("最小"), render_kw=NUMBER)
    maximum = Amount(_("最大"), render_kw=NUMBER)
    bound = SelectField(_("不能大于本地的"))
    soft_low = Amount(_("低于多少要说明原因"), render_kw=NUMBER)
    soft_high = Amount(_("高于多少要说明原因"), render_kw=NUMBER)
    swing_percent = WholeNumber(_("比上期、上年同期变化百分之几要说明原因"), render_kw=DIGITS)

    def __init__(self, *, obj: ReportForm, field: FormField, **kwargs: Any) -> None:
        data = {name: getattr(field, name) for name in _FIELD} | {"bound": field.bound or ""}
        super().__init__(obj=obj, data=data, **kwargs)
        self.bound.choices = [
            ("", gettext("不限制")),
            *((str(bound), translate(label)) for bound, label in BOUND_LABELS.items()),
        ]

    @property
    def details(self) -> Details:
        return Details(
            section=self.section.data or "",
            required=bool(self.required.data),
            limits=Limits(
                minimum=self.minimum.number,
                maximum=self.maximum.number,
                bound=Bound(self.bound.data) if self.bound.data else None,
                soft_low=self.soft_low.number,
                soft_high=self.soft_high.number,
                swing_percent=self.swing_percent.number,
            ),
            caliber=self.caliber.data or "",
        )


_FIELD = (
    "section",
    "required",
    "caliber",
    "minimum",
    "maximum",
    "soft_low",
    "soft_high",
    "swing_percent",
)


class SectionForm(Form):
    """The old name travels beside the new one."""

    old = HiddenField("")
    section = StringField(
        _("栏目名称"), [Required(_("请填写栏目名称。")), at_most(SECTION_AT_MOST)], render_kw=OFF
    )


class CheckForm(Form):
    """A check of one kind; which of its fields are asked for follows from the kind."""

    left = SelectField(_("这一项"), [Chosen()])
    right = SelectField(_("和哪一项"), [Chosen()])
    parts = CheckboxesField(_("分项"))
    tolerance = Amount(_("允许相差"), default=Decimal(0), render_kw=NUMBER)

    def __init__(self, kind: CheckKind, *, obj: ReportForm, **kwargs: Any) -> None:
        super().__init__(obj=obj, **kwargs)
        self.kind = kind
        names = [(one.indicator.code, f"{one.indicator.name}（{one.indicator.unit}）") for one in obj.fields]
        self.left.choices = self.parts.choices = names
        self.right.choices = names
        left, right = SIDE_LABELS[kind]
        self.left.label.text, self.right.label.text = translate(left), translate(right)
        if not self.is_submitted():
            self.parts.data = []
            self.tolerance.process_data(Decimal(0))
        for name in self._unused(kind):
            delattr(self, name)

    @staticmethod
    def _unused(kind: CheckKind) -> Sequence[str]:
        if kind in PAIRS:
            return ("parts", "tolerance")
        return ("right",) if kind is CheckKind.SUM else ("right", "parts")

    @property
    def details(self) -> CheckOutline:
        return CheckOutline(
            self.kind,
            self.left.data or "",
            self.right.data if "right" in self else None,
            tuple(self.parts.data or ()) if "parts" in self else (),
            (self.tolerance.number or Decimal(0)) if "tolerance" in self else Decimal(0),
        )


class ReviseForm(Form):
    first_period = StringField(
        _("新版从哪一期开始用"), [Required(_("请填写从哪一期开始。")), at_most(10)], render_kw=OFF
    )
