"""The forms of the office about a task: its text, its addressees, ending it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, Field, SelectField, StringField, TextAreaField

from coordination.accounts.forms import CheckboxesField
from coordination.kernel.errors import Invalid
from coordination.kernel.forms import Act, Form, Required, at_most
from coordination.kernel.numerals import parse_number, plain
from coordination.kernel.web import is_english, translate
from coordination.organizations import queries as organizations
from coordination.organizations.forms import OFF, Chosen, number_or_none
from coordination.organizations.models import MemberUnit
from coordination.responsibilities.models import Article, Duty, Party
from coordination.responsibilities.rules import citation
from coordination.tasks.addressing import Addressees
from coordination.tasks.models import Task
from coordination.tasks.rules import REASON_AT_MOST, TEXT_AT_MOST, TITLE_AT_MOST
from coordination.tasks.services import drafting
from coordination.tasks.services.drafting import TaskDetails
from coordination.tasks.states import ORIGIN_LABELS, Origin

__all__ = ["Act", "IssueForm", "ReasonForm", "TaskForm", "UnitsForm"]

HOURS = range(24)
USUAL_HOUR = 17
LINE = {**OFF, "rows": "3"}


class Number(StringField):  # type: ignore[misc]
    """A figure as people type it; `number` is None where nothing stands."""

    number: Decimal | None = None

    def process_data(self, value: Decimal | None) -> None:
        self.number = value
        self.data = "" if value is None else plain(value)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist[0] if valuelist else ""
        self.number = None
        if self.data.strip():
            try:
                self.number = parse_number(self.data, name=str(self.label.text))
            except Invalid as error:
                raise ValueError(translate(error.message)) from None


@dataclass(frozen=True, slots=True)
class KindOfUnits:
    """One group of the list of units: a kind with its open units in official order."""

    code: str
    name: str
    units: Sequence[MemberUnit]


class AddresseesField(Field):  # type: ignore[misc]
    """Ticks beside kinds and units, sent as <name>-kinds, -support-kinds, -leads and -supports."""

    widget = staticmethod(lambda _field, **_attributes: "")
    groups: Sequence[KindOfUnits] = ()
    PARTS = ("kinds", "support-kinds", "leads", "supports")

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        self.process_errors: list[str] = []
        self.data = data if isinstance(data, Addressees) else Addressees()
        if formdata is None:
            return
        kinds, support_kinds, leads, supports = (
            tuple(formdata.getlist(f"{self.name}-{part}")) for part in self.PARTS
        )
        self.data = Addressees(kinds, support_kinds, _numbers(leads), _numbers(supports))

    def opened(self, group: KindOfUnits) -> bool:
        """Whether something is ticked among the units of a group, so that it is shown unfolded."""
        return bool(self.data.picked & {unit.id for unit in group.units})


def _numbers(texts: Sequence[str]) -> tuple[int, ...]:
    return tuple(int(text) for text in texts if text.isdecimal() and len(text) < 18)


def grouped(units: Sequence[MemberUnit]) -> list[KindOfUnits]:
    """The units by kind, kinds in the order of their dictionary, units in official order."""
    by_kind: dict[str, list[MemberUnit]] = {}
    for unit in units:
        by_kind.setdefault(unit.kind_code, []).append(unit)
    return [
        KindOfUnits(kind.code, kind.english if is_english() else kind.name, by_kind[kind.code])
        for kind in organizations.kinds()
        if kind.code in by_kind
    ]


class TaskForm(Form):
    origin = SelectField(_("来源"), [Chosen()])
    origin_note = StringField(_("来源说明"), [at_most(200)], render_kw=OFF)
    duty_id = SelectField(_("责任事项"), coerce=number_or_none)
    title = StringField(
        _("任务标题"), [Required(_("请填写任务标题。")), at_most(TITLE_AT_MOST)], render_kw=OFF
    )
    content = TextAreaField(_("任务内容"), [at_most(TEXT_AT_MOST)], render_kw={**OFF, "rows": "6"})
    party_id = SelectField(_("责任方"), [Required(_("请选择责任方。"))], coerce=number_or_none)
    article_ids = CheckboxesField(_("法律条款"), coerce=int)
    campaign = StringField(_("专项行动"), [at_most(60)], render_kw={**OFF, "list": "campaigns"})
    units = AddresseesField(_("交办给"))
    leader = StringField(_("责任领导"), [at_most(60)], render_kw=OFF)
    contact_name = StringField(_("联席办联系人"), [at_most(30)], render_kw=OFF)
    contact_phone = StringField(_("联系电话"), [at_most(25)], render_kw={**OFF, "inputmode": "tel"})
    due_on = DateField(_("截止日期"), [Required(_("请填写截止日期。"))])
    due_hour = SelectField(_("截止时刻"), [Chosen()], coerce=int)
    target = Number(_("目标数"), render_kw={**OFF, "inputmode": "decimal"})
    target_unit = StringField(_("计量单位"), [at_most(10)], render_kw=OFF)
    weight = Number(
        _("权重"), [Required(_("请填写权重，一般是1。"))], render_kw={**OFF, "inputmode": "decimal"}
    )
    evidence = TextAreaField(_("佐证要求"), [at_most(500)], render_kw=LINE)
    acceptance = TextAreaField(_("办结标准"), [at_most(500)], render_kw=LINE)

    def __init__(
        self,
        units: Sequence[MemberUnit],
        parties: Sequence[Party],
        duties: Sequence[Duty],
        articles: Sequence[Article],
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.origin.choices = [(str(origin), translate(label)) for origin, label in ORIGIN_LABELS.items()]
        self.due_hour.choices = [(hour, f"{hour:02}:00") for hour in HOURS]
        names = [(party.id, party.english if is_english() else party.name) for party in parties]
        self.party_id.choices = [("", gettext("请选择")), *names]
        self.duty_id.choices = [
            ("", gettext("不对应责任事项")),
            *((duty.id, _short(duty.name)) for duty in duties),
        ]
        self.article_ids.choices = [
            (one.id, f"{translate(citation(one.law, one.number))} {one.summary}") for one in articles
        ]
        self.units.groups = grouped(units)

    @property
    def details(self) -> TaskDetails:
        words = ("origin_note", "content", "campaign", "leader", "contact_name", "contact_phone")
        more = ("target_unit", "evidence", "acceptance")
        return TaskDetails(
            origin=Origin(self.origin.data),
            title=self.title.data or "",
            party_id=self.party_id.data,
            due_on=self.due_on.data,
            due_hour=self.due_hour.data,
            to=self.units.data,
            duty_id=self.duty_id.data,
            article_ids=tuple(self.article_ids.data or ()),
            target=self.target.number,
            weight=self.weight.number or Decimal(0),
            **{name: self[name].data or "" for name in (*words, *more)},
        )

    def tell_all(self, task: Task) -> None:
        """Beside what is wrong in shape what the service would refuse: one round instead of two."""
        if self.origin.errors:
            return
        for name, sentence in drafting.faults(task, self.details).items():
            if not self[name].errors:
                self.put(name, sentence)


NAME_SHOWN = 60


def _short(name: str) -> str:
    return name if len(name) <= NAME_SHOWN else f"{name[:NAME_SHOWN]}…"


def values_of(task: Task, to: Addressees) -> dict[str, Any]:
    """What the form shows of a stored draft beside its columns."""
    return {"article_ids": [article.id for article in task.articles], "units": to}


def values_of_duty(duty: Duty, kinds: Sequence[str]) -> dict[str, Any]:
    """What the form proposes for a duty; the office's other words are still to be typed."""
    return {
        "origin": str(Origin.DUTY),
        "duty_id": duty.id,
        "title": duty.name,
        "content": duty.content,
        "party_id": duty.party_id,
        "article_ids": [duty.article_id] if duty.article_id else [],
        "units": Addressees(kinds=tuple(kinds)),
        "due_hour": duty.due_hour,
        "target": duty.target,
        "target_unit": duty.target_unit,
        "weight": duty.weight,
        "evidence": duty.evidence,
    }


class IssueForm(Form):
    """The check page: `due_on` and `units` are where faults of the draft are told."""

    due_on = Field(_("截止日期"), widget=lambda _field, **_attributes: "")
    units = Field(_("交办给"), widget=lambda _field, **_attributes: "")
    anyway = BooleanField(_("仍然交办"))


class UnitsForm(Form):
    units = AddresseesField(_("增加的单位"))


class ReasonForm(Form):
    reason = TextAreaField(
        _("原因"), [Required(_("请写明原因，各单位会看到。")), at_most(REASON_AT_MOST)], render_kw=LINE
    )
