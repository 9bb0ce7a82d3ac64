"""Forms of the slice."""

from flask_babel import lazy_gettext
from flask_wtf.file import FileField
from wtforms import StringField, TextAreaField

from coordination.kernel.forms import Act, Form, Required, at_most

__all__ = ["Act", "KeyForm", "ReceiveForm"]


class ReceiveForm(Form):
    file = FileField(
        lazy_gettext("上报文件"), validators=[Required(lazy_gettext("请选取下级带来的上报文件（.json）。"))]
    )


class KeyForm(Form):
    place = StringField(
        lazy_gettext("下级区划代码"),
        validators=[Required(lazy_gettext("请填下级的统计用区划代码，如620103。")), at_most(12)],
    )
    public = TextAreaField(
        lazy_gettext("对方的公钥"),
        validators=[Required(lazy_gettext("请粘贴对方“上报密钥”页面上的公钥。")), at_most(200)],
    )
