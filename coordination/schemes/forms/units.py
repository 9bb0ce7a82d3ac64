"""Cohorts and exemptions, and what is entered by hand for a unit."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import (
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)

from coordination.kernel.forms import Form, Required, at_most
from coordination.kernel.web import is_english
from coordination.organizations import queries as organizations
from coordination.organizations.forms import OFF, Chosen, number_or_none
from coordination.responsibilities.forms import Amount
from coordination.schemes.forms.looks import DECIMAL, MONTH, ROWS
from coordination.schemes.membership import Member
from coordination.schemes.models import Scheme, SchemeCohort, SchemeEntry
from coordination.schemes.rules import Measure
from coordination.schemes.rules.fitness import (
    COHORT_AT_MOST,
    EXEMPT_AT_MOST,
    Group,
    Units,
)
from coordination.schemes.services.entering import REASON_AT_MOST, Entered
from coordination.schemes.states import EntryKind

BY_KIND, BY_LIST = "kind", "list"


class CohortForm(Form):
    name = StringField(
        _("分组名称"), [Required(_("请填写分组名称，例如：街道。")), at_most(COHORT_AT_MOST)], render_kw=OFF
    )
    how = RadioField(_("哪些单位"), default=BY_LIST)
    unit_kind = SelectField(_("单位类别"), [Chosen()])
    units = SelectMultipleField(_("单位"), [Chosen()], coerce=int, validate_choice=False)

    def __init__(
        self, *, obj: Scheme, known: Units, cohort: SchemeCohort | None = None, **kwargs: Any
    ) -> None:
        super().__init__(data={"version": obj.version, **_placed(obj, cohort)}, **kwargs)
        self.stored = obj
        self.how.choices = [
            (BY_LIST, gettext("勾选单位")),
            (BY_KIND, gettext("一类单位，以后新增的也算")),
        ]
        self.known = known
        kinds = [(one.code, one.english if is_english() else one.name) for one in organizations.kinds()]
        self.unit_kind.choices = [("", gettext("请选择")), *kinds]

    def validate(self, extra_validators: Any = None) -> bool:
        """What the choice does not show is not asked."""
        super().validate(extra_validators)
        self["units" if self.how.data == BY_KIND else "unit_kind"].errors = []
        return not self.refused

    @property
    def by_kind(self) -> dict[str, list[tuple[int, str]]]:
        """The open units to tick, under the name of their kind, in official order."""
        found: dict[str, list[tuple[int, str]]] = {}
        for number, name in self.known.names.items():
            kind = self.known.kind_names.get(self.known.kinds[number], "")
            found.setdefault(kind, []).append((number, name))
        return found

    @property
    def group(self) -> Group:
        if self.how.data == BY_KIND:
            return Group(self.name.data or "", unit_kind=self.unit_kind.data or "")
        return Group(self.name.data or "", units=tuple(dict.fromkeys(self.units.data or ())))


def _placed(scheme: Scheme, cohort: SchemeCohort | None) -> dict[str, Any]:
    if cohort is None:
        return {"name": "", "units": []}
    return {
        "name": cohort.name,
        "how": BY_KIND if cohort.unit_kind else BY_LIST,
        "unit_kind": cohort.unit_kind or "",
        "units": [one.unit_id for one in scheme.members if one.cohort == cohort.name],
    }


def _by_cohort(members: Sequence[Member], none: str) -> dict[str, list[tuple[int, str]]]:
    found: dict[str, list[tuple[int, str]]] = {none: [(0, none)]}
    for one in members:
        found.setdefault(one.cohort, []).append((one.unit_id, one.unit.name))
    return found


class ExemptForm(Form):
    unit_id = SelectField(_("单位"), [Chosen()], coerce=number_or_none)
    reason = StringField(_("为什么不参与排名"), [at_most(EXEMPT_AT_MOST)], render_kw=OFF)

    def __init__(self, *, members: Sequence[Member], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.unit_id.choices = _by_cohort(members, gettext("请选择"))


class EntryForm(Form):
    """A value, a bonus or a veto; what the kind does not have is not on the form."""

    unit_id = SelectField(_("单位"), [Chosen()], coerce=number_or_none)
    period = StringField(_("月份"), [Required(_("请填写月份。"))], render_kw=MONTH)
    item_code = SelectField(_("考核项"), [Chosen()])
    value = Amount(_("数值"), [Chosen()], render_kw=DECIMAL)
    reason = TextAreaField(
        _("理由和依据"),
        [Required(_("请写明理由和依据，单位看得到。")), at_most(REASON_AT_MOST)],
        render_kw=ROWS,
    )
    file = FileField(_("佐证材料"), [Chosen()])

    def __init__(self, kind: EntryKind, *, scheme: Scheme, members: Sequence[Member], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kind = kind
        none = gettext("请选择")
        self.unit_id.choices = _by_cohort(members, none)
        by_hand = [one for one in scheme.items if one.measure == Measure.MANUAL]
        self.item_code.choices = [("", none), *((one.code, one.title) for one in by_hand)]
        if kind is not EntryKind.VALUE:
            del self.item_code
        if kind is EntryKind.VETO:
            del self.value
            self.file.flags.required = False
        elif kind is EntryKind.BONUS:
            self.value.label.text = gettext("加几分")

    def entered(self, file: Any = None) -> Entered:
        return Entered(
            kind=self.kind,
            unit_id=self.unit_id.data,
            period=self.period.data or "",
            reason=self.reason.data or "",
            item_code=(self.item_code.data or "") if "item_code" in self else "",
            value=self.value.number if "value" in self else None,
            file=file,
        )


class WithdrawForm(Form):
    reason = TextAreaField(
        _("撤回理由"), [Required(_("请写明为什么撤回。")), at_most(REASON_AT_MOST)], render_kw=ROWS
    )

    def __init__(self, *, obj: SchemeEntry, **kwargs: Any) -> None:
        super().__init__(data={"version": obj.version}, **kwargs)
        self.stored = obj  # the entry's own reason is not why it is withdrawn
