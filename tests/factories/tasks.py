"""Parties, tasks and assignments at every stage, communities with their workers: plain rows."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal as D

from sqlalchemy import select

from coordination.accounts.models import Account
from coordination.kernel.clock import clock
from coordination.kernel.functions import Function
from coordination.organizations.models import Division, MemberUnit, Office
from coordination.organizations.rules import Level
from coordination.responsibilities.models import Party
from coordination.tasks.models import Assignment, Feedback, Request, Task
from coordination.tasks.rules import DROPPED, FULFILLED, AssignmentState
from coordination.tasks.states import Origin, Role, TaskState, Wish, WishState
from tests.factories.organizations import account, add, division, session

#: A week before TODAY of the tests, and three weeks after it.
ISSUED = datetime(2026, 10, 30, 2, 0, tzinfo=UTC)
DUE = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
PARTIES = {"territory": "属地责任", "department": "部门责任", "unit": "单位责任", "person": "个人责任"}


def party(code: str = "unit") -> Party:
    """One of the four parties: territory, department, unit, person; any other code makes its own."""
    found = session.scalars(select(Party).where(Party.code == code)).first()
    order = list(PARTIES).index(code) + 1 if code in PARTIES else 9
    return found or add(
        Party(code=code, name=PARTIES.get(code, code), english=code.title(), sort_order=order)
    )


def task(office: Office, title: str = "开展银行卡风险排查", **values: object) -> Task:
    """An issued task; `state=TaskState.DRAFT` for one that is not."""
    state = values.get("state", TaskState.ISSUED)
    given: dict[str, object] = {
        "origin": Origin.MEETING,
        "party_id": party().id,
        "state": state,
        "issued_at": None if state is TaskState.DRAFT else ISSUED,
        "due_at": DUE,
        "end_reason": "" if state in (TaskState.DRAFT, TaskState.ISSUED) else "会议另有安排",
        "contact_name": "经办甲",
        "contact_phone": "0931-1234567",
    }
    return add(Task(office_id=office.id, title=title, **(given | values)))


def assignment(
    task: Task,
    unit: MemberUnit,
    state: AssignmentState = AssignmentState.ISSUED,
    *,
    who: Account | None = None,
    judge: Account | None = None,
    **values: object,
) -> Assignment:
    """Committed. What the state asks for is filled in: `who` (or somebody of the unit) acknowledged
    and filed, `judge` (or somebody of the office) approved.
    """
    given = {
        "role": Role.LEAD,
        "party_id": task.party_id,
        "weight": task.weight,
        "issued_at": task.issued_at or ISSUED,
        "due_at": task.due_at,
        "quantity": D(0),
    }
    made = Assignment(
        office_id=task.office_id,
        task_id=task.id,
        unit_id=unit.id,
        state=state,
        **(given | _traces(task, unit, state, who, judge) | values),
    )
    add(made)
    session.commit()
    return made


def _traces(
    task: Task, unit: MemberUnit, state: AssignmentState, who: Account | None, judge: Account | None
) -> dict[str, object]:
    """What the database wants to see beside a state."""
    if state is AssignmentState.ISSUED:
        return {}
    if state in DROPPED:
        return {"end_reason": "会议另有安排"}
    at = (task.issued_at or ISSUED) + timedelta(hours=1)
    person = who or _somebody(task, unit)
    traces: dict[str, object] = {"acknowledged_at": at, "acknowledged_by_id": person.id}
    if state in (AssignmentState.SUBMITTED, AssignmentState.RETURNED, *FULFILLED):
        traces |= {"submitted_at": at + timedelta(hours=1), "submitted_by_id": person.id, "percent": 100}
    if state is AssignmentState.RETURNED:
        traces["return_reason"] = "照片看不清，请重拍"
    if state in FULFILLED:
        by = judge or _somebody(task, None)
        traces |= {"approved_at": at + timedelta(hours=2), "approved_by_id": by.id}
    if state is AssignmentState.CLOSED:
        traces["closed_at"] = at + timedelta(hours=3)
    return traces


def _somebody(task: Task, unit: MemberUnit | None) -> Account:
    of_the_unit = Account.unit_id == unit.id if unit else Account.unit_id.is_(None)
    found = session.scalars(
        select(Account).where(Account.office_id == task.office_id, of_the_unit).order_by(Account.id)
    ).first()
    if found is not None:
        return found
    office = session.get_one(Office, task.office_id)
    return account("某人", office, Function.LIAISON if unit else Function.CLERK, unit=unit)


def community(township: MemberUnit, name: str = "青溪社区", **values: object) -> Division:
    """A community below a township (a member unit that is a division)."""
    assert township.division_id is not None
    parent = session.get_one(Division, township.division_id)
    return division(name, Level.COMMUNITY, parent, population=3_000, households=900, **values)


def worker(township: MemberUnit, community: Division, name: str = "社区干事") -> Account:
    """A community worker: of the township's unit, with the community as own division."""
    office = session.get_one(Office, township.office_id)
    return account(name, office, Function.COMMUNITY_WORKER, unit=township, division_id=community.id)


def passed_on(
    parent: Assignment,
    community: Division,
    state: AssignmentState = AssignmentState.ISSUED,
    **values: object,
) -> Assignment:
    """The township's assignment passed on to one of its communities."""
    task = session.get_one(Task, parent.task_id)
    unit = session.get_one(MemberUnit, parent.unit_id)
    given = {"division_id": community.id, "parent_id": parent.id, "due_at": parent.due_at}
    return assignment(task, unit, state, **(given | values))  # type: ignore[arg-type]


def feedback(assignment: Assignment, by: Account, text: str = "已排查120户", **values: object) -> Feedback:
    """A feedback as sent; `sent_at=None` for the draft."""
    given = {"saved_at": clock.now(), "sent_at": clock.now(), "percent": 50, "final": False}
    made = add(
        Feedback(
            assignment_id=assignment.id,
            office_id=assignment.office_id,
            unit_id=assignment.unit_id,
            by_id=by.id,
            text=text,
            **(given | values),
        )
    )
    session.commit()
    return made


def request(assignment: Assignment, by: Account, wish: Wish = Wish.EXTENSION, **values: object) -> Request:
    """An open request of the unit."""
    given: dict[str, object] = {"state": WishState.ASKED, "reason": "设备到货推迟", "asked_at": clock.now()}
    if wish is Wish.EXTENSION:
        given["new_due_at"] = assignment.due_at + timedelta(days=7)
    made = add(
        Request(
            assignment_id=assignment.id,
            office_id=assignment.office_id,
            unit_id=assignment.unit_id,
            asked_by_id=by.id,
            wish=wish,
            **(given | values),
        )
    )
    session.commit()
    return made


def again(made: Assignment) -> Assignment:
    """The assignment as the database has it; a request has ended the session it came from."""
    return session.get_one(Assignment, made.id, populate_existing=True)
