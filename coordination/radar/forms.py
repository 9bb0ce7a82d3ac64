"""Forms of the slice."""

from flask_babel import lazy_gettext
from wtforms import TextAreaField

from coordination.kernel.forms import Act, Form, Required, at_most
from coordination.radar.services import ANSWER_AT_MOST, NOTE_AT_MOST

__all__ = ["Act", "AnswerForm", "SettleForm"]


class AnswerForm(Form):
    text = TextAreaField(
        lazy_gettext("说明"),
        [Required(lazy_gettext("写明核对的结果和依据。")), at_most(ANSWER_AT_MOST)],
        render_kw={"rows": "3"},
    )


class SettleForm(Form):
    note = TextAreaField(lazy_gettext("采纳的依据"), [at_most(NOTE_AT_MOST)], render_kw={"rows": "2"})
