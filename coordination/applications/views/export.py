"""The list of applications as an Excel workbook: the same filters, all pages."""

from collections.abc import Iterator, Sequence

from flask_babel import gettext

from coordination.applications.queries.lists import Row, every
from coordination.applications.states import LABELS, PURPOSE_LABELS, ApplicationAction
from coordination.applications.views.lists import wanted
from coordination.applications.views.place import blueprint
from coordination.kernel.clock import clock, local
from coordination.kernel.sheets import CONTENT_TYPE, Cell, Column, ColumnKind, Sheet, workbook
from coordination.kernel.web import Answer, actor, attachment, requires, translate
from coordination.organizations import queries as organizations
from coordination.organizations.models import Office
from coordination.subjects.rules import KIND_LABELS


@blueprint.get("/applications/export")
@requires(ApplicationAction.LIST, organizations.own_office)
def export(office: Office) -> Answer:
    now = clock.now()
    rows = every(actor(), wanted(), clock.today())
    sheet = Sheet(
        title=gettext("创建申报"),
        columns=_columns(),
        rows=_rows(rows),
        filename=gettext("创建申报 %(day)s", day=f"{local(now):%Y-%m-%d}"),
        at=now,
        lines=[
            office.name,
            gettext("导出时间：%(at)s", at=f"{local(now):%Y-%m-%d %H:%M}"),
            gettext("按页面上的筛选条件导出，共%(count)s项", count=len(rows)),
        ],
    )
    return attachment(workbook(sheet), sheet.file, CONTENT_TYPE)


def _columns() -> list[Column]:
    words, integer, moment = ColumnKind.TEXT, ColumnKind.INTEGER, ColumnKind.DATE
    return [
        Column(gettext("创建对象"), words, 24),
        Column(gettext("类别"), words, 12),
        Column(gettext("申报单位"), words, 20),
        Column(gettext("称号"), words, 20),
        Column(gettext("首次或复评"), words, 12),
        Column(gettext("状态"), words, 18),
        Column(gettext("申报时间"), moment, 17),
        Column(gettext("应提意见"), integer, 10),
        Column(gettext("还差意见"), integer, 10),
        Column(gettext("超期意见"), integer, 10),
        Column(gettext("不同意"), integer, 10),
        Column(gettext("联审期限"), words, 12),
        Column(gettext("退回、撤回或不予命名的原因"), words, 40),
    ]


def _rows(rows: Sequence[Row]) -> Iterator[list[Cell]]:
    for one in rows:
        yield [
            one.subject,
            translate(KIND_LABELS[one.kind]),
            one.unit,
            one.title,
            translate(PURPOSE_LABELS[one.purpose]),
            translate(LABELS[one.state]),
            one.filed_at,
            one.asked,
            one.waiting,
            one.late,
            one.opposed,
            one.due_on.isoformat() if one.due_on else "",
            one.reason,
        ]
