"""Forms about the own account, and those of the administrator."""

from typing import Any, ClassVar

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import (
    HiddenField,
    PasswordField,
    SelectField,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.widgets import CheckboxInput, ListWidget

from coordination.accounts.rules import FUNCTION_LABELS
from coordination.accounts.services import Details
from coordination.kernel.forms import Form, Required, at_most
from coordination.kernel.functions import Function
from coordination.kernel.web import translate
from coordination.organizations import queries as organizations
from coordination.organizations.forms import OFF, Chosen, number_or_none
from coordination.organizations.models import Office


class SignInForm(Form):
    username = StringField(
        _("账号名"), [Required(_("请填写账号。")), at_most(200)], render_kw={"autocomplete": "username"}
    )
    password = PasswordField(
        _("密码"), [Required(_("请填写密码。"))], render_kw={"autocomplete": "current-password"}
    )
    carried = HiddenField("")


class PasswordForm(Form):
    old = PasswordField(
        _("现在的密码"), [Required(_("请填写现在的密码。"))], render_kw={"autocomplete": "current-password"}
    )
    password = PasswordField(
        _("新密码"), [Required(_("请填写新密码。"))], render_kw={"autocomplete": "new-password"}
    )
    again = PasswordField(
        _("再输一遍新密码"), [Required(_("请再输一遍新密码。"))], render_kw={"autocomplete": "new-password"}
    )

    def validate_again(self, field: PasswordField) -> None:
        same_twice(self, field)


class AcceptForm(Form):
    username = StringField(
        _("账号名"), [Required(_("请填写账号。")), at_most(200)], render_kw={"autocomplete": "username"}
    )
    code = StringField(
        _("激活码"), [Required(_("请填写激活码。")), at_most(60)], render_kw={"autocomplete": "one-time-code"}
    )
    password = PasswordField(
        _("新密码"), [Required(_("请填写新密码。"))], render_kw={"autocomplete": "new-password"}
    )
    again = PasswordField(
        _("再输一遍新密码"), [Required(_("请再输一遍新密码。"))], render_kw={"autocomplete": "new-password"}
    )

    def validate_again(self, field: PasswordField) -> None:
        same_twice(self, field)


def same_twice(form: PasswordForm | AcceptForm, field: PasswordField) -> None:
    if form.password.data != field.data:
        raise ValidationError(_("两次输入的新密码不一样。"))


class _Box(CheckboxInput):  # type: ignore[misc]
    """That one of the list is needed must not make the browser insist on every box."""

    validation_attrs: ClassVar[list[str]] = ["disabled"]


class CheckboxesField(SelectMultipleField):  # type: ignore[misc]
    """Several of a list, each with its box."""

    widget = ListWidget(prefix_label=False)
    option_widget = _Box()


class AccountForm(Form):
    name = StringField(_("姓名"), [Required(_("请填写姓名。")), at_most(30)], render_kw=OFF)
    phone = StringField(_("电话"), [at_most(25)], render_kw={**OFF, "inputmode": "tel"})
    unit_id = SelectField(_("单位"), [Chosen()], coerce=number_or_none)
    functions = CheckboxesField(_("职能"), [Required(_("请至少选一项职能。"))])
    division_id = SelectField(_("所在村社区"), coerce=number_or_none)

    def __init__(self, office: Office, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        units = [(unit.id, unit.name) for unit in organizations.units(office.id)]
        current = getattr(self.stored, "unit", None)
        if current is not None and current.closed_on is not None:
            units.append((current.id, current.name))
        self.unit_id.choices = [(0, office.short_name), *units]
        self.functions.choices = [
            (str(function), translate(label)) for function, label in FUNCTION_LABELS.items()
        ]
        places = [
            (place.id, f"{place.parent.name if place.parent else ''} {place.name}")
            for place in organizations.communities(office)
        ]
        self.division_id.choices = [("", gettext("不限")), *places]

    @property
    def details(self) -> Details:
        return Details(
            name=self.name.data,
            functions=frozenset(Function(value) for value in self.functions.data or ()),
            unit_id=self.unit_id.data,
            division_id=self.division_id.data,
            phone=self.phone.data or "",
        )


class InviteForm(AccountForm):
    username = StringField(
        _("账号名"), [Required(_("请填写账号名。")), at_most(40)], render_kw={**OFF, "autocapitalize": "none"}
    )
