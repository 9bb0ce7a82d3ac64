"""How an act upon an inspection begins: one person at a time, from the version that the page showed."""

from coordination.inspections.models import Inspection
from coordination.inspections.queries.inspections import loaded
from coordination.inspections.states import WORKFLOW, InspectionAction
from coordination.kernel.db import session
from coordination.kernel.operations import expect


def begin(inspection: Inspection, action: InspectionAction, version: int | None) -> Inspection:
    """Lock it, ask the table of moves, compare the version; answers it with its sheet.

    Raises Conflict when the act does not start here, Stale when somebody wrote in between.
    """
    hold(inspection, action)
    expect(inspection, version)
    return loaded(inspection.id)


def hold(inspection: Inspection, action: InspectionAction) -> None:
    """Lock it and ask the table of moves, for acts that carry no version of it."""
    session.refresh(inspection, ("state", "version"), with_for_update=True)
    WORKFLOW.next(inspection.state, action)
