"""Forms of the slice: planning one or many, the sheet of an inspection, cancelling."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import Optional

from coordination.inspections.models import Inspection
from coordination.inspections.rules import DAYS_BY_DEFAULT, REASON_AT_MOST, Answer, Sheet
from coordination.inspections.services import Plan
from coordination.inspections.states import RESULT_LABELS, VERDICT_LABELS, Result, Verdict
from coordination.kernel.forms import Act, Form, Required, at_most
from coordination.kernel.web import translate
from coordination.organizations.forms import OFF, Chosen, WholeNumber, number_or_none
from coordination.organizations.models import MemberUnit
from coordination.tasks.forms.assignment import Day

__all__ = ["Act", "CancelForm", "MoveForm", "PlanForm", "SheetForm", "sheet_form"]
_RESULTS = {str(one): one for one in Result}
_VERDICTS = {str(one): one for one in Verdict}


class PlanForm(Form):
    """Each `row` that was ticked is a certificate; on the page of one subject there is none."""

    inspector = SelectField(_("复查单位"), [Chosen()], coerce=number_or_none)
    days = WholeNumber(_("几个工作日内完成"), [Chosen()], render_kw={**OFF, "inputmode": "numeric"})
    own = TextAreaField(_("另加的检查项"), render_kw={"rows": "3"})

    def __init__(self, units: Sequence[MemberUnit], **kwargs: Any) -> None:
        super().__init__(data={"days": DAYS_BY_DEFAULT}, **kwargs)
        office = (0, gettext("联席办自己复查"))
        self.inspector.choices = [office, *((unit.id, unit.short_name) for unit in units)]

    @property
    def plan(self) -> Plan:
        return Plan(self.inspector.data, self.days.number, self.own.data or "")

    @property
    def picked(self) -> list[int]:
        given = request.form.getlist("row")
        return sorted({int(one) for one in given if one.isdecimal() and len(one) < 18})


class MoveForm(Form):
    """What is wrong the service tells, all at once."""

    inspector = SelectField(_("复查单位"), [Chosen()], coerce=number_or_none)
    due_on = Day(_("复查期限"), [Optional()], render_kw={"type": "date"})
    reason = TextAreaField(_("改的原因"), [Chosen()], render_kw={"rows": "3"})

    def __init__(self, *, obj: Inspection, units: Sequence[MemberUnit]) -> None:
        super().__init__(obj=obj)
        if not self.is_submitted():
            self.inspector.data = obj.inspector_id  # the inspection's own `inspector` is a unit
        self.due_on.flags.required = True
        office = (0, gettext("联席办自己复查"))
        self.inspector.choices = [office, *((unit.id, unit.short_name) for unit in units)]


class CancelForm(Form):
    reason = TextAreaField(
        _("取消的原因"),
        [Required(_("请写明取消的原因，复查单位和被复查单位会看到。")), at_most(REASON_AT_MOST)],
        render_kw={"rows": "3"},
    )


class SheetForm(Form):
    """The verdict; for each point a class of its own adds `result-…` and `note-…`, see sheet_form."""

    numbers: Sequence[int] = ()
    verdict = RadioField(_("复查结论"), validate_choice=False)
    summary = TextAreaField(_("总的情况和要求"), render_kw={"rows": "4"})
    mend_by = Day(_("整改期限"), [Optional()], render_kw={"type": "date"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.verdict.choices = [(str(one), translate(words)) for one, words in VERDICT_LABELS.items()]
        results = [(str(one), translate(words)) for one, words in RESULT_LABELS.items()]
        for number in self.numbers:
            self[f"result-{number}"].choices = results

    @property
    def sheet(self) -> Sheet:
        day: date | None = self.mend_by.data
        answers = {number: self._answer(number) for number in self.numbers}
        verdict = _VERDICTS.get(str(self.verdict.data))
        return Sheet(answers, verdict, (self.summary.data or "").replace("\r\n", "\n"), day)

    def _answer(self, number: int) -> Answer:
        note = (self[f"note-{number}"].data or "").replace("\r\n", "\n")
        return Answer(_RESULTS.get(str(self[f"result-{number}"].data)), note)


def sheet_form(inspection: Inspection) -> SheetForm:
    """The form of one sheet, filled with its draft."""
    fields: dict[str, Any] = {"numbers": [point.id for point in inspection.points]}
    data: dict[str, str] = {}
    for point in inspection.points:
        fields[f"result-{point.id}"] = RadioField(point.text, validate_choice=False)
        fields[f"note-{point.id}"] = TextAreaField(_("说明"), render_kw={"rows": "2"})
        data |= {f"result-{point.id}": str(point.result or ""), f"note-{point.id}": point.note}
    made: SheetForm = type("OneSheetForm", (SheetForm,), fields)(obj=inspection, data=data)
    return made
