"""Pointing at single figures of a report that goes back to its unit."""

from collections.abc import Mapping

from coordination.kernel.errors import Invalid
from coordination.kernel.text import _
from coordination.reporting.models import Report
from coordination.reporting.queries import Sheet, Stored
from coordination.reporting.services import figures
from coordination.reporting.sheet import REASON_AT_MOST

RETURN_REASON_AT_MOST = 500
Pointed = Mapping[str, str]  # what is wrong with a figure, by key


def check_pointed(reason: str, notes: Pointed | None) -> tuple[str, Pointed]:
    """The reason and the notes as they are kept: a figure without words of its own carries the reason.

    Raises Invalid at `reason` when nothing says what is to be mended.
    """
    reason = reason.strip()
    pointed = {key: note.strip() or reason for key, note in (notes or {}).items()}
    if not reason and not any(pointed.values()):
        raise Invalid(_("请写明退回原因，填报人凭它修改。"), field="reason")
    if not all(pointed.values()):
        raise Invalid(_("选中的数据没有写问题，请在数据旁或总的原因里写明。"), field="reason")
    if len(reason) > RETURN_REASON_AT_MOST:
        raise Invalid(_("退回原因最多{limit}个字。", limit=RETURN_REASON_AT_MOST), field="reason")
    return reason, pointed


def summary(sheet: Sheet, pointed: Pointed) -> str:
    """The reason of a return that only points at figures, as the reporter reads it."""
    names = [place.name for place in sheet.layout.places if place.key in pointed]
    shown = "、".join(names[:3])
    return f"{shown}等{len(names)}项需要核对" if len(names) > 3 else f"{shown}需要核对"


def point_at(report: Report, sheet: Sheet, pointed: Pointed) -> list[str]:
    """Write the notes at their figures; answers with their keys, without what is not of the form."""
    places = [place for place in sheet.layout.places if place.key in pointed]
    noted = [(place, _with_note(sheet.stored.get(place.key), pointed[place.key])) for place in places]
    figures.write(report, noted)
    return sorted(place.key for place in places)


def _with_note(before: Stored | None, note: str) -> Stored:
    stored = before or Stored(None)
    return Stored(stored.value, stored.typed, stored.reason, note[:REASON_AT_MOST])
