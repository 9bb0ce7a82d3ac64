"""Forms of tallies: a table whose cells are read one by one, and a few fields beside it."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import BooleanField, DateField, Field, HiddenField, StringField

from coordination.kernel.forms import Form, Required, at_most
from coordination.kernel.text import Text
from coordination.kernel.web import translate
from coordination.tallies.services.filing import REASON_AT_MOST

SHEETS = ".xlsx,.xls,.et,.ods,.csv"
ROW = "rows-"


class TableForm(Form):
    """Refusals of a row are named `rows-ID-column` and stand at their cell, not at a field."""

    zero = BooleanField(_("其余没填的都报零"))
    reason = StringField(_("更正原因"), [at_most(REASON_AT_MOST)], render_kw={"autocomplete": "off"})
    stamp = HiddenField("")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.cells: dict[str, str] = {}
        self.names: dict[str, str] = {}  # what the rows are called, by ID
        super().__init__(*args, **kwargs)

    def put(self, name: str, message: Text | str) -> None:
        if name.startswith(ROW):
            self.cells.setdefault(name, translate(message))
        else:
            super().put(name, message)

    @property
    def refused(self) -> bool:
        return bool(self.cells) or super().refused

    def trouble(self) -> list[tuple[Field, str]]:
        return [*super().trouble(), *map(self._at_cell, self.cells.items())]

    def _at_cell(self, cell: tuple[str, str]) -> tuple[Field, str]:
        name, words = cell
        row = self.names.get(name.split("-")[1], "")
        return SimpleNamespace(name=name, id=name), f"{row} {words}".strip()

    @property
    def seen_stamp(self) -> str:
        return str(self.stamp.data or "")


class DaysForm(TableForm):
    first_on = DateField(_("起日"), [Required(_("请填写起日。"))])
    last_on = DateField(_("止日"), [Required(_("请填写止日。"))])


class SheetForm(Form):
    file = FileField(_("填好的表"), validators=[Required(_("请选取填好的表"))], render_kw={"accept": SHEETS})


class ConfirmForm(Form):
    zero = BooleanField(_("表里没有的都报零"))
    reason = StringField(_("更正原因"), [at_most(REASON_AT_MOST)], render_kw={"autocomplete": "off"})
    stamp = HiddenField("")


def typed_cells(prefix: str) -> Iterator[tuple[str, str]]:
    """What was sent under names that begin with `prefix`, without it."""
    for name, value in request.form.items():
        if name.startswith(prefix):
            yield name.removeprefix(prefix), value
