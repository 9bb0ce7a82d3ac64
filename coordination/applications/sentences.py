"""What the audit says about acts upon applications."""

from collections.abc import Iterable
from dataclasses import replace

from coordination.applications.rules import OpinionState
from coordination.applications.states import OPINION_LABELS, ApplicationAction
from coordination.audit import sentences as audit
from coordination.audit.models import Event
from coordination.audit.sentences import Told, publish
from coordination.kernel.text import _

A = ApplicationAction
EVIDENCE_ADDED, EVIDENCE_REMOVED = "application.evidence_add", "application.evidence_remove"
PUBLISHED, UNPUBLISHED, CLOSED, NAMED = A.PUBLISH, A.UNPUBLISH, A.CLOSE_NOTICE, A.NAME
publish(
    {
        A.CREATE: _("起草{name}的申报"),
        A.EDIT: _("修改了申报说明"),
        A.FILE: _("申报{name}（第{round}次，数据截至{as_of}）"),
        A.FILE_MANY: _("批量申报：{filed}件已申报，{drafted}件待补佐证，{left}件没有申报"),
        A.ADMIT: _("初审通过，请部门提{asked}项意见"),
        A.OPINE: _("{unit}对条款{criterion}提意见：{opinion} {note}"),
        A.CHASE: _("催办联审意见：{units}"),
        A.CONCLUDE: _("联审通过（数据截至{as_of}）"),
        A.RETURN: _("退回（条款：{criteria}）：{reason}"),
        A.REFUSE: _("不予命名：{reason}"),
        A.WITHDRAW: _("撤回申报：{reason}"),
        A.PUBLISH: _("列入公示"),
        A.UNPUBLISH: _("移出公示：{reason}"),
        A.CLOSE_NOTICE: _("公示结束"),
        A.NAME: _("命名"),
        EVIDENCE_ADDED: _("上传{files}份佐证材料"),
        EVIDENCE_REMOVED: _("删去1份佐证材料"),
    }
)


def told_of_application(events: Iterable[Event]) -> list[Told]:
    """The timeline of an application; opinions in words."""
    return [_told(event) for event in events]


def _told(event: Event) -> Told:
    line, content = audit.told([event])[0], event.content
    if event.action != A.OPINE or "opinion" not in content:
        return line
    state = OPINION_LABELS[OpinionState(content["opinion"])]
    words = {"unit": content.get("unit", ""), "criterion": content.get("criterion", ""), "state": state}
    if note := content.get("note"):
        sentence = _("{unit}对条款{criterion}{state}：{note}", **words, note=note)
    else:
        sentence = _("{unit}对条款{criterion}{state}", **words)
    return replace(line, sentence=sentence)
