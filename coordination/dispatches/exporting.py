"""The receipts of a document as a workbook."""

from collections.abc import Sequence
from datetime import datetime

from coordination.circulars.models import Circular
from coordination.circulars.numbering import number
from coordination.dispatches.models import Dispatch
from coordination.dispatches.states import ROLE_LABELS
from coordination.kernel.charts.svg import Say
from coordination.kernel.clock import local
from coordination.kernel.sheets import Cell, Column, ColumnKind, Sheet
from coordination.kernel.text import Text, _

HEADS: tuple[tuple[Text, ColumnKind, int], ...] = (
    (_("单位"), ColumnKind.TEXT, 36),
    (_("方式"), ColumnKind.TEXT, 8),
    (_("送达时间"), ColumnKind.TEXT, 18),
    (_("签收情况"), ColumnKind.TEXT, 10),
    (_("签收人"), ColumnKind.TEXT, 14),
    (_("签收时间"), ColumnKind.TEXT, 18),
    (_("催签次数"), ColumnKind.INTEGER, 10),
)
RECEIVED, OPEN = _("已签收"), _("未签收")


def heads(say: Say) -> list[str]:
    return [say(words) for words, _kind, _width in HEADS]


def row(dispatch: Dispatch, say: Say) -> tuple[Cell, ...]:
    """One unit: how it got the document, who signed for it and when."""
    received = dispatch.received_at is not None
    return (
        dispatch.unit.name,
        say(ROLE_LABELS[dispatch.role]),
        _moment(dispatch.sent_at),
        say(RECEIVED if received else OPEN),
        dispatch.received_by.name if dispatch.received_by else "",
        _moment(dispatch.received_at),
        dispatch.reminders,
    )


def _moment(at: datetime | None) -> str:
    return "" if at is None else f"{local(at):%Y-%m-%d %H:%M}"


def receipts_sheet(circular: Circular, dispatches: Sequence[Dispatch], at: datetime, say: Say) -> Sheet:
    """The receipts as the page shows them, with the number and the title of the document."""
    title = say(_("签收情况"))
    lines = [
        circular.office.name,
        say(_("《{title}》（{number}）", title=circular.title, number=number(circular))),
        say(_("导出时间：{at}", at=_moment(at))),
    ]
    columns = [Column(say(words), kind, width) for words, kind, width in HEADS]
    rows = [row(one, say) for one in dispatches]
    return Sheet(title, columns, rows, f"{number(circular)} {title}", at, lines)
