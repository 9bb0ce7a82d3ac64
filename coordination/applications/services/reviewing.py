"""The first review, the conclusion of the joint review, sending back and refusing."""

from collections.abc import Collection

from coordination.applications.models import Application
from coordination.applications.queries.findings import as_found, latest_findings
from coordination.applications.rules import Stage, checked_reason, returned_so_far
from coordination.applications.services.begin import begin, criteria_codes
from coordination.applications.services.refusing import ready
from coordination.applications.services.steps import into_notice, into_review, reevaluated
from coordination.applications.services.telling import Kind, tell_applicants, tell_asked, tell_signers
from coordination.applications.states import WORKFLOW, ApplicationAction, ApplicationState
from coordination.applications.watching import left
from coordination.audit.services import record
from coordination.kernel.clock import clock
from coordination.kernel.errors import Invalid
from coordination.kernel.operations import service
from coordination.kernel.policy import Actor
from coordination.kernel.text import _


@service(ApplicationAction.ADMIT)
def admit(application: Application, *, actor: Actor, operation: str, version: int | None) -> Application:
    """The first review is passed: the departments are asked, on the findings of the filing."""
    one = begin(application, ApplicationAction.ADMIT, version)
    WORKFLOW.apply(one, ApplicationAction.ADMIT)
    one.first_reviewed_at, one.first_reviewed_by_id = clock.now(), actor.id
    findings = {id: as_found(each) for id, each in latest_findings(one)[1].items()}
    asked = into_review(one, findings)
    record(actor, ApplicationAction.ADMIT, one, asked=len(asked))
    tell_asked(actor, Kind.ASKED, asked, f"admit:{operation}")
    return one


@service(ApplicationAction.CONCLUDE)
def conclude(application: Application, *, actor: Actor, operation: str, version: int | None) -> Application:
    """The joint review is passed. Every criterion is looked at once more.

    Raises NotReady while an opinion waits or opposes, and for a computed criterion that broke or has no
    data; nothing is changed then.
    """
    one = begin(application, ApplicationAction.CONCLUDE, version)
    ready(reevaluated(one, Stage.CONCLUDED))
    WORKFLOW.apply(one, ApplicationAction.CONCLUDE)
    one.decided_at, one.decided_by_id = clock.now(), actor.id
    into_notice(one)
    record(actor, ApplicationAction.CONCLUDE, one, as_of=one.as_of.isoformat() if one.as_of else "")
    message = _("{subject}的申报已通过联审", subject=one.subject.name)
    tell_applicants(actor, Kind.CONCLUDED, one, message)
    return one


@service(ApplicationAction.RETURN)
def send_back(
    application: Application,
    *,
    actor: Actor,
    operation: str,
    version: int | None,
    reason: str,
    criteria: Collection[int] = (),
) -> Application:
    """Ask for it to be mended: whole, or single criteria; only those are then signed anew.

    Raises Invalid at `reason` without one, at `criteria` for what is not of the standard.
    """
    one = begin(application, ApplicationAction.RETURN, version)
    reason = checked_reason(reason, _("请写明退回原因和要补的内容，申报人凭它修改。"))
    known = {each.id for each in one.standard_version.criteria}
    if not known.issuperset(criteria):
        raise Invalid(_("有的条款不在这份标准里，请刷新后重选。"), field="criteria")
    before = one.state
    WORKFLOW.apply(one, ApplicationAction.RETURN)
    at_first_review = before is ApplicationState.FILED
    one.returned = (
        returned_so_far(one.returned, criteria, round=one.round) if at_first_review else sorted(criteria)
    )
    one.reason = reason
    one.decided_at = one.decided_by_id = None
    record(
        actor, ApplicationAction.RETURN, one, reason=reason, criteria=criteria_codes(one, criteria) or "全部"
    )
    left(one, before, actor)
    message = _("{subject}的申报被退回。原因：{reason}", subject=one.subject.name, reason=reason)
    tell_applicants(actor, Kind.RETURNED, one, message)
    return one


@service(ApplicationAction.REFUSE)
def refuse(
    application: Application, *, actor: Actor, operation: str, version: int | None, reason: str
) -> Application:
    """不予命名: the end of this application. Raises Invalid at `reason` without one."""
    one = begin(application, ApplicationAction.REFUSE, version)
    reason = checked_reason(reason, _("请写明不予命名的原因，申报人会看到。"))
    before = one.state
    WORKFLOW.apply(one, ApplicationAction.REFUSE)
    one.reason = reason
    one.decided_at, one.decided_by_id = clock.now(), actor.id
    record(actor, ApplicationAction.REFUSE, one, reason=reason)
    left(one, before, actor)
    message = _("{subject}不予命名。原因：{reason}", subject=one.subject.name, reason=reason)
    tell_applicants(actor, Kind.REFUSED, one, message)
    if before is ApplicationState.JOINT_REVIEW:
        tell_signers(actor, Kind.REFUSED, one, message)
    return one
