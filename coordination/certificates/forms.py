"""Forms of the slice: what was ticked for naming, a reason, the unit's statement."""

from flask import request
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, TextAreaField

from coordination.certificates.rules import REASON_AT_MOST, STATEMENT_AT_MOST
from coordination.kernel.forms import Form, Required, at_most

ROWS = {"rows": "4"}


class NamingForm(Form):
    """Applications ticked in the list: each `row` is the id and the version that was shown."""

    certain = BooleanField(_("已核对名单，知道命名后编号不能收回"))

    @property
    def picked(self) -> dict[int, int | None]:
        found: dict[int, int | None] = {}
        for row in request.form.getlist("row"):
            number, _dash, version = row.partition("-")
            if all(part.isdecimal() and len(part) < 18 for part in (number, version)):
                found[int(number)] = int(version)
        return found


class SuspendForm(Form):
    reason = TextAreaField(
        _("暂停的理由"),
        [Required(_("请写明暂停的理由，单位会看到。")), at_most(REASON_AT_MOST)],
        render_kw=ROWS,
    )


class StatementForm(Form):
    statement = TextAreaField(
        _("情况说明"),
        [Required(_("请写明情况：核实了什么、怎样整改。")), at_most(STATEMENT_AT_MOST)],
        render_kw={"rows": "7"},
    )


class DecideForm(Form):
    reason = TextAreaField(
        _("理由"), [Required(_("请写明理由，单位会看到。")), at_most(REASON_AT_MOST)], render_kw=ROWS
    )
