"""What the office enters for a unit that has no computer: as the unit's draft, and filed in its name.

No services of their own: an act of a slice above decides who may, records it as an act of the
office, and calls these within its transaction.
"""

from coordination.kernel.errors import Invalid
from coordination.kernel.policy import Actor
from coordination.kernel.text import _
from coordination.reporting.models import Report
from coordination.reporting.services import writing
from coordination.reporting.services.figures import changed
from coordination.reporting.services.filing import _begin, _draft, _file
from coordination.reporting.sheet import Entries, examine
from coordination.reporting.states import ReportAction


def enter(report: Report, *, actor: Actor, version: int | None, entries: Entries) -> int:
    """Keep these entries as the draft of the report; answers how many figures changed.

    Raises Stale and Conflict as `fill` does.
    """
    sheet = _begin(report, ReportAction.FILL, version)
    entries = {**sheet.entries, **entries}
    figures = changed(sheet, entries, examine(sheet.layout, entries, sheet.bases).values)
    writing.keep(report, actor, _draft(report), figures)
    return len(figures)


def file_entered(report: Report, *, actor: Actor, version: int | None) -> None:
    """File the draft as it stands; whoever did so is the submitter and does not approve it.

    Raises Invalid when something is still to be mended, Stale and Conflict as `submit` does.
    """
    sheet = _begin(report, ReportAction.SUBMIT, version)
    found = examine(sheet.layout, sheet.entries, sheet.bases)
    if found.refusals:
        raise Invalid(_("还有{count}处要补填或修改。", count=len(found.refusals)), errors=found.refusals)
    values = [found.values.get(place.key) for place in sheet.layout.places]
    _file(report, actor, sheet, sheet.entries, found, zero=all(value == 0 for value in values))
