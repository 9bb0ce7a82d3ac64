"""What the schedule does: reminds who has not looked, ends what nothing stands against, says what waits."""

from datetime import date, time

import structlog
from sqlalchemy import select

from coordination.consultations.models import Consultation
from coordination.consultations.queries.issue import unanswered, uncorrected
from coordination.consultations.queries.lists import asked
from coordination.consultations.rules import is_over
from coordination.consultations.services.closing import against, close
from coordination.consultations.services.telling import Kind, month_of, tell_office, tell_reminded
from coordination.consultations.states import ConsultationState
from coordination.kernel.calendar import working_days
from coordination.kernel.clock import clock, local
from coordination.kernel.db import SYSTEM_SCOPE, acting, session
from coordination.kernel.errors import Conflict
from coordination.kernel.operations import transaction
from coordination.kernel.period import add_working_days
from coordination.kernel.policy import SYSTEM
from coordination.kernel.text import _

log = structlog.get_logger()
#: Nobody is reminded at night.
MORNING = time(8, 30)


def attend_daily() -> int:
    """Close what is over with nothing open, at any hour; on working days, from the morning on, remind the
    units that have not looked of what ends today or on the next working day, and the office of objections
    past the last day. Answers how many were closed; a second run does nothing more.
    """
    now, today = clock.now(), clock.today()
    is_workday = working_days(now)
    daytime = local(now).time() >= MORNING and is_workday(today)
    closed = 0
    with acting(SYSTEM_SCOPE):
        for number in _running():
            closed += _ended(number)
            if daytime:
                _remind(number, today, add_working_days(today, 1, is_workday))
    return closed


def _running() -> list[int]:
    found = select(Consultation.id).where(Consultation.state == ConsultationState.OPEN)
    return list(session.scalars(found.order_by(Consultation.id)))


def _ended(number: int) -> bool:
    one = session.get_one(Consultation, number, populate_existing=True)
    if one.state is not ConsultationState.OPEN or against(one) is not None:
        return False
    try:
        close(one, actor=SYSTEM, operation=f"consultation-end-{number}", version=one.version)
    except Conflict as refusal:  # somebody objected or closed it at this moment
        log.info("consultation not closed", id=number, why=str(refusal))
        return False
    return True


def _remind(number: int, today: date, soon: date) -> None:
    with transaction():
        one = session.get_one(Consultation, number, populate_existing=True)
        if one.state is not ConsultationState.OPEN:
            return
        if is_over(one.closes_on, today):
            _tell_waiting(one, today)
        elif one.closes_on <= soon:
            tell_reminded(SYSTEM, one, [each for each in asked(one) if each.read_at is None], mark=str(today))


def _tell_waiting(one: Consultation, today: date) -> None:
    """Past the last day with something open: the office is told once a day."""
    words = _(
        "{month}排名征求意见已截止，{open}条异议待答复，{upheld}条待更正重算，通报不能印发",
        month=month_of(one),
        open=unanswered(one.id),
        upheld=uncorrected(one.id),
    )
    tell_office(SYSTEM, Kind.WAITING, one, words, mark=str(today))
