"""The load meter as an Excel workbook: the month of the address, all units."""

from collections.abc import Iterator

from flask_babel import gettext

from coordination.kernel.clock import clock
from coordination.kernel.presentation import moment
from coordination.kernel.sheets import CONTENT_TYPE, Cell, Column, ColumnKind, Sheet, workbook
from coordination.kernel.web import Answer, actor, attachment, requires, translate
from coordination.organizations.models import Office
from coordination.organizations.queries import own_office
from coordination.workload import queries
from coordination.workload.policy import WorkloadAction
from coordination.workload.queries import SOURCE_LABELS, Meter, Source
from coordination.workload.views.meter import changed, chosen_month
from coordination.workload.views.place import blueprint

MOST = 50_000


@blueprint.get("/workload.xlsx")
@requires(WorkloadAction.LIST, own_office)
def file(office: Office) -> Answer:
    now, month = clock.now(), chosen_month()
    found = queries.meter(actor(), month, at_most=MOST)
    sheet = Sheet(
        title=gettext("各单位被交办事项"),
        columns=_columns(),
        rows=_rows(found),
        filename=gettext("各单位被交办事项 %(month)s", month=month),
        at=now,
        lines=[
            office.name,
            gettext("月份：%(month)s", month=translate(month.label())),
            gettext("导出时间：%(at)s", at=moment(now)),
        ],
        notes=[
            gettext(
                "任务按交办的月份计，一项任务计1项；报表按截止的月份计，每个要填的数据计1项（分单位的表按在用单位数计）。撤回和转办走的不计。"
            )
        ],
    )
    return attachment(workbook(sheet), sheet.file, CONTENT_TYPE)


def _columns() -> list[Column]:
    integer = ColumnKind.INTEGER
    return [
        Column(gettext("单位"), ColumnKind.TEXT, 36),
        *(Column(translate(label), integer, 14) for label in SOURCE_LABELS.values()),
        Column(gettext("合计"), integer, 10),
        Column(gettext("上月"), integer, 10),
        Column(gettext("比上月"), ColumnKind.TEXT, 18),
    ]


def _rows(found: Meter) -> Iterator[list[Cell]]:
    for load in found.loads:
        yield [
            load.unit.name,
            *(load.asked[source] for source in Source),
            load.total,
            load.before,
            _words(load),
        ]
    sums = [sum(load.asked[source] for load in found.loads) for source in Source]
    yield [gettext("合计"), *sums, found.total, found.before, _words(found)]


def _words(counted: queries.Load | Meter) -> str:
    return translate(changed(counted.total, counted.before).phrase(gettext("项")))
