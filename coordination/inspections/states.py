"""The states of an inspection and the results of its points."""

from enum import StrEnum

from coordination.inspections.rules import Result as Result
from coordination.inspections.rules import Verdict as Verdict
from coordination.kernel.text import Text, _
from coordination.kernel.workflow import Workflow, move


class InspectionState(StrEnum):
    PLANNED = "planned"
    DONE = "done"
    CANCELLED = "cancelled"


LABELS: dict[InspectionState, Text] = {
    InspectionState.PLANNED: _("待复查"),
    InspectionState.DONE: _("已复查"),
    InspectionState.CANCELLED: _("已取消"),
}


class InspectionAction(StrEnum):
    """LIST and PLAN are asked about the office, the others about an inspection."""

    VIEW = "inspection.view"
    LIST = "inspection.list"
    PLAN = "inspection.plan"
    MOVE = "inspection.move"
    FILL = "inspection.fill"
    FINISH = "inspection.finish"
    CANCEL = "inspection.cancel"


A = InspectionAction
WORKFLOW = Workflow(
    "inspection",
    LABELS,
    move(A.MOVE, frm=InspectionState.PLANNED, to=InspectionState.PLANNED),
    move(A.FILL, frm=InspectionState.PLANNED, to=InspectionState.PLANNED),
    move(A.FINISH, frm=InspectionState.PLANNED, to=InspectionState.DONE),
    move(A.CANCEL, frm=InspectionState.PLANNED, to=InspectionState.CANCELLED),
)


RESULT_LABELS: dict[Result, Text] = {
    Result.GOOD: _("符合"),
    Result.PROBLEM: _("有问题"),
    Result.NOT_APPLICABLE: _("不适用"),
}


VERDICT_LABELS: dict[Verdict, Text] = {
    Verdict.PASSED: _("合格"),
    Verdict.TO_MEND: _("限期整改"),
    Verdict.FAILED: _("不合格"),
}
