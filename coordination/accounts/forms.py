"""Forms about the own account."""

from flask_babel import lazy_gettext as _
from wtforms import PasswordField, StringField, ValidationError

from coordination.kernel.forms import Form, Required, at_most


class SignInForm(Form):
    username = StringField(
        _("账号"), [Required(_("请填写账号。")), at_most(200)], render_kw={"autocomplete": "username"}
    )
    password = PasswordField(
        _("密码"), [Required(_("请填写密码。"))], render_kw={"autocomplete": "current-password"}
    )


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
        _("账号"), [Required(_("请填写账号。")), at_most(200)], render_kw={"autocomplete": "username"}
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
