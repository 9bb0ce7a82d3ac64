"""Forms of the slice. The places of a sheet are read by name: they differ from form to form."""

from collections.abc import Mapping
from typing import Any

from flask import request
from flask_babel import lazy_gettext
from wtforms import TextAreaField

from coordination.kernel.forms import Act, Form, at_most
from coordination.kernel.text import Text
from coordination.kernel.web import translate
from coordination.reporting.services.review import RETURN_REASON_AT_MOST
from coordination.reporting.sheet import REASON_AT_MOST, Entry

__all__ = ["Act", "FillForm", "ReturnForm", "ZeroForm"]


class FillForm(Form):
    """`v-<key>` is a figure as typed, `r-<key>` the reason of a large change."""

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
            if name.startswith("v-")
        }

    def put(self, name: str, message: Text | str) -> None:
        if name.startswith(("v-", "r-")):
            self.at_places[name] = translate(message)
        else:
            super().put(name, message)

    @property
    def refused(self) -> bool:
        return bool(self.at_places) or super().refused


class ZeroForm(Form):
    reason = TextAreaField(lazy_gettext("这期为什么是0"), validators=[at_most(REASON_AT_MOST)])


class ReturnForm(Form):
    """Single figures are ticked as `p` with their key, what is wrong with one stands in `n-<key>`."""

    reason = TextAreaField(lazy_gettext("退回原因"), validators=[at_most(RETURN_REASON_AT_MOST)])

    @property
    def notes(self) -> dict[str, str]:
        return {key: request.form.get(f"n-{key}", "") for key in request.form.getlist("p")}
