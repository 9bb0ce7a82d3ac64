"""The targets of a year: one field for the office, one for each unit."""

from collections.abc import Sequence
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from flask_babel import gettext
from wtforms import StringField

from coordination.kernel.errors import Invalid
from coordination.kernel.forms import Form, at_most
from coordination.organizations.models import MemberUnit
from coordination.register.queries.targets import Targets
from coordination.register.rules import read_share

WHOLE = "whole"
_LOOK = {"autocomplete": "off", "inputmode": "decimal", "size": "6"}


class TargetsForm(Form):
    """`fields_of` makes it for the units of an office; a field is empty where there is no own target."""

    units: Sequence[MemberUnit] = ()

    def shares(self) -> dict[int | None, Decimal | None] | None:
        """What was typed, in % by unit, the office's under None; None when something is to be mended."""
        found: dict[int | None, Decimal | None] = {}
        for unit_id, name in ((None, WHOLE), *((one.id, unit_field(one)) for one in self.units)):
            try:
                found[unit_id] = read_share(self[name].data or "", field=name)
            except Invalid as refusal:
                for field, message in refusal.errors.items():
                    self.put(field, message)
        return None if self.refused else found


def unit_field(unit: MemberUnit) -> str:
    return f"unit_{unit.id}"


def targets_form(units: Sequence[MemberUnit], targets: Targets) -> TargetsForm:
    """The form with what is stored, or with what was typed."""
    fields: dict[str, Any] = {
        WHOLE: StringField(gettext("全部"), [at_most(20)], render_kw=_LOOK),
        **{unit_field(one): StringField(one.short_name, [at_most(20)], render_kw=_LOOK) for one in units},
    }
    made = type("OwnTargetsForm", (TargetsForm,), {**fields, "units": tuple(units)})
    stored = {unit_field(one): _shown(targets.of_units.get(one.id)) for one in units}
    seen = SimpleNamespace(**stored, **{WHOLE: _shown(targets.whole)}, version=targets.version)
    form: TargetsForm = made(obj=seen)
    return form


def _shown(share: Decimal | None) -> str:
    return "" if share is None else f"{share.normalize():f}"
