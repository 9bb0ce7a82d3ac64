"""Forms about indicators and regulations."""

from decimal import Decimal
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import DateField, Field, SelectField, StringField, TextAreaField
from wtforms.validators import Optional

from coordination.indicators import queries
from coordination.indicators.models import Indicator, Regulation
from coordination.indicators.rules import (
    CONSTANTS,
    DIRECTION_LABELS,
    DIVISION_LABELS,
    FIXED,
    TIME_LABELS,
    TYPE_LABELS,
    Definition,
)
from coordination.indicators.sentences import citation
from coordination.indicators.services.regulations import RegulationDetails
from coordination.kernel.errors import Invalid
from coordination.kernel.forms import Form, Required, at_most
from coordination.kernel.numerals import parse_number, plain
from coordination.kernel.web import translate
from coordination.organizations.forms import OFF, Chosen

_WORDS = ("name", "unit", "definition", "note", "reason")
RANKABLE = {"yes": True, "no": False}


class Factor(StringField):  # type: ignore[misc]
    """The factor of a ratio as people type it (1万 is 10,000); `number` is None where nothing stands."""

    number: Decimal | None = None

    def process_data(self, value: Decimal | None) -> None:
        self.number = value
        self.data = "" if value is None else plain(value)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data, self.number = (valuelist[0] if valuelist else ""), None
        if self.data.strip():
            try:
                self.number = parse_number(self.data, name=str(self.label.text))
            except Invalid as error:
                raise ValueError(translate(error.message)) from None


class IndicatorForm(Form):
    name = StringField(_("名称"), [Required(_("请填写指标名称。"))], render_kw=OFF)
    unit = StringField(_("计量单位"), [Required(_("请填写计量单位，例如 起、元、人。"))], render_kw=OFF)
    type = SelectField(_("类型"), [Chosen()])
    direction = SelectField(_("方向"), [Chosen()])
    over_time = SelectField(_("跨期累计"), [Chosen()])
    over_divisions = SelectField(_("跨地区合计"), [Chosen()])
    definition = TextAreaField(_("定义"), render_kw={"rows": 2})
    note = TextAreaField(_("口径"), render_kw={"rows": 3})
    numerator = SelectField(_("分子"))
    denominator = SelectField(_("分母"))
    factor = Factor(_("倍数"), render_kw={**OFF, "inputmode": "numeric"})
    rankable = SelectField(_("参与排名"), [Chosen()])
    reason = TextAreaField(_("不参与排名的理由"), render_kw={"rows": 2})
    regulation = SelectField(_("依据的规定"))
    why = StringField(_("修改原因"), [Chosen()], render_kw=OFF)

    def __init__(self, office_id: int, *, obj: Indicator | None = None, **kwargs: Any) -> None:
        super().__init__(obj=obj, **kwargs)
        self.type.choices = _labelled(TYPE_LABELS)
        self.direction.choices = _labelled(DIRECTION_LABELS)
        self.over_time.choices = _labelled(TIME_LABELS)
        self.over_divisions.choices = _labelled(DIVISION_LABELS)
        self.rankable.choices = [("yes", gettext("可以参与排名")), ("no", gettext("不参与排名"))]
        kept = () if obj is None else (obj.numerator, obj.denominator)
        parts = [(one.code, f"{one.name}（{one.code}）") for one in queries.parts_to_choose(office_id, *kept)]
        constants = [(code, translate(label)) for code, label in CONSTANTS.items()]
        self.numerator.choices = [("", gettext("请选择")), *parts]
        self.denominator.choices = [("", gettext("请选择")), *constants, *parts]
        cited = [
            (one.cited_as, translate(citation(one)))
            for one in queries.regulations(office_id)
            if one.repealed_on is None or (obj is not None and one.cited_as == obj.regulation)
        ]
        self.regulation.choices = [("", gettext("没有，由本联席办决定")), *cited]
        if not self.is_submitted():
            model = kwargs.get("data") or {}
            ranked = model.get("rankable", True) if obj is None else obj.rankable
            self.rankable.data = "yes" if ranked else "no"

    @property
    def given(self) -> Definition:
        return Definition(
            **{name: self[name].data or "" for name in _WORDS},
            **{name: self[name].data or "" for name in ("type", "direction", "over_time", "over_divisions")},
            rankable=RANKABLE[self.rankable.data],
            regulation=self.regulation.data or "",
            numerator=self.numerator.data or None,
            denominator=self.denominator.data or None,
            factor=self.factor.number,
        )

    def stands(self, field: Field) -> bool:
        """Whether a field that cannot be changed is shown as words: unless something is wrong with it."""
        return field.short_name in FIXED and not field.errors


def _labelled(labels: Any) -> list[tuple[str, str]]:
    return [(str(value), translate(label)) for value, label in labels.items()]


class CloseForm(Form):
    why = StringField(_("停用原因"), [Required(_("请写明停用的原因。"))], render_kw=OFF)


class RegulationForm(Form):
    title = StringField(_("标题"), [Required(_("请填写规定的标题。")), at_most(102)], render_kw=OFF)
    number = StringField(_("文号"), [at_most(60)], render_kw=OFF)
    issued_on = DateField(_("发布日期"), [Optional()])
    text = TextAreaField(_("有关内容"), [at_most(4000)], render_kw={"rows": 8})
    repealed_on = DateField(_("废止日期"), [Optional()])

    def __init__(self, *, obj: Regulation | None = None, **kwargs: Any) -> None:
        super().__init__(obj=obj, **kwargs)

    @property
    def details(self) -> RegulationDetails:
        return RegulationDetails(
            title=self.title.data or "",
            number=self.number.data or "",
            issued_on=self.issued_on.data,
            text=self.text.data or "",
            repealed_on=self.repealed_on.data,
        )
