"""Forms about what can carry a title."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import DateField, SelectField, StringField

from coordination.kernel.forms import Form, Required, at_most
from coordination.kernel.web import translate
from coordination.organizations import queries as organizations
from coordination.organizations.models import Office
from coordination.subjects.rules import BY_HAND, CONTACT_AT_MOST, KIND_LABELS, NAME_AT_MOST, SubjectKind
from coordination.subjects.services import SubjectDetails

OFF = {"autocomplete": "off"}


def _number(value: str | int | None) -> int | None:
    return int(value or 0) or None


class ContactForm(Form):
    """Of a community, township or unit only the person to ask is kept by hand."""

    contact_name = StringField(_("联系人"), [at_most(CONTACT_AT_MOST)], render_kw=OFF)
    contact_phone = StringField(_("联系电话"), [at_most(25)], render_kw={**OFF, "inputmode": "tel"})

    @property
    def details(self) -> SubjectDetails:
        return SubjectDetails(
            contact_name=self.contact_name.data or "", contact_phone=self.contact_phone.data or ""
        )


class SubjectForm(ContactForm):
    kind = SelectField(_("类别"), [Required(_("请选择校园或企业。"))])
    name = StringField(_("名称"), [Required(_("请填写名称。")), at_most(NAME_AT_MOST)], render_kw=OFF)
    located_in_id = SelectField(_("所在乡镇街道"), coerce=_number)
    unit_id = SelectField(
        _("负责申报的成员单位"), [Required(_("请选择负责申报的成员单位。"))], coerce=_number
    )

    def __init__(self, office: Office, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kind.choices = [
            ("", gettext("请选择")),
            *((kind, translate(KIND_LABELS[kind])) for kind in BY_HAND),
        ]
        if self.stored is not None:
            self.kind.choices = [(self.stored.kind, translate(KIND_LABELS[self.stored.kind]))]
        places = [(place.id, place.name) for place in organizations.townships(office)]
        self.located_in_id.choices = [("", gettext("不在某个乡镇街道")), *places]
        units = [(unit.id, unit.short_name) for unit in organizations.units(office.id)]
        self.unit_id.choices = [("", gettext("请选择")), *units]

    @property
    def details(self) -> SubjectDetails:
        return SubjectDetails(
            kind=SubjectKind(self.kind.data),
            name=self.name.data or "",
            located_in_id=self.located_in_id.data,
            unit_id=self.unit_id.data,
            contact_name=self.contact_name.data or "",
            contact_phone=self.contact_phone.data or "",
        )


class CloseForm(Form):
    closed_on = DateField(_("停用日期"), [Required(_("请填写停用日期。"))])
