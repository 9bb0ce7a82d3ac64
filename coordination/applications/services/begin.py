"""How an act upon an application begins: one person at a time, from the version that the page showed."""

from collections.abc import Iterable

from coordination.applications.models import Application, Finding
from coordination.applications.queries.applications import loaded
from coordination.applications.queries.findings import Findings
from coordination.applications.rules import Stage, stage
from coordination.applications.states import WORKFLOW, ApplicationAction
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.operations import expect

_READ_AGAIN = ("state", "version", "round", "returned", "filed_by_id")


def begin(application: Application, action: ApplicationAction, version: int | None) -> Application:
    """Lock it, compare the version, ask the table of moves; answers it with everything of it loaded.

    Raises Stale when somebody wrote in between, Conflict when the act does not start here.
    """
    hold(application, action)
    expect(application, version)
    return loaded([application.id])[application.id]


def hold(application: Application, action: ApplicationAction) -> None:
    """Lock it and ask the table of moves, for acts that carry no version of it."""
    session.refresh(application, _READ_AGAIN, with_for_update=True)
    WORKFLOW.next(application.state, action)


def keep(application: Application, act: Stage, findings: Findings) -> None:
    """Keep what was found at an act; done again in the same round it replaces what was kept."""
    assert application.as_of is not None  # noqa: S101  set by whoever evaluated
    name = stage(act, application.round)
    kept = {one.criterion_id: one for one in application.findings if one.stage == name}
    for criterion_id, found in findings.items():
        row = kept.get(criterion_id)
        if row is None:
            row = Finding(office_id=application.office_id, criterion_id=criterion_id, stage=name)
            application.findings.append(row)
        row.as_of, row.found_at = application.as_of, clock.now()
        row.standing, row.value, row.facts = found.standing, found.value, dict(found.facts)
    session.flush()


def criteria_codes(application: Application, ids: Iterable[int]) -> str:
    """Criteria as the audit names them, in the order of the standard."""
    wanted = set(ids)
    return "、".join(one.code for one in application.standard_version.criteria if one.id in wanted)
