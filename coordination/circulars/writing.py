"""Forms of the writing desk: the text as a list of blocks that buttons rearrange; what to draft from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext
from wtforms import Field, HiddenField, SelectField, StringField, TextAreaField

from coordination.accounts.forms import CheckboxesField
from coordination.circulars.blocks import TOP_USUAL, Block, block_of
from coordination.circulars.states import Kind
from coordination.kernel.errors import Invalid
from coordination.kernel.forms import Form, Required, at_most
from coordination.kernel.text import Text, _
from coordination.kernel.web import translate

MOST_BLOCKS = 150


class BodyField(Field):  # type: ignore[misc]
    """The blocks of a text: body-0-kind, body-0-text, body-1-kind …, as many as were sent.

    A table or a chart has a body-0-cohort beside them, the head of a ranking a body-0-count.
    """

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
            kind, text, cohort, count = (
                str(formdata.get(f"{place}-{part}", "")) for part in ("kind", "text", "cohort", "count")
            )
            found.append(block_of(kind, text, cohort, count))
        return found


@dataclass(frozen=True)
class Anchor:
    """A paragraph in the summary of what is to be mended."""

    name: str
    id: str


class DeskForm(Form):
    """What is typed, as it is kept by itself: nothing is refused, it may be half a sentence."""

    title = StringField(lazy_gettext("标题"))
    addressees = StringField(lazy_gettext("主送"))
    copies_to = StringField(lazy_gettext("抄送"))
    body = BodyField()

    @property
    def content(self) -> dict[str, Any]:
        names = ("title", "addressees", "copies_to")
        return {name: str(self[name].data or "") for name in names} | {"body": self.body.data}

    def take(self, content: Mapping[str, Any]) -> None:
        """Show what was kept instead of what is stored."""
        for name, value in content.items():
            if name in self:
                self[name].data = value


class EditForm(DeskForm):
    title = StringField(
        lazy_gettext("标题"), validators=[Required(lazy_gettext("标题不能空着。")), at_most(80)]
    )
    addressees = StringField(
        lazy_gettext("主送"), validators=[Required(lazy_gettext("主送机关不能空着。")), at_most(300)]
    )
    copies_to = StringField(lazy_gettext("抄送"), validators=[at_most(300)])

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
        """Do what a button of the page says: up-3, down-3, drop-3, add-3, head-3, case-3, insert:立案数,
        table:乡镇组, chart:乡镇组.

        Nothing is stored; the page is shown again as rearranged. Unknown commands do nothing.
        """
        blocks: list[Block] = self.body.data
        at = int(place) if place.isdecimal() and int(place) < len(blocks) else len(blocks) - 1
        verb, _colon, name = command.partition(":")
        if verb == "insert" and name in facts and place.isdecimal() and int(place) < len(blocks):
            blocks[at]["text"] += f"【{name}】"
        elif verb in ("table", "chart") and name:
            code = "table-top" if verb == "table" else "chart"
            blocks.insert(at + 1, block_of(code, "", name, str(TOP_USUAL)))
        verb, _dash, number = command.partition("-")
        if number.isdecimal() and int(number) < len(blocks):
            self._move(verb, int(number))

    def _move(self, verb: str, at: int) -> None:
        blocks: list[Block] = self.body.data
        to = {"up": at - 1, "down": at + 1}.get(verb, -1)
        if 0 <= to < len(blocks):
            blocks[at], blocks[to] = blocks[to], blocks[at]
        elif verb == "drop" and len(blocks) > 1:
            del blocks[at]
        elif verb in NEW:
            blocks.insert(at + 1, block_of(NEW[verb], ""))


NEW = {"add": "paragraph", "head": "heading-1", "case": "case"}


class MinutesForm(EditForm):
    """Minutes address nobody."""

    addressees = StringField(lazy_gettext("主送"), validators=[at_most(300)])


class DraftForm(Form):
    """Which kind, which month, and what that kind needs; the choices are set by the view."""

    kind = HiddenField(default=Kind.MONTHLY.value)
    period = HiddenField()
    ranking = SelectField(lazy_gettext("排名"), validate_choice=False)
    title = StringField(lazy_gettext("标题"), validators=[at_most(80)])
    addressees = StringField(lazy_gettext("主送"), validators=[at_most(300)])
    units = CheckboxesField(lazy_gettext("发给哪些单位"), coerce=int)
    facts = CheckboxesField(lazy_gettext("写哪些数据"))
    present = StringField(lazy_gettext("出席"), validators=[at_most(500)])
    absent = StringField(lazy_gettext("请假"), validators=[at_most(500)])
    observing = StringField(lazy_gettext("列席"), validators=[at_most(500)])

    @property
    def ranking_id(self) -> int | None:
        """The chosen ranking; None for a document without one. Raises Invalid for what was not offered."""
        chosen = str(self.ranking.data or "")
        if chosen not in {"", *(str(value) for value, _label in self.ranking.choices)}:
            raise Invalid(_("这份排名不是这个报告期的，请重新选择。"), field="ranking")
        return int(chosen) if chosen else None


class RemarkForm(Form):
    block = SelectField(lazy_gettext("批注哪一段"), validate_choice=False)
    text = TextAreaField(
        lazy_gettext("批注"), validators=[Required(lazy_gettext("请写明意见。")), at_most(500)]
    )

    @property
    def block_number(self) -> int | None:
        """None: on the whole text."""
        chosen = str(self.block.data or "")
        return int(chosen) if chosen.isdecimal() and len(chosen) < 5 else None


class SettleForm(Form):
    comment = HiddenField("")
    settled = HiddenField("")

    @property
    def comment_id(self) -> int:
        text = str(self.comment.data or "")
        return int(text) if text.isdecimal() and len(text) < 19 else 0
