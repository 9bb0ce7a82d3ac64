"""Putting figures and checks on a draft, and taking them off."""

from collections.abc import Sequence
from dataclasses import dataclass

from coordination.audit.services import record
from coordination.indicators import queries as indicators
from coordination.indicators.models import Indicator
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict, Invalid
from coordination.kernel.operations import service
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _
from coordination.report_forms import queries
from coordination.report_forms.changes import check_words
from coordination.report_forms.checking import fault_beside, sum_circle
from coordination.report_forms.fitness import limit_faults
from coordination.report_forms.models import FormCheck, FormField, ReportForm
from coordination.report_forms.outline import USUAL, CheckOutline, Limits
from coordination.report_forms.rules import (
    MOST_FIELDS,
    RATIO,
    SECTION_AT_MOST,
    TEXT_AT_MOST,
    CheckKind,
    Place,
    moved,
    placed,
    renamed,
)
from coordination.report_forms.services.drafts import begin
from coordination.report_forms.states import FormAction


@dataclass(frozen=True, slots=True)
class Details:
    """What a person says about a field."""

    section: str
    required: bool = True
    limits: Limits = USUAL
    caliber: str = ""


@service(FormAction.EDIT)
def put_field(
    form: ReportForm, indicator_id: int, section: str, *, actor: Actor, operation: str, version: int | None
) -> ReportForm:
    """Put an indicator last in a section; raises Invalid at `section` or at `indicator_id`."""
    begin(form, version)
    found = indicators.reachable(form.office_id).where(Indicator.id == indicator_id)
    indicator = session.scalars(found).first()
    if indicator is None or (refusal := _not_for_a_form(form, indicator)) is not None:
        unknown = _("指标目录里没有这一项。")
        raise Invalid(unknown if indicator is None else refusal or unknown, field="indicator_id")
    field = FormField(
        form_id=form.id,
        indicator=indicator,
        indicator_id=indicator.id,
        section=_section(section),
        sort_order=_last(form),
    )
    form.fields.append(field)
    session.flush()
    _arrange(form, placed(_places(form), field.id, field.section))
    record(actor, FormAction.EDIT, form, name=form.name, what=f"增加{indicator.name}")
    return form


def _not_for_a_form(form: ReportForm, indicator: Indicator) -> Text | None:
    if indicator.type == RATIO:
        return _("{name}是比率，由系统算出，不用填报。", name=indicator.name)
    if indicator.closed_at is not None:
        return _("{name}已在指标目录停用。", name=indicator.name)
    if any(field.indicator_id == indicator.id for field in form.fields):
        return _("{name}已经在这张报表上。", name=indicator.name)
    if len(form.fields) >= MOST_FIELDS:
        return _("一张报表最多{most}项，请分成几张。", most=MOST_FIELDS)
    return None


def _section(typed: str) -> str:
    section = " ".join(typed.split())
    if not section:
        raise Invalid(_("请填写放在哪一栏，例如：宣传。"), field="section")
    if len(section) > SECTION_AT_MOST:
        raise Invalid(_("栏目名称最多{limit}个字。", limit=SECTION_AT_MOST), field="section")
    return section


def _last(form: ReportForm) -> int:
    return max((field.sort_order for field in form.fields), default=0) + 10


def _places(form: ReportForm) -> list[Place]:
    return [(field.id, field.section) for field in sorted(form.fields, key=lambda one: one.sort_order)]


def _arrange(form: ReportForm, places: Sequence[Place]) -> None:
    order = {number: (at * 10, section) for at, (number, section) in enumerate(places, start=1)}
    for field in form.fields:
        field.sort_order, field.section = order[field.id]
    form.fields.sort(key=lambda one: one.sort_order)
    session.flush()


