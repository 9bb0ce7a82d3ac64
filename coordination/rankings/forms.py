"""The form of the check page before freezing."""

from flask_babel import lazy_gettext
from wtforms import BooleanField, HiddenField

from coordination.kernel.forms import Form


class FreezeForm(Form):
    period = HiddenField()
    accept_missing = BooleanField(lazy_gettext("未报的按0分计入，仍要冻结"))
