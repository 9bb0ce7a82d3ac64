"""What the audit says about acts upon tasks and assignments."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from coordination.audit import sentences as audit
from coordination.audit.models import Event
from coordination.audit.sentences import Told, publish
from coordination.kernel.clock import local
from coordination.kernel.text import Text, _
from coordination.tasks.states import WISH_LABELS, AssignmentAction, TaskAction, Wish

publish(
    {
        TaskAction.CREATE: _("起草任务“{title}”"),
        TaskAction.EDIT: _("修改了任务草稿“{title}”"),
        TaskAction.DISCARD: _("删除任务草稿“{title}”"),
        TaskAction.ISSUE: _("交办任务“{title}”，共{units}个单位"),
        TaskAction.ADD_UNITS: _("增加{units}个单位办理任务“{title}”"),
        TaskAction.WITHDRAW: _("撤回任务“{title}”，{units}项在办的交办随之撤回：{reason}"),
        TaskAction.TERMINATE: _("终止任务“{title}”，{units}项在办的交办随之终止：{reason}"),
    }
)

publish(
    {
        AssignmentAction.ACKNOWLEDGE: _("签收"),
        AssignmentAction.APPROVE: _("核查通过"),
        AssignmentAction.RETURN: _("退回：{reason}"),
        AssignmentAction.CLOSE: _("销号"),
        AssignmentAction.WITHDRAW: _("撤回交办：{reason}"),
        AssignmentAction.TERMINATE: _("终止交办：{reason}"),
        AssignmentAction.PASS_ON: _("转交{communities}个村社区"),
        AssignmentAction.ASK_EXTENSION: _("申请延期到{due}：{reason}"),
        AssignmentAction.ASK_TRANSFER: _("申请转办：{reason}"),
        AssignmentAction.DECIDE: _("答复申请：{answer}"),
        AssignmentAction.TRANSFER: _("转办：{reason}"),
    }
)

publish(
    {
        AssignmentAction.DRAFT: _("保存了反馈草稿"),
        AssignmentAction.FEED_BACK: _("反馈进展，整体进度{percent}%"),
        AssignmentAction.SUBMIT: _("报办结，请核查"),
        "evidence.add": _("往反馈草稿里放了{files}份材料"),
        "evidence.remove": _("从反馈草稿里删了1份材料"),
    }
)


def told_of_assignment(events: Iterable[Event]) -> list[Told]:
    """The timeline of an assignment; answers and dates in words."""
    return [_told(event) for event in events]


def _told(event: Event) -> Told:
    line, content = audit.told([event])[0], event.content
    if event.action == AssignmentAction.ASK_EXTENSION:
        words = _("申请延期到{due}：{reason}", due=_day(content.get("due")), reason=content.get("reason", ""))
        return replace(line, sentence=words)
    if event.action != AssignmentAction.DECIDE:
        return line
    wish = Wish(content["wish"])
    if content.get("granted"):
        return replace(line, sentence=_("同意延期到{due}", due=_day(content.get("due"))))
    words = _("不同意{wish}：{answer}", wish=WISH_LABELS[wish], answer=content.get("answer", ""))
    return replace(line, sentence=words)


def _day(written: str | None) -> Text | str:
    """An instant as the audit keeps it, as a day in China."""
    if not written:
        return audit.ABSENT
    there = local(datetime.fromisoformat(written))
    return _("{month}月{day}日", month=there.month, day=there.day)
