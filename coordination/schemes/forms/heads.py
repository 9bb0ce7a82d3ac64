"""Name and head of a scheme, and SCHEME.json."""

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import (
    StringField,
    TextAreaField,
)

from coordination.kernel.forms import Form, Required, at_most
from coordination.organizations.forms import OFF, Chosen, WholeNumber
from coordination.responsibilities.forms import Amount
from coordination.schemes.forms.looks import DECIMAL, DIGITS, MONTH, ROWS
from coordination.schemes.rules.fitness import (
    CHANGE_AT_MOST,
    NAME_AT_MOST,
    NOTE_AT_MOST,
    Head,
)


class NameForm(Form):
    name = StringField(
        _("考核办法名称"), [Required(_("请填写考核办法的名称。")), at_most(NAME_AT_MOST)], render_kw=OFF
    )


class TakeInForm(Form):
    """The file goes before what was pasted."""

    file = FileField(_("SCHEME.json 文件"), render_kw={"accept": ".json,application/json"})
    text = TextAreaField(_("或者把内容贴在这里"), render_kw={"rows": 8, "spellcheck": "false"})


class HeadForm(NameForm):
    min_cohort = WholeNumber(_("参加排名的最少单位数"), [Chosen()], render_kw=DIGITS)
    bonus_cap = Amount(_("加分上限"), [Chosen()], render_kw=DECIMAL)
    effective_from = StringField(_("从哪个月起"), render_kw=MONTH)
    note = TextAreaField(_("说明"), [at_most(NOTE_AT_MOST)], render_kw=ROWS)
    change = TextAreaField(_("为什么修订"), [at_most(CHANGE_AT_MOST)], render_kw=ROWS)

    @property
    def head(self) -> Head:
        return Head(
            name=self.name.data or "",
            min_cohort=self.min_cohort.number,
            bonus_cap=self.bonus_cap.number,
            effective_from=self.effective_from.data or "",
            note=self.note.data or "",
            change=self.change.data or "",
        )
