"""What pages say about reports: acts in the timeline, the last act."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from coordination.audit import sentences as audit
from coordination.audit.models import Event
from coordination.audit.sentences import Told, publish
from coordination.kernel.clock import local
from coordination.kernel.period import Period
from coordination.kernel.text import Text, _
from coordination.reporting.models import Freeze, Report
from coordination.reporting.queries.lists import Trouble
from coordination.reporting.states import STATE_LABELS, WISH_LABELS, ReportAction, ReportState, Wish

publish(
    {
        ReportAction.FILL: _("保存了草稿"),
        ReportAction.SUBMIT: _("上报（第{revision}次）"),
        ReportAction.RETURN: _("退回：{reason}"),
        ReportAction.APPROVE: _("审核通过（第{revision}次上报）"),
        ReportAction.OPEN: _("开始{period}报送，新建{reports}份填报"),
        ReportAction.FREEZE: _("冻结{period}的{names}：已通过{reports}份，未通过{missing}份"),
        ReportAction.ASK_CORRECTION: _("申请更正第{revision}次上报：{reason}"),
        ReportAction.REOPEN: _("第{revision}次上报重新打开更正：{reason}"),
        ReportAction.ASK_EXTENSION: _("申请延期到{due}：{reason}"),
        ReportAction.EXTEND: _("延期到{due}：{reason}"),
        ReportAction.REFUSE: _("不同意{wish}：{answer}"),
    }
)
ZERO = _("零报告（第{revision}次上报）")
GRANTED = _("同意更正第{revision}次上报：{reason}")
CORRECTED = _("冻结后更正，审核通过（第{revision}次上报）")
ZERO_REPORT = {"zero": _("零报告"), "comma": _("，")}


def told(events: Iterable[Event]) -> list[Told]:
    """The timeline of a report; of drafts kept in a row by one person only the last is told."""
    lines: list[Told] = []
    draft_of = None
    for event in events:
        drafter = event.account_id if event.action == ReportAction.FILL else None
        if drafter is None or drafter != draft_of:
            lines.append(_told(event))
        draft_of = drafter
    return lines


def _told(event: Event) -> Told:
    line, content = audit.told([event])[0], event.content
    places = {name: content.get(name, audit.ABSENT) for name in ("revision", "reason", "answer")}
    if content.get("due"):
        sentence = Text(line.sentence.msgid, places | {"due": _time(datetime.fromisoformat(content["due"]))})
    elif content.get("wish"):
        sentence = Text(line.sentence.msgid, places | {"wish": WISH_LABELS[Wish(content["wish"])]})
    else:
        special = next((words for name, words in _SPECIAL.items() if content.get(name)), None)
        sentence = line.sentence if special is None else Text(special.msgid, places)
    return replace(line, sentence=sentence)


#: What an event says instead, where its content has this.
_SPECIAL = {"zero": ZERO, "granted": GRANTED, "after_freeze": CORRECTED}


FROZEN = _("冻结{period}：第{revision}次上报计入冻结数据")
FROZEN_WITHOUT = _("冻结{period}：当时没有通过，按未报")


def told_frozen(report: Report, freeze: Freeze) -> Told:
    """The line of the timeline about the freeze of the report's period, which is one act for all."""
    words = FROZEN if report.frozen_revision else FROZEN_WITHOUT
    places = {"period": Period.parse(report.period).label(), "revision": report.frozen_revision}
    return Told(
        id=freeze.id,
        at=freeze.frozen_at,
        account_name=freeze.frozen_by.name,
        account_id=freeze.frozen_by_id,
        action=ReportAction.FREEZE,
        sentence=Text(words.msgid, places),
        subject=audit.SUBJECTS["reports"],
    )


def _time(instant: datetime) -> Text:
    there = local(instant)
    return _("{month}月{day}日{hour}", month=there.month, day=there.day, hour=f"{there:%H:%M}")


class Filed(Protocol):
    """What lists know of a report: the report itself, or a row of it."""

    @property
    def state(self) -> ReportState: ...
    @property
    def zero(self) -> bool: ...
    @property
    def saved_at(self) -> datetime | None: ...
    @property
    def submitted_at(self) -> datetime | None: ...
    @property
    def approved_at(self) -> datetime | None: ...
    @property
    def return_reason(self) -> str: ...
    @property
    def revision(self) -> int: ...
    @property
    def frozen_revision(self) -> int | None: ...


def tag(report: Filed, stand: Trouble) -> Text:
    """The state in words: what is overdue says so, what came in after the freeze, and a report of zero."""
    if stand is Trouble.LATE:
        return _("逾期未报")
    if report.state is ReportState.LOCKED and report.revision > (report.frozen_revision or 0):
        return _("已锁定，冻结后更正") if report.frozen_revision else _("已锁定，冻结后补报")
    if report.zero and report.state not in (ReportState.MISSING, ReportState.DRAFT):
        return Text("{zero}{comma}{state}", ZERO_REPORT | {"state": STATE_LABELS[report.state]})
    return STATE_LABELS[report.state]


def last_act(report: Filed) -> Text:
    """What was done last, with its day in China."""
    if report.state is ReportState.RETURNED:
        return _("退回：{reason}", reason=report.return_reason)
    if report.approved_at is not None:
        return _("{day} 通过", day=_day(report.approved_at))
    if report.submitted_at is not None:
        return _("{day} 上报", day=_day(report.submitted_at))
    if report.saved_at is not None:
        return _("{day} 保存草稿", day=_day(report.saved_at))
    return _("还没有打开填写")


def _day(instant: datetime) -> Text:
    there = local(instant)
    return _("{month}月{day}日", month=there.month, day=there.day)
