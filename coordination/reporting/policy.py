"""Who may do what with reports."""

from typing import Any

from coordination.kernel.functions import Function
from coordination.kernel.policy import (
    Actor,
    all_of,
    any_of,
    has,
    of_the_office,
    policy,
    refusing,
    same_office,
)
from coordination.kernel.text import _
from coordination.reporting.states import ReportAction


@refusing(_("这一步由填报单位的人办理。"))
def of_the_reporting_unit(actor: Actor, subject: Any) -> bool:
    """The report (or the unit itself) is the actor's own; never true of an office."""
    return actor.unit_id is not None and actor.unit_id == getattr(subject, "unit_id", None)


@refusing(_("谁上报的，谁不能审核。请由联席办另一位同事审核。"))
def not_the_submitter(actor: Actor, report: Any) -> bool:
    """Who filed a report does not judge it."""
    return actor.id is not None and actor.id != getattr(report, "submitted_by_id", None)


_office_people = has(Function.CLERK, Function.LEADER)
_unit_people = has(Function.LIAISON, Function.UNIT_REVIEWER, Function.TOWNSHIP, Function.COMMUNITY_WORKER)

in_the_office = all_of(of_the_office, _office_people)
in_the_unit = all_of(same_office, of_the_reporting_unit, _unit_people)
reports_for_the_unit = all_of(same_office, of_the_reporting_unit, has(Function.LIAISON, Function.TOWNSHIP))
reviews = all_of(in_the_office, not_the_submitter)
opens = all_of(of_the_office, has(Function.CLERK))

POLICY = policy(
    {
        ReportAction.VIEW: any_of(in_the_office, in_the_unit),
        ReportAction.LIST: in_the_unit,
        ReportAction.OVERSEE: in_the_office,
        ReportAction.FILL: reports_for_the_unit,
        ReportAction.SUBMIT: reports_for_the_unit,
        ReportAction.RETURN: reviews,
        ReportAction.APPROVE: reviews,
        ReportAction.OPEN: opens,
        ReportAction.FREEZE: opens,
        ReportAction.ASK_CORRECTION: reports_for_the_unit,
        ReportAction.REOPEN: reviews,
        ReportAction.ASK_EXTENSION: reports_for_the_unit,
        ReportAction.EXTEND: in_the_office,
        ReportAction.REFUSE: in_the_office,
    }
)
