"""The duties of the sample offices: those of the law, some with an invented recurrence (示例)."""

from decimal import Decimal

from sqlalchemy import select

from coordination.kernel.db import session
from coordination.kernel.operations import fresh_key
from coordination.kernel.policy import SYSTEM
from coordination.organizations.models import Office
from coordination.responsibilities.models import Duty
from coordination.responsibilities.services import catalogue
from coordination.sample.files import rows


def add_duties(office: Office, *, examples: bool) -> None:
    """The statutory duties; with `examples` those of duty-examples.csv recur and ask for evidence."""
    catalogue.load(office, actor=SYSTEM, operation=fresh_key())
    if not examples:
        return
    duties = {one.code: one for one in session.scalars(select(Duty).where(Duty.office_id == office.id))}
    for row in rows("duty-examples.csv"):
        duty = duties[row["code"]]
        duty.recurrence, duty.first_period = row["recurrence"], row["first_period"]
        duty.due_workday = int(row["due_workday"])
        duty.target = Decimal(row["target"]) if row["target"] else None
        duty.target_unit, duty.evidence = row["target_unit"], row["evidence"]
    session.flush()
