"""Forms of the slice; the public one carries what keeps robots away."""

from typing import Any

from flask_babel import lazy_gettext
from wtforms import RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf
from wtforms.widgets import CheckboxInput, ListWidget

from coordination.kernel.forms import Act, Form, Required, at_most
from coordination.kernel.text import _
from coordination.kernel.web import translate
from coordination.notices.rules import (
    ANSWER_AT_MOST,
    BODY_AT_MOST,
    flaws,
)
from coordination.notices.states import CHANNEL_LABELS, Channel
from coordination.organizations.forms import Chosen, WholeNumber

__all__ = ["Act", "AnswerForm", "EnterForm", "NoticeForm", "ObjectForm", "ReasonForm"]


class NoticeForm(Form):
    """What is wrong the service tells, all at once."""

    title = StringField(lazy_gettext("标题"), [Chosen()])
    body = TextAreaField(lazy_gettext("说明"), render_kw={"rows": "4"})
    contact = StringField(lazy_gettext("受理异议的电话和地址"), [Chosen()])
    days = WholeNumber(lazy_gettext("公示天数"), [Chosen()], render_kw={"inputmode": "numeric"})
    applications = SelectMultipleField(
        lazy_gettext("公示的申报"),
        coerce=int,
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


class _Objection(Form):
    entry = SelectField(lazy_gettext("对哪一个提异议"), [Chosen()], coerce=int, validate_choice=False)
    contact_name = StringField(lazy_gettext("姓名"), [Chosen()])
    contact_phone = StringField(
        lazy_gettext("联系电话"), [Chosen()], render_kw={"inputmode": "tel", "autocomplete": "tel"}
    )
    text = TextAreaField(lazy_gettext("异议内容和依据"), [Chosen()], render_kw={"rows": "5"})

    def validate(self, extra_validators: Any = None) -> bool:
        """Everything that is wrong at once, before it counts as an objection of this address."""
        fine = bool(super().validate(extra_validators))
        if not self.entry.data:
            self.put("entry", _("请选择对哪一个提异议。"))
        typed = (one.data or "" for one in (self.contact_name, self.contact_phone, self.text))
        for name, words in flaws(*typed).items():
            self.put(name, words)
        return fine and not self.refused


class ObjectForm(_Objection):
    """`website` is a trap: people do not see it, robots fill it in."""

    website = StringField(lazy_gettext("此栏不要填写"), render_kw={"tabindex": "-1", "autocomplete": "off"})

    @property
    def by_a_robot(self) -> bool:
        return bool(self.website.data)


class EnterForm(_Objection):
    channel = RadioField(lazy_gettext("怎么收到的"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.channel.choices = [
            SelectChoice(str(one), translate(CHANNEL_LABELS[one]))
            for one in Channel
            if one is not Channel.PAGE
        ]


class AnswerForm(Form):
    upheld = RadioField(
        lazy_gettext("核查结果"),
        [Required(lazy_gettext("请选择核查结果。")), AnyOf(["no", "yes"])],
        validate_choice=False,
        choices=[
            SelectChoice("no", lazy_gettext("异议不成立，申报继续")),
            SelectChoice("yes", lazy_gettext("异议成立，不予命名")),
        ],
    )
    text = TextAreaField(
        lazy_gettext("答复"),
        [Required(lazy_gettext("请写明核查的结果和依据。")), at_most(ANSWER_AT_MOST)],
        render_kw={"rows": "5"},
    )


class ReasonForm(Form):
    reason = TextAreaField(
        lazy_gettext("原因"),
        [Required(lazy_gettext("请写明原因。")), at_most(BODY_AT_MOST)],
        render_kw={"rows": "2"},
    )
