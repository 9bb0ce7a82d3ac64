"""Forms of the slice: the text of a template, and which version to start from."""

from flask_babel import lazy_gettext
from wtforms import HiddenField, StringField, TextAreaField

from coordination.document_templates.rules.fitness import TITLE_AT_MOST
from coordination.kernel.forms import Act, Form, Required, at_most

__all__ = ["Act", "StartForm", "TextForm"]


class TextForm(Form):
    title = StringField(
        lazy_gettext("标题"),
        validators=[Required(lazy_gettext("标题不能空着。")), at_most(TITLE_AT_MOST)],
    )
    text = TextAreaField(
        lazy_gettext("正文"), validators=[Required(lazy_gettext("模板不能空着，至少写一段。"))]
    )
    note = StringField(lazy_gettext("这一版改了什么"), validators=[at_most(200)])


class StartForm(Form):
    model = HiddenField("")

    @property
    def model_id(self) -> int:
        text = str(self.model.data or "")
        return int(text) if text.isdecimal() and len(text) < 19 else 0
