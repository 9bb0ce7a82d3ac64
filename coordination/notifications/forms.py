"""Forms about the own settings, and about robots."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, PasswordField, RadioField, SelectField, StringField

from coordination.kernel.forms import Form, Required, at_most
from coordination.kernel.web import translate
from coordination.notifications.models import Preference
from coordination.notifications.services.preferences import NONE_YET, Wishes
from coordination.notifications.services.robots import Traits
from coordination.notifications.states import CHANNEL_LABELS, RHYTHM_LABELS, ROBOTS, Channel, Rhythm

OFF = {"autocomplete": "off", "spellcheck": "false"}


class PreferenceForm(Form):
    mail = StringField(_("邮箱"), [at_most(254)], render_kw={"autocomplete": "email", "inputmode": "email"})
    by_mail = BooleanField(_("收邮件"))
    rhythm = RadioField(_("邮件多久一封"), default=str(Rhythm.AT_ONCE))
    by_sms = BooleanField(_("收短信"))

    def __init__(self, stored: Preference | None, **kwargs: Any) -> None:
        super().__init__(obj=stored, **kwargs)
        self.rhythm.choices = [(str(rhythm), translate(label)) for rhythm, label in RHYTHM_LABELS.items()]
        if stored is None and not self.is_submitted():
            self.version.data = NONE_YET

    @property
    def wishes(self) -> Wishes:
        return Wishes(
            mail=(self.mail.data or "").strip(),
            by_mail=bool(self.by_mail.data),
            by_sms=bool(self.by_sms.data),
            rhythm=Rhythm(self.rhythm.data),
        )


class RobotForm(Form):
    channel = SelectField(_("种类"), [Required(_("请选择群机器人的种类。"))])
    name = StringField(_("名字"), [Required(_("请给机器人起个名字，写清是哪个群。"))], render_kw=OFF)
    webhook = StringField(_("Webhook 地址"), [at_most(1000)], render_kw={**OFF, "inputmode": "url"})
    secret = PasswordField(_("加签密钥"), [at_most(200)], render_kw={"autocomplete": "new-password"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.channel.choices = [(str(one), translate(CHANNEL_LABELS[one])) for one in ROBOTS]
        self.webhook.flags.required = self.stored is None
        if not self.is_submitted():
            self.webhook.data = ""  # it is a key: shown to nobody, typed anew to be changed

    @property
    def traits(self) -> Traits:
        return Traits(
            channel=Channel(self.channel.data),
            name=(self.name.data or "").strip(),
            webhook=(self.webhook.data or "").strip(),
            secret=(self.secret.data or "").strip(),
        )
