"""Forms of the slice: to whom a draft goes, and sending to further units."""

from collections.abc import Iterable

from flask import request
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from coordination.dispatches.states import ROLE_LABELS, Role
from coordination.kernel.forms import Form
from coordination.kernel.web import translate


class ChooseForm(Form):
    """One choice of main, copy or nothing for each unit, named `unit-7`."""

    rewrite = BooleanField(_("文稿的主送、抄送行改为所选单位的名称"))

    def chosen(self, unit_ids: Iterable[int]) -> dict[int, Role]:
        """What was ticked for these units."""
        ticked = {unit_id: request.form.get(f"unit-{unit_id}", "") for unit_id in unit_ids}
        return {unit_id: Role(role) for unit_id, role in ticked.items() if role in set(Role)}


class SendForm(Form):
    role = RadioField(
        _("发送方式"), [InputRequired(_("请选主送还是抄送。"))], choices=[], default=str(Role.MAIN)
    )

    def __init__(self, *args: object, **values: object) -> None:
        super().__init__(*args, **values)
        self.role.choices = [SelectChoice(str(role), translate(ROLE_LABELS[role])) for role in Role]

    @property
    def units(self) -> set[int]:
        """The numbers of the units that were ticked."""
        ticked = request.form.getlist("unit")
        return {int(number) for number in ticked if number.isdecimal() and len(number) < 18}
