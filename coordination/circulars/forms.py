"""Forms of the slice: ticks, reasons, numbers; those of the writing desk stand in writing.py."""

from typing import Any

from flask_babel import lazy_gettext
from wtforms import BooleanField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.widgets import TextInput

from coordination.circulars.states import PUBLICATION_LABELS, Publication
from coordination.kernel.errors import Invalid
from coordination.kernel.forms import Form, Required, at_most
from coordination.kernel.text import _
from coordination.kernel.web import translate


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
    series = SelectField(
        lazy_gettext("文种"), validators=[Required(lazy_gettext("请从列表里选文种。"))], validate_choice=False
    )
    code = StringField(lazy_gettext("发文代字"), validators=[at_most(12)])
