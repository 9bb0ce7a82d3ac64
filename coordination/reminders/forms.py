"""What is typed when chasing."""

from flask_babel import lazy_gettext
from wtforms import SelectMultipleField, TextAreaField

from coordination.kernel.forms import Form, Required, at_most
from coordination.reminders.rules import TEXT_AT_MOST
from coordination.reminders.services.letters import LETTER_AT_MOST


class ChaseForm(Form):
    """The items ticked, and words to add; `confirmed` comes from the second page."""

    item = SelectMultipleField(validate_choice=False)
    text = TextAreaField(lazy_gettext("附言"), validators=[at_most(TEXT_AT_MOST)])


class CallForm(Form):
    note = TextAreaField(
        lazy_gettext("通话情况"),
        validators=[
            Required(lazy_gettext("请写明与谁通了电话、对方怎么答复。")),
            at_most(TEXT_AT_MOST),
        ],
    )


class LetterForm(Form):
    text = TextAreaField(
        lazy_gettext("督办函内容"),
        validators=[Required(lazy_gettext("请写明督办函的内容。")), at_most(LETTER_AT_MOST)],
        render_kw={"rows": 8},
    )
