"""Forms of the slice. The places of a sheet are read by name: they differ from form to form."""

from collections.abc import Mapping
from typing import Any

from flask import request
from flask_babel import lazy_gettext
from wtforms import BooleanField, HiddenField, RadioField, SelectField, TextAreaField

from coordination.kernel.forms import Act, Form, Required, at_most
from coordination.kernel.text import Text
from coordination.kernel.web import translate
from coordination.reporting.layout import Layout
from coordination.reporting.services.pointing import RETURN_REASON_AT_MOST
from coordination.reporting.sheet import REASON_AT_MOST, Entry
from coordination.reporting.wishes import REASON_AT_MOST as WISH_AT_MOST
from coordination.tasks.forms.assignment import Day, PickedForm

__all__ = [
    "Act",
    "CorrectionForm",
    "DecideForm",
    "ExtendForm",
    "ExtensionForm",
    "FillForm",
    "FreezeForm",
    "PasteForm",
    "PickedForm",
    "ReturnForm",
    "ZeroForm",
]

ROWS = {"rows": "3"}
BLOCK_AT_MOST = 200_000
GRANT, REFUSE = "grant", "refuse"


class FillForm(Form):
    """`v-<key>` is a figure as typed, `r-<key>` the reason of a large change.

    `t-<key>`, ticked: what is stored there stays.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at_places: dict[str, str] = {}

    @property
    def entries(self) -> dict[str, Entry]:
        """What was sent, by key; places that were not sent are left out."""
        sent: Mapping[str, str] = request.form
        return {
            name[2:]: Entry(typed, sent.get(f"r-{name[2:]}", ""))
            for name, typed in sent.items()
            if name.startswith("v-") and f"t-{name[2:]}" not in sent
        }

    def put(self, name: str, message: Text | str) -> None:
        if name.startswith(("v-", "r-")):
            self.at_places[name] = translate(message)
        else:
            super().put(name, message)

    @property
    def refused(self) -> bool:
        return bool(self.at_places) or super().refused


class PasteForm(Form):
    """A block of cells as text, and the place of its upper left one on the sheet, by index."""

    block = TextAreaField(
        lazy_gettext("表格里复制的内容"),
        [Required(lazy_gettext("请把复制的内容粘贴到这里。")), at_most(BLOCK_AT_MOST)],
        render_kw={"rows": "8"},
    )
    row = SelectField(lazy_gettext("从哪一行放起"), coerce=int)
    column = SelectField(lazy_gettext("从哪一列放起"), coerce=int, default=0)

    def __init__(self, *args: Any, layout: Layout, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        heads = [column.name for column in layout.columns]
        names = [row.label for row in layout.rows] if layout.is_table else heads
        self.row.choices = list(enumerate(names))
        self.column.choices = list(enumerate(heads if layout.is_table else [""]))


class ZeroForm(Form):
    reason = TextAreaField(lazy_gettext("这期为什么是0"), validators=[at_most(REASON_AT_MOST)])


class ReturnForm(Form):
    """Single figures are ticked as `p` with their key, what is wrong with one stands in `n-<key>`; a link
    to the page may tick some."""

    reason = TextAreaField(lazy_gettext("退回原因"), validators=[at_most(RETURN_REASON_AT_MOST)])

    @property
    def notes(self) -> dict[str, str]:
        given = request.form if self.is_submitted() else request.args
        return {key: given.get(f"n-{key}", "")[:REASON_AT_MOST] for key in given.getlist("p")}


class CorrectionForm(Form):
    reason = TextAreaField(
        lazy_gettext("更正原因"),
        [Required(lazy_gettext("请写明哪个数错了、应该是多少、为什么。")), at_most(WISH_AT_MOST)],
        render_kw=ROWS,
    )


class ExtensionForm(Form):
    to_on = Day(lazy_gettext("延期到"), [Required(lazy_gettext("请填写新的截止日期。"))])
    reason = TextAreaField(
        lazy_gettext("延期原因"),
        [Required(lazy_gettext("请写明延期的原因。")), at_most(WISH_AT_MOST)],
        render_kw=ROWS,
    )


class ExtendForm(ExtensionForm):
    """Of many reports: each `row` is the id of one that stays ticked."""

    @property
    def ids(self) -> list[int]:
        return [int(row) for row in request.form.getlist("row") if row.isdecimal() and len(row) < 19]


class DecideForm(Form):
    decision = RadioField(lazy_gettext("答复"), [Required(lazy_gettext("请选择同意或不同意。"))])
    answer = TextAreaField(lazy_gettext("理由"), [at_most(WISH_AT_MOST)], render_kw=ROWS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.decision.choices = [(GRANT, lazy_gettext("同意")), (REFUSE, lazy_gettext("不同意"))]

    @property
    def granted(self) -> bool:
        return bool(self.decision.data == GRANT)


class FreezeForm(Form):
    """`seen` is what the page showed of each form, see `Standing.seen`."""

    seen = HiddenField("")
    accept_missing = BooleanField(lazy_gettext("名单已核对，没有通过的按未报冻结"))
