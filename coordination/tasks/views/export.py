"""The list of tasks as an Excel workbook: the same filters, all pages."""

from collections.abc import Iterator
from dataclasses import replace

from flask_babel import gettext

from coordination.kernel.calendar import working_days
from coordination.kernel.clock import clock, local
from coordination.kernel.sheets import CONTENT_TYPE, Cell, Column, ColumnKind, Sheet, workbook
from coordination.kernel.web import Answer, actor, attachment, is_english, requires, translate
from coordination.organizations import queries as organizations
from coordination.organizations.models import Office
from coordination.tasks.queries import tasks as queries
from coordination.tasks.rules import LIGHT_LABELS, Light
from coordination.tasks.states import ORIGIN_LABELS, TASK_LABELS, TaskAction
from coordination.tasks.views.office import STANDING_WORDS, wanted
from coordination.tasks.views.place import blueprint

MOST = 20_000


@blueprint.get("/tasks/export")
@requires(TaskAction.LIST, organizations.own_office)
def export(office: Office) -> Answer:
    now, chosen = clock.now(), replace(wanted(), page=1)
    found = queries.listed(actor(), chosen, now, working_days(now), MOST)
    sheet = Sheet(
        title=gettext("任务清单"),
        columns=_columns(),
        rows=_rows(found),
        filename=gettext("任务清单 %(day)s", day=f"{local(now):%Y-%m-%d}"),
        at=now,
        lines=[
            office.name,
            gettext("导出时间：%(at)s", at=f"{local(now):%Y-%m-%d %H:%M}"),
            *_told(chosen, found),
        ],
    )
    return attachment(workbook(sheet), sheet.file, CONTENT_TYPE)


def _told(chosen: queries.Wanted, found: queries.TaskPage) -> list[str]:
    """Which tasks these are, when they are not all."""
    if not chosen.any and chosen.standing is None:
        return []
    return [gettext("按页面上的筛选条件导出，共%(count)s项", count=len(found.tasks))]


def _columns() -> list[Column]:
    words, integer, moment = ColumnKind.TEXT, ColumnKind.INTEGER, ColumnKind.DATE
    return [
        Column(gettext("任务"), words, 48),
        Column(gettext("专项行动"), words, 16),
        Column(gettext("任务状态"), words, 10),
        Column(gettext("进展"), words, 10),
        Column(gettext("责任方"), words, 12),
        Column(gettext("来源"), words, 16),
        Column(gettext("来源说明"), words, 24),
        Column(gettext("截止"), moment, 17),
        Column(gettext("应办单位"), integer, 10),
        Column(gettext("已办结"), integer, 10),
        *(
            Column(translate(label), integer, 8)
            for light, label in LIGHT_LABELS.items()
            if light is not Light.GREY
        ),
    ]


def _rows(found: queries.TaskPage) -> Iterator[list[Cell]]:
    for task in found.tasks:
        tally = found.tallies[task.id]
        yield [
            task.title,
            task.campaign,
            translate(TASK_LABELS[task.state]),
            translate(STANDING_WORDS[found.standings[task.id]]),
            task.party.english if is_english() else task.party.name,
            translate(ORIGIN_LABELS[task.origin]),
            task.origin_note,
            task.due_at,
            tally.asked,
            tally.fulfilled,
            *(tally.lights.get(light, 0) for light in Light if light is not Light.GREY),
        ]
