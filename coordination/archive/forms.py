"""The form of the public page."""

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField

from coordination.kernel.forms import Form, Required


class CompareForm(Form):
    file = FileField(
        _("要核对的PDF文件"),
        [Required(_("请选取要核对的文件。"))],
        render_kw={"accept": ".pdf,application/pdf"},
    )
