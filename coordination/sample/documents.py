"""Documents of other kinds than the month's: a special circular, minutes, a reminder letter, a correction.

Each stands in another state, so that every list and page has something to show. Text that people of the
sample wrote says that it is one.
"""

from datetime import datetime, timedelta

from sqlalchemy import select

from coordination.circulars.gathering import gather
from coordination.circulars.models import Circular
from coordination.circulars.services import Wanted, check, correct, draft, edit, hand_in, issue, set_quota
from coordination.circulars.services.drafting import owing_units
from coordination.circulars.states import CircularState, Kind
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.operations import fresh_key
from coordination.kernel.period import Period
from coordination.organizations.models import Office
from coordination.sample.periods import OPEN_MONTH, Scene, mend
from coordination.sample.standing import NOTICE, Staff, working_day

MONTH, YEAR, MENDING = "2026-09", 2026, "工行七里河支行"
QUOTA = 60
SPECIAL = "关于2026年9月电信网络诈骗预警劝阻情况的通报"
TAKEN = ("预警指令数", "成功劝阻数", "网点劝阻数", "网点劝阻金额")
DECIDED = "会议听取了9月份打击治理工作情况汇报，研究了下一阶段宣传防范和预警劝阻工作，明确了各成员单位分工。"


def add_documents(office: Office, staff: Staff) -> None:
    """After the month's circular was issued: a special one issued, minutes before the leader, and a
    correction of the month's that another clerk is to read."""
    with clock.standing(_at(5)):
        set_quota(office, actor=staff.leader, operation=fresh_key(), year=YEAR, most=QUOTA)
    mend(Scene(office), MENDING, after=5)
    _issued(_special(office, staff, _at(6)), staff, _at(6))
    _signing(_minutes(office, staff, _at(7)), staff, _at(7))
    _correction(office, staff, _at(8))


def _at(after: int) -> datetime:
    """Nine o'clock, so many working days after the deadline of the ranked month."""
    return working_day(MONTH, after, 9)


def remind_late(office: Office, staff: Staff) -> None:
    """A letter to the first units that owe something now, left as a draft; none where nobody does."""
    late = owing_units(gather(office.id, Period.parse(OPEN_MONTH), None, owing=True))
    if late:
        draft(
            office,
            actor=staff.clerk,
            operation=fresh_key(),
            period=OPEN_MONTH,
            kind=Kind.REMINDER,
            wanted=Wanted(units=late[:3]),
        )


def _special(office: Office, staff: Staff, at: datetime) -> Circular:
    with clock.standing(at):
        wanted = Wanted(title=SPECIAL, facts=TAKEN)
        made = draft(
            office,
            actor=staff.clerk,
            operation=fresh_key(),
            period=MONTH,
            kind=Kind.SPECIAL,
            wanted=wanted,
        )
        return _with(made, staff, NOTICE)


def _minutes(office: Office, staff: Staff, at: datetime) -> Circular:
    wanted = Wanted(present="示例成员甲、示例成员乙、示例成员丙", absent="示例成员丁")
    with clock.standing(at):
        made = draft(
            office,
            actor=staff.clerk,
            operation=fresh_key(),
            period=MONTH,
            kind=Kind.MINUTES,
            wanted=wanted,
        )
        return _with(made, staff, DECIDED, NOTICE)


def _correction(office: Office, staff: Staff, at: datetime) -> None:
    """The month's circular corrected by what was approved since, waiting for another clerk to read it."""
    found = session.scalars(
        select(Circular).where(
            Circular.office_id == office.id,
            Circular.period == MONTH,
            Circular.kind == Kind.MONTHLY,
            Circular.state == CircularState.ISSUED,
        )
    ).first()
    if found is None:
        return
    with clock.standing(at):
        made = correct(
            found,
            actor=staff.clerk,
            operation=fresh_key(),
            version=found.version,
            ranking=found.ranking,
            reason="报告期冻结以后有单位更正了数据",
        )
        session.flush()
        hand_in(made, actor=staff.clerk, operation=fresh_key(), version=made.version, accepted=True)


def _with(circular: Circular, staff: Staff, *texts: str) -> Circular:
    """The text with further paragraphs."""
    session.flush()
    return edit(
        circular,
        actor=staff.clerk,
        operation=fresh_key(),
        version=circular.version,
        title=circular.title,
        addressees=circular.addressees,
        copies_to=circular.copies_to,
        body=[*circular.body, *({"kind": "paragraph", "level": 1, "text": text} for text in texts)],
    )


def _signing(circular: Circular, staff: Staff, at: datetime) -> None:
    for hours, act, person in ((1, hand_in, staff.clerk), (3, check, staff.second)):
        session.flush()
        with clock.standing(at + timedelta(hours=hours)):
            act(circular, actor=person, operation=fresh_key(), version=circular.version, accepted=True)


def _issued(circular: Circular, staff: Staff, at: datetime) -> None:
    _signing(circular, staff, at)
    session.flush()
    with clock.standing(at + timedelta(hours=5)):
        issue(circular, actor=staff.leader, operation=fresh_key(), version=circular.version, accepted=True)
