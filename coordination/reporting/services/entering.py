"""What the office enters for units that have no computer: as the units' drafts, and filed in their name.

No services of their own: an act of a slice above decides who may, records it as an act of the
office, and calls these within its transaction. A collection has as many reports as a province has
townships, so they are written together.
"""

from collections.abc import Sequence

from coordination.kernel.policy import Actor
from coordination.reporting.models import Report
from coordination.reporting.queries import Sheet
from coordination.reporting.services.figures import changed
from coordination.reporting.services.filing import _draft, _filed
from coordination.reporting.services.writing_all import Written, file_all, keep_all
from coordination.reporting.sheet import Entries, examine, values_of
from coordination.reporting.snapshots import snapshot

Given = Sequence[tuple[Report, Sheet, Entries]]


def enter(given: Given, *, actor: Actor) -> dict[int, int]:
    """Keep these entries as drafts, each on top of its sheet; how many figures changed, by report.

    Raises Conflict when one of the reports takes nothing any more, Stale when one changed meanwhile.
    """
    written = []
    for report, sheet, entries in given:
        whole = sheet.with_entries(entries)
        figures = changed(sheet, whole, values_of(sheet.layout, whole))
        written.append(Written(report, _draft(report), figures))
    keep_all(written, actor)
    return {one.report.id: len(one.changed) for one in written}


def file_entered(given: Sequence[tuple[Report, Sheet]], *, actor: Actor) -> list[Report]:
    """File the drafts in which nothing is to be mended, and answer them; whoever does so is the
    submitter and does not approve them.

    Raises Conflict and Stale as `enter` does.
    """
    written = [one for report, sheet in given if (one := _submission(report, sheet, actor)) is not None]
    file_all(written, actor)
    return [one.report for one in written]


def _submission(report: Report, sheet: Sheet, actor: Actor) -> Written | None:
    entries = sheet.entries
    found = examine(sheet.layout, entries, sheet.bases)
    if found.refusals:
        return None
    zero = all(found.values.get(place.key) == 0 for place in sheet.layout.places)
    return Written(
        report,
        _filed(report, actor, zero=zero),
        changed(sheet, entries, found.values, answered=True),
        snapshot(sheet.layout, found.values, entries),
        {"zero": zero},
    )
