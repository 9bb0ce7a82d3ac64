"""The register and the shares as sheets: exactly what the pages show."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from coordination.certificates.models import CertificateEvent
from coordination.certificates.sentences import told_of
from coordination.certificates.states import LABELS
from coordination.kernel.clock import clock, local
from coordination.kernel.sheets import Cell, Column, ColumnKind, Sheet
from coordination.kernel.text import Text, _
from coordination.register.queries.titles import Title
from coordination.register.shares import Row, Shares
from coordination.subjects.rules import KIND_LABELS, SubjectKind

Say = Callable[[Text], str]


def register_sheet(office: str, titles: Sequence[Title], say: Say) -> Sheet:
    """One line for each title."""
    words, day = ColumnKind.TEXT, ColumnKind.DATE
    columns = [
        Column(say(_("编号")), words, 22),
        Column(say(_("创建对象")), words, 28),
        Column(say(_("类别")), words, 12),
        Column(say(_("负责单位")), words, 18),
        Column(say(_("称号")), words, 18),
        Column(say(_("适用标准")), words, 30),
        Column(say(_("版次")), ColumnKind.INTEGER, 8),
        Column(say(_("命名日期")), day, 12),
        Column(say(_("有效期至")), day, 12),
        Column(say(_("状态")), words, 12),
        Column(say(_("最近变动")), day, 12),
        Column(say(_("变动内容")), words, 34),
    ]
    title, on = say(_("无诈社区名册")), f"{local(clock.now()):%Y-%m-%d}"
    lines = [office, say(_("按页面上的筛选条件导出，共{count}个", count=len(titles)))]
    rows = _register_rows(titles, say)
    return Sheet(title, columns, rows, f"{title} {on}", clock.now(), lines=lines, frozen_columns=2)


def _register_rows(titles: Sequence[Title], say: Say) -> Iterator[list[Cell]]:
    for one in titles:
        made, version = one.certificate, one.certificate.standard_version
        yield [
            made.number,
            made.subject_name,
            say(KIND_LABELS[made.subject.kind]),
            made.unit.short_name,
            made.title_name,
            version.standard.name,
            version.number,
            made.named_on,
            made.valid_until if made.valid_until else say(_("长期")),
            say(LABELS[one.state]),
            one.last.happened_on if one.last else None,
            say(told_of([one.last])[0].sentence) if one.last else "",
        ]


def history_sheet(titles: Sequence[Title], events: Sequence[CertificateEvent], say: Say) -> Sheet:
    """Everything that happened to these titles, one line for each event."""
    columns = [
        Column(say(_("编号")), width=22),
        Column(say(_("创建对象")), width=28),
        Column(say(_("时间")), ColumnKind.DATE, 17),
        Column(say(_("办理人")), width=14),
        Column(say(_("内容")), width=40),
        Column(say(_("说明")), width=50),
    ]
    by_id = {one.certificate.id: one.certificate for one in titles}
    rows = [
        (
            by_id[event.certificate_id].number,
            by_id[event.certificate_id].subject_name,
            line.at,
            line.by or say(_("系统")),
            say(line.sentence),
            line.said,
        )
        for event, line in zip(events, told_of(events), strict=True)
    ]
    return Sheet(say(_("经过")), columns, rows, "", clock.now(), frozen_columns=2)


def shares_sheet(office: str, shares: Shares, kind: SubjectKind, say: Say) -> Sheet:
    """One line for each unit and one for all."""
    count, percent = ColumnKind.INTEGER, ColumnKind.PERCENT
    columns = [
        Column(say(_("负责单位")), width=24),
        Column(say(_("总数")), count, 10),
        Column(say(_("有效")), count, 10),
        Column(say(_("暂停")), count, 10),
        Column(say(_("占比")), percent, 12),
        Column(say(_("目标")), percent, 12),
        Column(say(_("目标数")), count, 10),
        Column(say(_("还差")), count, 10),
        Column(say(_("达标未申报")), count, 12),
    ]
    rows = [_share_row(row, say) for row in (*shares.rows, shares.whole)]
    title = say(_("无诈创建占比"))
    lines = [office, f"{say(KIND_LABELS[kind])} {_day(shares.day)}"]
    notes = [say(_("暂停的不计入有效；没有单独设目标的，按全部的目标计算。"))]
    name = f"{title} {_day(shares.day)}"
    return Sheet(title, columns, rows, name, clock.now(), lines=lines, notes=notes)


def _share_row(row: Row, say: Say) -> list[Cell]:
    return [
        row.unit.short_name if row.unit else say(_("合计")),
        row.count.whole,
        row.count.certified,
        row.count.suspended,
        row.count.share,
        row.target,
        row.needed,
        row.missing,
        row.ready,
    ]


def _day(day: date) -> str:
    return day.isoformat()
