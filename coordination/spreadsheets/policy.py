"""Who sends sheets up, and for whom."""

from enum import StrEnum
from typing import Any

from coordination.kernel.functions import Function
from coordination.kernel.policy import (
    Actor,
    all_of,
    any_of,
    has,
    of_the_office,
    of_the_unit,
    policy,
    same_office,
)


class SheetAction(StrEnum):
    """COLLECT is asked about the office, UPLOAD about a report, the rest about what was sent up.

    ENTER is what CONFIRM of a collection does to each report: a draft that the office typed for a unit.
    FILE submits what the office entered for units without computers: who confirmed the sheet is the
    submitter then, so that somebody else of the office must approve.
    """

    VIEW = "sheet.view"
    UPLOAD = "sheet.upload"
    COLLECT = "sheet.collect"
    CONFIRM = "sheet.confirm"
    ENTER = "sheet.enter"
    FILE = "sheet.file"


def of_a_unit(_actor: Actor, upload: Any) -> bool:
    return getattr(upload, "unit_id", None) is not None


def of_the_whole_office(_actor: Actor, upload: Any) -> bool:
    return getattr(upload, "unit_id", None) is None


clerk = all_of(of_the_office, has(Function.CLERK))
files_for_the_unit = all_of(same_office, of_a_unit, of_the_unit, has(Function.LIAISON, Function.TOWNSHIP))
collects = all_of(clerk, of_the_whole_office)

POLICY = policy(
    {
        SheetAction.VIEW: any_of(files_for_the_unit, collects),
        SheetAction.UPLOAD: files_for_the_unit,
        SheetAction.COLLECT: clerk,
        SheetAction.CONFIRM: any_of(files_for_the_unit, collects),
        SheetAction.ENTER: collects,
        SheetAction.FILE: collects,
    }
)
