"""The list of inspections as an Excel workbook: the same filters, all pages."""

from collections.abc import Iterator, Sequence

from flask_babel import gettext

from coordination.inspections.queries.lists import Row, every
from coordination.inspections.states import LABELS, VERDICT_LABELS, InspectionAction
from coordination.inspections.views.lists import wanted
from coordination.inspections.views.place import Part, blueprint, own_part
from coordination.kernel.clock import clock, local
from coordination.kernel.db import session
from coordination.kernel.sheets import CONTENT_TYPE, Cell, Column, ColumnKind, Sheet, workbook
from coordination.kernel.web import Answer, actor, attachment, requires, translate
from coordination.organizations.models import Office


@blueprint.get("/inspections/export")
@requires(InspectionAction.LIST, own_part)
def export(part: Part) -> Answer:
    now = clock.now()
    rows = every(actor(), wanted(), clock.today())
    sheet = Sheet(
        title=gettext("复查"),
        columns=_columns(),
        rows=_rows(rows),
        filename=gettext("复查 %(day)s", day=f"{local(now):%Y-%m-%d}"),
        at=now,
        lines=[
            session.get_one(Office, part.office_id).name,
            gettext("导出时间：%(at)s", at=f"{local(now):%Y-%m-%d %H:%M}"),
            gettext("按页面上的筛选条件导出，共%(count)s项", count=len(rows)),
        ],
    )
    return attachment(workbook(sheet), sheet.file, CONTENT_TYPE)


def _columns() -> list[Column]:
    words, integer, moment = ColumnKind.TEXT, ColumnKind.INTEGER, ColumnKind.DATE
    return [
        Column(gettext("创建对象"), words, 24),
        Column(gettext("所属单位"), words, 20),
        Column(gettext("复查单位"), words, 20),
        Column(gettext("状态"), words, 10),
        Column(gettext("复查期限"), words, 12),
        Column(gettext("复查时间"), moment, 17),
        Column(gettext("结论"), words, 12),
        Column(gettext("问题数"), integer, 8),
        Column(gettext("照片数"), integer, 8),
        Column(gettext("整改期限"), words, 12),
        Column(gettext("情况和要求"), words, 50),
        Column(gettext("取消原因"), words, 30),
    ]


def _rows(rows: Sequence[Row]) -> Iterator[list[Cell]]:
    for one in rows:
        done = one.verdict if one.done_at else None
        yield [
            one.subject,
            one.unit,
            one.inspector or gettext("联席办"),
            translate(LABELS[one.state]),
            one.due_on.isoformat(),
            one.done_at,
            translate(VERDICT_LABELS[done]) if done else "",
            one.problems,
            one.photos,
            one.mend_by.isoformat() if done and one.mend_by else "",
            one.summary if done else "",
            one.cancel_reason,
        ]
