"""Acts upon many reports at once: all of them in one transaction, or none, and why."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ARRAY, BigInteger, any_, literal
from sqlalchemy.orm import joinedload

from coordination.kernel.db import session
from coordination.kernel.errors import Conflict, Invalid, Stale
from coordination.kernel.operations import service
from coordination.kernel.policy import Actor, allowed
from coordination.kernel.text import Text, _
from coordination.organizations.models import Office
from coordination.organizations.queries import Workplace
from coordination.reporting.models import Report
from coordination.reporting.queries.lists import visible_to
from coordination.reporting.services.review import accept
from coordination.reporting.states import STATE_LABELS, ReportAction, ReportState

APPROVED_AT_MOST = 500
STALE = Stale().message
#: Id of a report and the version that the page showed.
Picked = Mapping[int, int]
#: Why it cannot be done to a report; None: it can.
Obstacle = Callable[[Report], Text | None]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that stands in the way; `report` None: not there for this actor."""

    id: int
    report: Report | None
    reason: Text


class NothingDone(Conflict):
    """Some rows could not be done, so none was; `possible` are the others."""

    def __init__(self, refusals: Sequence[Refusal], possible: Picked) -> None:
        self.refusals = refusals
        self.possible = possible
        super().__init__(
            _(
                "选了{picked}份，其中{refused}份现在不能办，所以一份都没有办。",
                picked=len(refusals) + len(possible),
                refused=len(refusals),
            )
        )


@service(ReportAction.APPROVE)
def approve_many(office: Office | Workplace, *, actor: Actor, operation: str, picked: Picked) -> int:
    """Approve every report that was ticked; answers how many. Raises NothingDone, Invalid."""

    def obstacle(report: Report) -> Text | None:
        if report.state is not ReportState.SUBMITTED:
            return _("现在是“{state}”，不能做这一步。", state=STATE_LABELS[report.state])
        if not allowed(actor, ReportAction.APPROVE, report):
            return _("您本人上报的，不能由您审核。")
        return None if report.version == picked[report.id] else STALE

    rows = checked(actor, picked, obstacle, APPROVED_AT_MOST)
    for report in rows:
        accept(report, actor)
    return len(rows)


def checked(actor: Actor, picked: Picked, obstacle: Obstacle, limit: int) -> list[Report]:
    """Every report that was ticked, when it can be done to each; looked at before anything changes."""
    if not picked:
        raise Invalid(_("请先勾选要办的填报。"))
    if len(picked) > limit:
        raise Invalid(_("一次最多办{limit}份，请分几次。", limit=limit))
    found = _rows(actor, picked)
    refusals = [
        Refusal(id, found.get(id), reason)
        for id in picked
        for reason in [obstacle(found[id]) if id in found else _("没有这一份，或您无权查看。")]
        if reason is not None
    ]
    if refusals:
        refused = {one.id for one in refusals}
        raise NothingDone(refusals, {id: seen for id, seen in picked.items() if id not in refused})
    return list(found.values())


def _rows(actor: Actor, ids: Collection[int]) -> dict[int, Report]:
    """In the order of their ids and locked, so that two who tick the same rows wait for each other."""
    among = Report.id == any_(literal(list(ids), ARRAY(BigInteger())))
    found = visible_to(actor).where(among).order_by(Report.id).with_for_update(of=Report)
    eager = found.options(joinedload(Report.form, innerjoin=True), joinedload(Report.unit, innerjoin=True))
    return {one.id: one for one in session.scalars(eager.execution_options(populate_existing=True))}
