"""The head of a form: its name, who files it, how, how often and until when."""

import re
from dataclasses import dataclass, replace

from sqlalchemy import func, select

from coordination.audit.services import record
from coordination.kernel.db import session
from coordination.kernel.errors import Invalid
from coordination.kernel.operations import expect, service
from coordination.kernel.period import Kind
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _
from coordination.organizations import queries as organizations
from coordination.organizations.models import Office
from coordination.organizations.rules import clean_name
from coordination.organizations.spelling import initials
from coordination.report_forms.fitness import due_faults, start_fault
from coordination.report_forms.models import ReportForm
from coordination.report_forms.openings import latest_opened
from coordination.report_forms.outline import Outline
from coordination.report_forms.rules import NAME_AT_MOST, TEXT_AT_MOST, Shape
from coordination.report_forms.services.drafts import only_a_draft
from coordination.report_forms.states import FormAction

CODE = re.compile(r"[a-z][a-z0-9-]{1,39}")


@dataclass(frozen=True, slots=True)
class Head:
    """What a person fills in; an empty `code` is made from the letters of the name."""

    name: str
    code: str = ""
    shape: Shape = Shape.SELF
    subject_kind: str | None = None
    with_total: bool = False
    unit_kinds: tuple[str, ...] = ()
    period_kind: str = Kind.MONTH
    due_workday: int = 5
    due_hour: int = 17
    grace_days: int = 0
    first_period: str = ""
    guidance: str = ""

    @property
    def outline(self) -> Outline:
        same = ("name", "shape", "subject_kind", "with_total", "unit_kinds", "period_kind")
        more = ("due_workday", "due_hour", "grace_days", "first_period", "guidance")
        return Outline(**{name: getattr(self, name) for name in (*same, *more)})


@service(FormAction.CREATE)
def create(office: Office, head: Head, *, actor: Actor, operation: str) -> ReportForm:
    """A new form, as a draft without figures; raises Invalid with every fault at its field."""
    last = session.scalar(select(func.max(ReportForm.sort_order)).where(ReportForm.office_id == office.id))
    form = ReportForm(office_id=office.id, sort_order=(last or 0) + 10, fields=[], checks=[], revision=1)
    _fill(form, head)
    session.add(form)
    record(actor, FormAction.CREATE, form, name=form.name)
    return form


@service(FormAction.EDIT)
def save_head(
    form: ReportForm, head: Head, *, actor: Actor, operation: str, version: int | None
) -> ReportForm:
    """Change the head of a draft; code and period of a form that was in force stay as they are."""
    expect(form, version)
    only_a_draft(form)
    _fill(form, head)
    record(actor, FormAction.EDIT, form, name=form.name, what="基本情况")
    return form


def _fill(form: ReportForm, head: Head) -> None:
    head = _of_its_shape(_kept(form, head))
    errors = _faults(form, head)
    if errors:
        raise Invalid(next(iter(errors.values())), errors=errors)
    form.name = clean_name(head.name, field="name", at_most=NAME_AT_MOST)
    form.code = head.code or form.code or _free_code(form.office_id, form.name)
    form.unit_kinds = _in_order(head.unit_kinds)
    same = ("shape", "subject_kind", "with_total", "period_kind", "due_workday", "due_hour", "grace_days")
    for name in same:
        setattr(form, name, getattr(head, name))
    form.first_period, form.guidance = head.first_period.strip(), head.guidance.strip()


def _kept(form: ReportForm, head: Head) -> Head:
    """Later revisions go on with the code and the kind of period of the first."""
    if form.revision == 1:
        return replace(head, code=head.code.strip().lower())
    return replace(head, code=form.code, period_kind=form.period_kind)


def _of_its_shape(head: Head) -> Head:
    return replace(head, subject_kind=None, with_total=False) if head.shape is Shape.SELF else head


def _in_order(kinds: tuple[str, ...]) -> list[str]:
    return [kind.code for kind in organizations.kinds() if kind.code in kinds]


def _faults(form: ReportForm, head: Head) -> dict[str, Text]:
    errors: dict[str, Text] = {}
    try:
        clean_name(head.name, field="name", at_most=NAME_AT_MOST)
    except Invalid as error:
        errors["name"] = error.message
    if (code := _code_fault(form, head.code)) is not None:
        errors["code"] = code
    known = [kind.code for kind in organizations.kinds()]
    if not head.unit_kinds or not set(head.unit_kinds) <= set(known):
        errors["unit_kinds"] = _("请选由哪些类别的单位填报。")
    if head.shape is Shape.SUBJECTS and head.subject_kind not in known:
        errors["subject_kind"] = _("按对象分行填，要选对象是哪一类单位。")
    errors |= due_faults(head.outline)
    opened = latest_opened(form.office_id, form.code) if form.code else None
    if (start := start_fault(head.first_period.strip(), head.period_kind, opened)) is not None:
        errors["first_period"] = start
    if len(head.guidance) > TEXT_AT_MOST:
        errors["guidance"] = _("填报说明最多{limit}个字。", limit=TEXT_AT_MOST)
    return errors


def _code_fault(form: ReportForm, code: str) -> Text | None:
    if not code or code == form.code:
        return None
    if not CODE.fullmatch(code):
        return _("代码用小写字母、数字和短横线，以字母开头，最多40个，例如 bank-month。")
    return _("代码{code}已有报表在用。", code=code) if _taken(form.office_id, code) else None


def _taken(office_id: int, code: str) -> bool:
    found = select(ReportForm.id).where(ReportForm.office_id == office_id, ReportForm.code == code)
    return session.scalar(found.limit(1)) is not None


def _free_code(office_id: int, name: str) -> str:
    """The letters of the name; with a number where they are taken."""
    letters = re.sub(r"[^a-z0-9]", "", initials(name))[:30]
    stem = letters if CODE.fullmatch(letters) else f"form-{letters}".rstrip("-")
    number, code = 1, stem
    while _taken(office_id, code):
        number += 1
        code = f"{stem}-{number}"
    return code