@service(FormAction.EDIT)
def change_field(
    form: ReportForm,
    field: FormField,
    details: Details,
    *,
    actor: Actor,
    operation: str,
    version: int | None,
) -> ReportForm:
    """Limits, caliber and section of a field; raises Invalid with every fault at its field."""
    begin(form, version)
    name = field.indicator.name
    errors = limit_faults(details.limits, name)
    if len(details.caliber) > TEXT_AT_MOST:
        errors["caliber"] = _("口径最多{limit}个字。", limit=TEXT_AT_MOST)
    if errors:
        raise Invalid(next(iter(errors.values())), errors=errors)
    section = _section(details.section)
    for limit in queries.LIMITS:
        setattr(field, limit, getattr(details.limits, limit))
    field.required, field.caliber = details.required, details.caliber.strip()
    if section != field.section:
        _arrange(form, placed(_places(form), field.id, section))
    record(actor, FormAction.EDIT, form, name=form.name, what=f"修改{name}")
    return form


@service(FormAction.EDIT)
def move_field(
    form: ReportForm, field: FormField, *, actor: Actor, operation: str, version: int | None, up: bool
) -> ReportForm:
    """One step up or down; over the edge of a section into the next one."""
    begin(form, version)
    _arrange(form, moved(_places(form), field.id, up=up))
    record(actor, FormAction.EDIT, form, name=form.name, what=f"移动{field.indicator.name}")
    return form


@service(FormAction.EDIT)
def remove_field(
    form: ReportForm, field: FormField, *, actor: Actor, operation: str, version: int | None
) -> ReportForm:
    """Take a figure off the form, and the checks that name it along with it."""
    begin(form, version)
    code = field.indicator.code
    for check in [one for one in form.checks if code in (one.left, one.right, *one.parts)]:
        form.checks.remove(check)
        session.delete(check)
    form.fields.remove(field)
    session.delete(field)
    session.flush()
    record(actor, FormAction.EDIT, form, name=form.name, what=f"移出{field.indicator.name}")
    return form


@service(FormAction.EDIT)
def rename_section(
    form: ReportForm, old: str, new: str, *, actor: Actor, operation: str, version: int | None
) -> ReportForm:
    """Give a section another name; with the name of another one the two become one."""
    begin(form, version)
    new = _section(new)
    _arrange(form, renamed(_places(form), old, new))
    record(actor, FormAction.EDIT, form, name=form.name, what=f"栏目“{old}”改为“{new}”")
    return form


@service(FormAction.EDIT)
def put_check(
    form: ReportForm, check: CheckOutline, *, actor: Actor, operation: str, version: int | None
) -> ReportForm:
    """Add a check; raises Invalid at `left`: it must name figures of the form and go in no circle."""
    begin(form, version)
    known = queries.outline(form)
    fault = fault_beside(known, check, known.checks)
    if fault is None and sum_circle((*known.checks, check)):
        fault = _("这样分项之和会绕成圈：总数又成了自己的分项。")
    if fault is not None:
        raise Invalid(fault, field="left")
    form.checks.append(
        FormCheck(
            form_id=form.id,
            kind=check.kind,
            left=check.left,
            right=check.right,
            parts=list(check.parts),
            tolerance=check.tolerance,
        )
    )
    words = str(check_words(check, known.names))
    record(actor, FormAction.EDIT, form, name=form.name, what=f"增加校验：{words}")
    return form


@service(FormAction.EDIT)
def put_totals(form: ReportForm, *, actor: Actor, operation: str, version: int | None) -> ReportForm:
    """Let the total row be held against the rows in every column that adds up and is not held yet."""
    begin(form, version)
    held = {check.left for check in form.checks if check.kind is CheckKind.TOTAL}
    new = [
        FormCheck(form_id=form.id, kind=CheckKind.TOTAL, left=field.indicator.code, parts=[])
        for field in form.fields
        if field.indicator.over_divisions == "sum" and field.indicator.code not in held
    ]
    if not new or not form.with_total:
        raise Conflict(_("没有还要核对合计的列。"))
    form.checks.extend(new)
    record(actor, FormAction.EDIT, form, name=form.name, what=f"增加{len(new)}列的合计校验")
    return form


@service(FormAction.EDIT)
def drop_check(
    form: ReportForm, check: FormCheck, *, actor: Actor, operation: str, version: int | None
) -> ReportForm:
    """Take a check off the form."""
    begin(form, version)
    words = str(check_words(queries.check_outline(check), queries.outline(form).names))
    form.checks.remove(check)
    session.delete(check)
    record(actor, FormAction.EDIT, form, name=form.name, what=f"去掉校验：{words}")
    return form
