"""The forms about an assignment: judging, ending, asking and answering, passing on, many at once."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import DateField, RadioField, SelectField, TextAreaField
from wtforms.validators import Optional

from coordination.accounts.forms import CheckboxesField
from coordination.kernel.clock import ZONE, local
from coordination.kernel.forms import Act, Form, Required, at_most
from coordination.organizations.forms import Chosen, number_or_none
from coordination.organizations.models import MemberUnit
from coordination.tasks.queries.around import Choice
from coordination.tasks.rules import REASON_AT_MOST

__all__ = ["Act", "DecideForm", "EndForm", "ExtensionForm", "PassOnForm", "PickedForm", "ReturnForm"]

ROWS = {"rows": "3"}
GRANT, REFUSE = "grant", "refuse"


class ReturnForm(Form):
    reason = TextAreaField(
        _("退回原因"),
        [Required(_("请写明退回原因，承办人凭它修改。")), at_most(REASON_AT_MOST)],
        render_kw=ROWS,
    )


class EndForm(Form):
    reason = TextAreaField(
        _("原因"), [Required(_("请写明原因，对方会看到。")), at_most(REASON_AT_MOST)], render_kw=ROWS
    )


class Day(DateField):  # type: ignore[misc]
    """A date; with the hour of a deadline that stands already it becomes an instant."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(gettext("日期要写成 2026-11-30 的样子。")) from None

    def at_hour_of(self, deadline: datetime) -> datetime | None:
        day: date | None = self.data
        return None if day is None else datetime.combine(day, local(deadline).time(), ZONE)


class ExtensionForm(Form):
    new_due_on = Day(_("申请延期到"), [Required(_("请填写新的截止日期。"))])
    reason = TextAreaField(
        _("延期原因"), [Required(_("请写明延期的原因。")), at_most(REASON_AT_MOST)], render_kw=ROWS
    )


class TransferForm(Form):
    reason = TextAreaField(
        _("为什么不该由本单位办理"),
        [Required(_("请写明为什么不该由本单位办理。")), at_most(REASON_AT_MOST)],
        render_kw=ROWS,
    )
    to_unit = SelectField(_("应由哪个单位办理"), coerce=number_or_none)

    def __init__(self, units: Sequence[MemberUnit], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.to_unit.choices = [("", gettext("不清楚，由联席办定")), *((one.id, one.name) for one in units)]


class DecideForm(Form):
    """`to_unit` and `due_on` belong to the answer to a transfer."""

    decision = RadioField(_("答复"), [Required(_("请选择同意或不同意。"))])
    to_unit = SelectField(_("转给"), [Chosen()], coerce=number_or_none)
    due_on = Day(_("新承办单位的截止日期"), [Optional()])
    answer = TextAreaField(_("理由"), [at_most(REASON_AT_MOST)], render_kw=ROWS)

    def __init__(self, units: Sequence[MemberUnit], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.decision.choices = [(GRANT, gettext("同意")), (REFUSE, gettext("不同意"))]
        self.to_unit.choices = [("", gettext("请选择")), *((one.id, one.name) for one in units)]

    @property
    def granted(self) -> bool:
        return bool(self.decision.data == GRANT)


class PassOnForm(Form):
    communities = CheckboxesField(_("村社区"), [Required(_("请选择要转交的村社区。"))], coerce=int)
    due_on = Day(_("给村社区的截止日期"), [Required(_("请填写截止日期。"))])

    def __init__(self, left: Sequence[Choice], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        nobody = gettext("（还没有账号）")
        self.communities.choices = [
            (one.id, one.name if one.worked else f"{one.name}{nobody}") for one in left
        ]


class PickedForm(Form):
    """Rows ticked in a list: each `row` is the id of an assignment and the version that was shown."""

    @property
    def picked(self) -> dict[int, int]:
        found = {}
        for row in request.form.getlist("row"):
            id, _dash, version = row.partition("-")
            if all(part.isdecimal() and len(part) < 18 for part in (id, version)):
                found[int(id)] = int(version)
        return found
