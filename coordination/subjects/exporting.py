"""The list as a sheet: exactly what is shown."""

from collections.abc import Callable, Sequence

from coordination.kernel.clock import clock
from coordination.kernel.sheets import Column, ColumnKind, Sheet
from coordination.kernel.text import Text, _
from coordination.subjects.models import Subject
from coordination.subjects.rules import KIND_LABELS


def sheet(office: str, subjects: Sequence[Subject], say: Callable[[Text], str]) -> Sheet:
    columns = [
        Column(say(_("名称")), width=30),
        Column(say(_("类别"))),
        Column(say(_("所在乡镇街道")), width=18),
        Column(say(_("负责单位")), width=22),
        Column(say(_("联系人"))),
        Column(say(_("停用日期")), ColumnKind.DATE, 12),
    ]
    rows = [
        (
            one.name,
            say(KIND_LABELS[one.kind]),
            one.located_in.name if one.located_in else "",
            one.unit.short_name,
            one.contact_name,
            one.closed_on,
        )
        for one in subjects
    ]
    title = say(_("创建对象"))
    return Sheet(title, columns, rows, f"{office}{title}", clock.now(), lines=[office])
