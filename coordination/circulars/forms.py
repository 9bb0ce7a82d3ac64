"""Forms of the slice: the text as a list of blocks that buttons rearrange, reasons, ticks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext
from wtforms import BooleanField, Field, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.widgets import TextInput

from coordination.circulars.binding import LEVELS
from coordination.circulars.states import PUBLICATION_LABELS, Publication
from coordination.kernel.errors import Invalid
from coordination.kernel.forms import Form, Required, at_most
from coordination.kernel.text import Text, _
from coordination.kernel.web import translate

MOST_BLOCKS = 150
KINDS = {"paragraph": _("正文")} | {
    f"heading-{level}": label
    for level, label in zip(LEVELS, (_("一级标题"), _("二级标题"), _("三级标题"), _("四级标题")), strict=True)
}
Block = dict[str, Any]


class BodyField(Field):  # type: ignore[misc]
    """The blocks of a text: body-0-kind, body-0-text, body-1-kind …, as many as were sent."""

    widget = staticmethod(lambda _field, **_attributes: "")

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        self.process_errors: list[str] = []
        self.problems: dict[int, str] = {}
        self.data: list[Block] = [dict(block) for block in data or ()]
        if formdata is not None and f"{self.name}-0-text" in formdata:
            self.data = list(self._read(formdata))

    def _read(self, formdata: Any) -> list[Block]:
        found: list[Block] = []
        while len(found) < MOST_BLOCKS and f"{self.name}-{len(found)}-text" in formdata:
            place = f"{self.name}-{len(found)}"
            kind, _dash, level = str(formdata.get(f"{place}-kind", "")).partition("-")
            heading = kind == "heading" and level in map(str, LEVELS)
            found.append(
                {
                    "kind": "heading" if heading else "paragraph",
                    "level": int(level) if heading else 1,
                    "text": str(formdata.get(f"{place}-text", "")),
                }
            )
        return found


@dataclass(frozen=True)
class Anchor:
    """A paragraph in the summary of what is to be mended."""

    name: str
    id: str


class EditForm(Form):
    title = StringField(
        lazy_gettext("标题"), validators=[Required(lazy_gettext("标题不能空着。")), at_most(80)]
    )
    addressees = StringField(
        lazy_gettext("主送"), validators=[Required(lazy_gettext("主送机关不能空着。")), at_most(300)]
    )
    copies_to = StringField(lazy_gettext("抄送"), validators=[at_most(300)])
    body = BodyField()

    def put(self, name: str, message: Text | str) -> None:
        """A refusal at `body-3` stands at the fourth block."""
        kind, _dash, place = name.partition("-")
        if kind == "body" and place.isdecimal():
            self.body.problems[int(place)] = translate(message)
            self.body.errors = list(self.body.problems.values())
        else:
            super().put(name, message)

    def trouble(self) -> list[tuple[Any, str]]:
        others = [(field, words) for field, words in super().trouble() if field is not self.body]
        whole = [(self.body, words) for words in self.body.errors if not self.body.problems]
        return [
            *others,
            *whole,
            *((Anchor("body", f"body-{place}"), words) for place, words in self.body.problems.items()),
        ]

    def arrange(self, command: str, facts: Mapping[str, Any], place: str) -> None:
        """Do what a button of the page says: up-3, down-3, drop-3, add-3, head-3, insert:立案数.

        Nothing is stored; the page is shown again as rearranged. Unknown commands do nothing.
        """
        verb, _colon, name = command.partition(":")
        places = {str(number): number for number in range(len(self.body.data))}
        if verb == "insert" and name in facts and place in places:
            self.body.data[places[place]]["text"] += f"【{name}】"
            return
        verb, _dash, number = command.partition("-")
        if number in places:
            self._move(verb, places[number])

    def _move(self, verb: str, at: int) -> None:
        blocks: list[Block] = self.body.data
        to = {"up": at - 1, "down": at + 1}.get(verb, -1)
        if 0 <= to < len(blocks):
            blocks[at], blocks[to] = blocks[to], blocks[at]
        elif verb == "drop" and len(blocks) > 1:
            del blocks[at]
        elif verb in ("add", "head"):
            kind = "paragraph" if verb == "add" else "heading"
            blocks.insert(at + 1, {"kind": kind, "level": 1, "text": ""})


class DraftForm(Form):
    """Which month, and on which frozen ranking; the choices are set by the view."""

    period = HiddenField()
    ranking = SelectField(lazy_gettext("排名"), validate_choice=False)

    @property
    def ranking_id(self) -> int | None:
        """The chosen ranking; None for a circular without one. Raises Invalid for what was not offered."""
        chosen = str(self.ranking.data or "")
        if chosen not in {str(value) for value, _label in self.ranking.choices}:
            raise Invalid(_("这份排名不是这个报告期的，请重新选择。"), field="ranking")
        return int(chosen) if chosen else None


class StepForm(Form):
    """Go on with the findings seen."""

    accepted = BooleanField(lazy_gettext("我已逐条核对上面的提示"))


class IssueForm(Form):
    accepted = BooleanField(lazy_gettext("我已核对数据口径，知道签发后不能修改，只能更正或撤销"))


class ReasonForm(Form):
    reason = TextAreaField(
        lazy_gettext("原因"), validators=[Required(lazy_gettext("请写明原因。")), at_most(300)]
    )


class VoidForm(Form):
    year = IntegerField(
        lazy_gettext("年份"), validators=[Required(lazy_gettext("请填年份。"))], widget=TextInput()
    )
    upto = IntegerField(
        lazy_gettext("作废到几号"),
        validators=[Required(lazy_gettext("请填号码，只填数字。"))],
        widget=TextInput(),
    )
    reason = StringField(
        lazy_gettext("作废原因"),
        validators=[Required(lazy_gettext("请写明作废原因，例如已在纸质登记簿上用过。")), at_most(200)],
    )


class ConfirmForm(Form):
    compared = BooleanField(lazy_gettext("已与纸质登记簿逐号核对，下一个号码无误"))
    note = StringField(lazy_gettext("备注"), validators=[at_most(200)])


class PublicationForm(Form):
    """How much of the ranking everybody sees."""

    publication = SelectField(lazy_gettext("排名的发布方式"), validate_choice=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.publication.choices = [(str(one), translate(text)) for one, text in PUBLICATION_LABELS.items()]

    @property
    def chosen(self) -> Publication:
        """Raises Invalid for what was not offered."""
        if self.publication.data not in set(Publication):
            raise Invalid(_("请从列表里选一种发布方式。"), field="publication")
        return Publication(self.publication.data)


class CorrectForm(Form):
    """The ranking that is right, and why the document is corrected; the choices are set by the view."""

    ranking = SelectField(lazy_gettext("更正后的排名"), validate_choice=False)
    reason = TextAreaField(
        lazy_gettext("更正原因"),
        validators=[
            Required(lazy_gettext("请写明更正原因，各单位会在更正通报里看到。")),
            at_most(200),
        ],
    )


class QuotaForm(Form):
    plan_year = IntegerField(
        lazy_gettext("年份"), validators=[Required(lazy_gettext("请填年份。"))], widget=TextInput()
    )
    most = IntegerField(
        lazy_gettext("全年计划发文"),
        validators=[Required(lazy_gettext("请填件数，只填数字。"))],
        widget=TextInput(),
    )


class CodeForm(Form):
    series = SelectField(lazy_gettext("文种"), validate_choice=False)
    code = StringField(lazy_gettext("发文代字"), validators=[at_most(12)])
