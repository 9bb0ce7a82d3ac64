"""Forms of the slice."""

from flask_babel import lazy_gettext
from flask_wtf.file import FileField
from wtforms import HiddenField

from coordination.kernel.forms import Act, Form, Required

__all__ = ["Act", "ConfirmForm", "SheetForm"]

ACCEPTED = ".xlsx,.xls,.et,.ods,.csv"


class SheetForm(Form):
    """A sheet to be sent up; nothing is written before its preview is confirmed."""

    file = FileField(
        lazy_gettext("填好的表"),
        validators=[Required(lazy_gettext("请选取填好的表"))],
        render_kw={"accept": ACCEPTED},
    )


class ConfirmForm(Form):
    """`seen_stamp` is the stamp of the reports as the preview showed them."""

    seen_stamp = HiddenField("")

    @property
    def stamp(self) -> str:
        return str(self.seen_stamp.data or "")
