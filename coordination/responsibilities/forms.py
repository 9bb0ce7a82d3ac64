"""Forms about duties, parties and articles."""

from decimal import Decimal
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import SelectField, StringField, TextAreaField

from coordination.accounts.forms import CheckboxesField
from coordination.kernel.errors import Invalid
from coordination.kernel.forms import Form, Required, at_most
from coordination.kernel.numerals import parse_number, plain
from coordination.kernel.web import translate
from coordination.organizations import queries as organizations
from coordination.organizations.forms import OFF, Chosen, WholeNumber, number_or_none
from coordination.responsibilities import queries
from coordination.responsibilities.models import Article, Duty, Party
from coordination.responsibilities.rules import RECURRENCES
from coordination.responsibilities.sentences import cited
from coordination.responsibilities.services.articles import ArticleDetails
from coordination.responsibilities.services.checking import DutyDetails
from coordination.responsibilities.services.parties import PartyDetails


class Amount(StringField):  # type: ignore[misc]
    """An exact number as people type it (1.5万 is 15,000); `number` is None where nothing stands."""

    number: Decimal | None = None

    def process_data(self, value: Decimal | None) -> None:
        self.number = value
        self.data = "" if value is None else plain(value)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data, self.number = (valuelist[0] if valuelist else ""), None
        if not self.data.strip():
            return
        try:
            self.number = parse_number(self.data, name=str(self.label.text))
        except Invalid as error:
            raise ValueError(translate(error.message)) from None


class DutyForm(Form):
    party_id = SelectField(_("责任方"), [Chosen()], coerce=number_or_none)
    article_id = SelectField(_("法律条款"), coerce=number_or_none)
    name = StringField(_("责任事项"), [Required(_("请填写责任事项。")), at_most(200)], render_kw=OFF)
    content = TextAreaField(_("工作要求"), [at_most(2000)], render_kw={"rows": 3})
    unit_kinds = CheckboxesField(_("由哪些类别的单位承担"))
    evidence = TextAreaField(_("佐证要求"), [at_most(500)], render_kw={"rows": 2})
    weight = Amount(_("权重"), [Chosen()], default=Decimal(1), render_kw={**OFF, "inputmode": "decimal"})
    target = Amount(_("目标数量"), render_kw={**OFF, "inputmode": "decimal"})
    target_unit = StringField(_("数量单位"), render_kw=OFF)
    recurrence = SelectField(_("周期"), [Chosen()])
    first_period = StringField(_("从哪一期开始"), [at_most(10)], render_kw=OFF)
    due_workday = WholeNumber(
        _("期满后第几个工作日截止"), [Chosen()], default=5, render_kw={**OFF, "inputmode": "numeric"}
    )
    due_hour = SelectField(_("截止钟点"), [Chosen()], coerce=int, default=17)

    def __init__(self, *, english: bool = False, obj: Duty | None = None, **kwargs: Any) -> None:
        super().__init__(obj=obj, **kwargs)
        self.party_id.choices = [(0, gettext("请选择")), *_parties(obj, english)]
        self.article_id.choices = [(0, gettext("没有法律条款，由本联席办确定")), *_articles(obj)]
        self.unit_kinds.choices = [
            (kind.code, kind.english if english else kind.name) for kind in organizations.kinds()
        ]
        named = [(str(kind), translate(label)) for kind, label in RECURRENCES.items()]
        self.recurrence.choices = [("", gettext("不定期，由人交办")), *named]
        self.due_hour.choices = [(hour, f"{hour:02}:00") for hour in range(8, 24)]
        if obj is not None and obj.due_hour < 8:
            self.due_hour.choices.insert(0, (obj.due_hour, f"{obj.due_hour:02}:00"))
        if obj is None and not self.is_submitted():
            self.unit_kinds.data = []

    @property
    def details(self) -> DutyDetails:
        return DutyDetails(
            name=self.name.data or "",
            party_id=self.party_id.data,
            article_id=self.article_id.data,
            unit_kinds=self.unit_kinds.data or (),
            weight=self.weight.number,
            content=self.content.data or "",
            evidence=self.evidence.data or "",
            recurrence=self.recurrence.data or "",
            first_period=self.first_period.data or "",
            due_workday=self.due_workday.number,
            due_hour=self.due_hour.data,
            target=self.target.number,
            target_unit=self.target_unit.data or "",
        )


def _parties(duty: Duty | None, english: bool) -> list[tuple[int, str]]:
    """What may be chosen: what is in use, and what the duty names now."""
    listed = [one for one in queries.parties() if one.closed_on is None or (duty and one.id == duty.party_id)]
    return [(one.id, one.english if english else one.name) for one in listed]


def _articles(duty: Duty | None) -> list[tuple[int, str]]:
    listed = [
        one for one in queries.articles() if one.closed_on is None or (duty and one.id == duty.article_id)
    ]
    return [(one.id, f"{translate(cited(one))} {_short(one.summary)}") for one in listed]


def _short(summary: str, limit: int = 24) -> str:
    return summary if len(summary) <= limit else f"{summary[:limit]}…"


class PartyForm(Form):
    name = StringField(_("责任方名称"), [Required(_("请填写名称。")), at_most(20)], render_kw=OFF)
    english = StringField(_("英文名称"), [Required(_("请填写英文名称。")), at_most(40)], render_kw=OFF)
    note = TextAreaField(_("说明"), [at_most(300)], render_kw={"rows": 3})
    sort_order = WholeNumber(_("顺序"), render_kw={**OFF, "inputmode": "numeric"})

    def __init__(self, *, obj: Party | None = None, **kwargs: Any) -> None:
        super().__init__(obj=obj, **kwargs)

    @property
    def details(self) -> PartyDetails:
        return PartyDetails(
            name=self.name.data or "",
            english=self.english.data or "",
            note=self.note.data or "",
            sort_order=self.sort_order.number,
        )


class ArticleForm(Form):
    law = StringField(_("法律名称"), [Required(_("请填写法律名称。")), at_most(62)], render_kw=OFF)
    number = StringField(_("条款编号"), [Required(_("请填写条款编号。")), at_most(20)], render_kw=OFF)
    summary = TextAreaField(
        _("内容摘要"), [Required(_("请填写内容摘要。")), at_most(300)], render_kw={"rows": 3}
    )

    def __init__(self, *, obj: Article | None = None, **kwargs: Any) -> None:
        super().__init__(obj=obj, **kwargs)

    @property
    def details(self) -> ArticleDetails:
        return ArticleDetails(
            law=self.law.data or "", number=self.number.data or "", summary=self.summary.data or ""
        )
