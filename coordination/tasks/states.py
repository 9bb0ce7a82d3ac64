"""The states of tasks, assignments and requests, the acts upon them, and their tables of moves
(domain.md section 5)."""

from enum import StrEnum

from coordination.kernel.text import Text, _
from coordination.kernel.workflow import Workflow, move
from coordination.tasks.rules import OPEN, UNDER_WAY, AssignmentState


class Origin(StrEnum):
    MEETING = "meeting"
    DOCUMENT = "document"
    INSTRUCTION = "instruction"
    DUTY = "duty"


ORIGIN_LABELS: dict[Origin, Text] = {
    Origin.MEETING: _("会议议定事项"),
    Origin.DOCUMENT: _("文件要求"),
    Origin.INSTRUCTION: _("领导批示"),
    Origin.DUTY: _("责任事项"),
}


class Role(StrEnum):
    LEAD = "lead"
    SUPPORT = "support"


ROLE_LABELS: dict[Role, Text] = {Role.LEAD: _("牵头"), Role.SUPPORT: _("配合")}


class TaskState(StrEnum):
    DRAFT = "draft"
    ISSUED = "issued"
    WITHDRAWN = "withdrawn"
    TERMINATED = "terminated"


class TaskAction(StrEnum):
    """LIST and CREATE are asked about an office, the rest about a task."""

    VIEW = "task.view"
    LIST = "task.list"
    CREATE = "task.create"
    EDIT = "task.edit"
    ISSUE = "task.issue"
    ADD_UNITS = "task.add_units"
    DISCARD = "task.discard"
    WITHDRAW = "task.withdraw"
    TERMINATE = "task.terminate"


TASK_LABELS: dict[TaskState, Text] = {
    TaskState.DRAFT: _("草拟"),
    TaskState.ISSUED: _("已交办"),
    TaskState.WITHDRAWN: _("已撤回"),
    TaskState.TERMINATED: _("已终止"),
}

TASK_WORKFLOW = Workflow(
    "task",
    TASK_LABELS,
    move(TaskAction.EDIT, frm=TaskState.DRAFT, to=TaskState.DRAFT),
    move(TaskAction.ISSUE, frm=TaskState.DRAFT, to=TaskState.ISSUED),
    move(TaskAction.ADD_UNITS, frm=TaskState.ISSUED, to=TaskState.ISSUED),
    move(TaskAction.WITHDRAW, frm=TaskState.ISSUED, to=TaskState.WITHDRAWN),
    move(TaskAction.TERMINATE, frm=TaskState.ISSUED, to=TaskState.TERMINATED),
)


class AssignmentAction(StrEnum):
    """LIST and the acts upon many at once are asked about a heap (see queries), the rest about an
    assignment."""

    VIEW = "assignment.view"
    LIST = "assignment.list"
    ACKNOWLEDGE = "assignment.acknowledge"
    DRAFT = "assignment.draft"
    FEED_BACK = "assignment.feed_back"
    SUBMIT = "assignment.submit"
    RETURN = "assignment.return"
    APPROVE = "assignment.approve"
    CLOSE = "assignment.close"
    WITHDRAW = "assignment.withdraw"
    TERMINATE = "assignment.terminate"
    PASS_ON = "assignment.pass_on"  # noqa: S105
    ASK_EXTENSION = "assignment.ask_extension"
    ASK_TRANSFER = "assignment.ask_transfer"
    DECIDE = "assignment.decide"
    TRANSFER = "assignment.transfer"


ASSIGNMENT_LABELS: dict[AssignmentState, Text] = {
    AssignmentState.ISSUED: _("待签收"),
    AssignmentState.ACKNOWLEDGED: _("已签收"),
    AssignmentState.WORKING: _("办理中"),
    AssignmentState.SUBMITTED: _("已反馈待核查"),
    AssignmentState.RETURNED: _("退回待办"),
    AssignmentState.DONE: _("已办结"),
    AssignmentState.CLOSED: _("已销号"),
    AssignmentState.WITHDRAWN: _("已撤回"),
    AssignmentState.TERMINATED: _("已终止"),
    AssignmentState.TRANSFERRED: _("已转办"),
}

_AT_WORK = (AssignmentState.ACKNOWLEDGED, AssignmentState.WORKING, AssignmentState.RETURNED)


WORKFLOW = Workflow(
    "assignment",
    ASSIGNMENT_LABELS,
    move(AssignmentAction.ACKNOWLEDGE, frm=AssignmentState.ISSUED, to=AssignmentState.ACKNOWLEDGED),
    *(move(AssignmentAction.DRAFT, frm=state, to=state) for state in _AT_WORK),
    move(
        AssignmentAction.FEED_BACK,
        frm=(AssignmentState.ACKNOWLEDGED, AssignmentState.WORKING),
        to=AssignmentState.WORKING,
    ),
    move(AssignmentAction.FEED_BACK, frm=AssignmentState.RETURNED, to=AssignmentState.RETURNED),
    move(AssignmentAction.SUBMIT, frm=_AT_WORK, to=AssignmentState.SUBMITTED),
    move(AssignmentAction.APPROVE, frm=AssignmentState.SUBMITTED, to=AssignmentState.DONE),
    move(
        AssignmentAction.RETURN,
        frm=(AssignmentState.SUBMITTED, AssignmentState.DONE),
        to=AssignmentState.RETURNED,
    ),
    move(AssignmentAction.CLOSE, frm=AssignmentState.DONE, to=AssignmentState.CLOSED),
    *(move(AssignmentAction.PASS_ON, frm=state, to=state) for state in _AT_WORK),
    *(move(AssignmentAction.ASK_EXTENSION, frm=state, to=state) for state in OPEN),
    *(move(AssignmentAction.ASK_TRANSFER, frm=state, to=state) for state in OPEN),
    *(move(AssignmentAction.DECIDE, frm=state, to=state) for state in UNDER_WAY),
    move(AssignmentAction.TRANSFER, frm=OPEN, to=AssignmentState.TRANSFERRED),
    move(AssignmentAction.WITHDRAW, frm=UNDER_WAY, to=AssignmentState.WITHDRAWN),
    move(AssignmentAction.TERMINATE, frm=UNDER_WAY, to=AssignmentState.TERMINATED),
)


class Wish(StrEnum):
    """What a unit may ask of the office about an assignment."""

    EXTENSION = "extension"
    TRANSFER = "transfer"


class WishState(StrEnum):
    """A request lapses when the assignment ends before anybody has answered it."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    LAPSED = "lapsed"


WISH_LABELS: dict[Wish, Text] = {Wish.EXTENSION: _("延期申请"), Wish.TRANSFER: _("转办申请")}
WISH_STATES: dict[WishState, Text] = {
    WishState.ASKED: _("待答复"),
    WishState.GRANTED: _("同意"),
    WishState.REFUSED: _("不同意"),
    WishState.LAPSED: _("不再需要"),
}
