"""A revision of one form that is being drafted: what the office finds under 报表."""

from decimal import Decimal

from sqlalchemy import select

from coordination.kernel.db import session
from coordination.kernel.operations import fresh_key
from coordination.kernel.policy import Actor
from coordination.organizations.models import Office
from coordination.report_forms import queries, services
from coordination.report_forms.models import CheckKind, ReportForm
from coordination.report_forms.outline import CheckOutline, Limits
from coordination.report_forms.services import Details
from coordination.sample.months import Cast

CODE = "bank"
TOGETHER = ("bank.counter_dissuaded", "bank.counter_dissuaded_amount")
TRAINED = "bank.staff_trained"


def draft_a_revision(office: Office) -> None:
    """The form of the banks with a check and limits more, not enacted yet."""
    clerk = Cast.of(office).clerks[0].actor
    number = session.scalars(
        select(ReportForm.id).where(ReportForm.office_id == office.id, ReportForm.code == CODE)
    ).one()
    form = _again(clerk, number)
    first = str(services.next_period(form))
    number = services.revise(
        form, actor=clerk, operation=fresh_key(), version=form.version, first_period=first
    ).id
    draft = _again(clerk, number)
    check = CheckOutline(CheckKind.BOTH, *TOGETHER)
    services.put_check(draft, check, actor=clerk, operation=fresh_key(), version=draft.version)
    draft = _again(clerk, number)
    field = next(one for one in draft.fields if one.indicator.code == TRAINED)
    details = Details(
        field.section,
        limits=Limits(soft_high=Decimal(300), swing_percent=30),
        caliber="只统计网点和客服岗位参加反诈培训的人次",
    )
    services.change_field(draft, field, details, actor=clerk, operation=fresh_key(), version=draft.version)


def _again(clerk: Actor, number: int) -> ReportForm:
    found = queries.form(clerk, id=number)
    if found is None:
        raise LookupError(f"form {number} of the sample is not there")
    return found
