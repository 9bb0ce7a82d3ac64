"""What the register and the timelines say about each act.

Every slice publishes its sentences, keyed by the action; an act without one is shown by its name.
The places of a sentence are filled from the content of the event.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from string import Formatter

from coordination.audit.models import Event
from coordination.kernel.errors import Invalid
from coordination.kernel.period import Period
from coordination.kernel.text import Text, _

ABSENT = "—"
_CHINESE_MONTH = re.compile(r"(\d{4})年(\d{1,2})月")
_sentences: dict[str, Text] = {}
#: Tables as people call what is in them.
SUBJECTS: dict[str, Text] = {
    "accounts": _("账号"),
    "articles": _("法律条款"),
    "assignment_requests": _("申请"),
    "assignments": _("交办"),
    "audit_seals": _("封存段"),
    "circulars": _("通报"),
    "dispatches": _("公文送达"),
    "deliveries": _("发送记录"),
    "divisions": _("行政区划"),
    "duties": _("责任事项"),
    "evidence": _("佐证材料"),
    "feedback": _("反馈"),
    "member_units": _("成员单位"),
    "notification_preferences": _("通知设置"),
    "notifications": _("消息"),
    "offices": _("联席办"),
    "parties": _("责任方"),
    "rankings": _("排名"),
    "reminders": _("催办"),
    "report_forms": _("报表"),
    "reports": _("填报"),
    "robots": _("群机器人"),
    "schemes": _("考核办法"),
    "applications": _("申报"),
    "application_opinions": _("联审意见"),
    "certificates": _("证书"),
    "certificate_reviews": _("暂停复核"),
    "inspections": _("复查"),
    "notices": _("公示"),
    "notice_objections": _("公示异议"),
    "standards": _("创建标准"),
    "standard_versions": _("创建标准版本"),
    "subjects": _("创建对象"),
    "tally_filings": _("发案统计"),
    "tally_uploads": _("发案统计表"),
    "title_targets": _("创建目标"),
    "veto_events": _("一票否决事项"),
    "tasks": _("任务"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A line of the register or of a timeline."""

    id: int
    at: datetime
    account_name: str
    account_id: int | None
    action: str
    sentence: Text
    subject: Text


def publish(sentences: Mapping[str, Text]) -> None:
    """Register a slice's sentences; raises ValueError for an action that has one already."""
    twice = [action for action in sentences if str(action) in _sentences]
    if twice:
        raise ValueError(f"second sentence for {twice}")
    _sentences.update({str(action): text for action, text in sentences.items()})


def sentence(event: Event) -> Text:
    """The sentence of one event; a dash for what the event does not tell."""
    pattern = _sentences.get(event.action)
    if pattern is None:
        return Text(event.action)
    names = [name for _text, name, _spec, _conversion in Formatter().parse(pattern.msgid) if name]
    return Text(pattern.msgid, {name: _told(name, event.content.get(name, ABSENT)) for name in names})


def _told(name: str, value: object) -> object:
    """A period, as it is kept or in Chinese as it once was, is told in the reader's language."""
    if name != "period" or not isinstance(value, str):
        return value
    month = _CHINESE_MONTH.fullmatch(value)
    try:
        return Period.parse(f"{month[1]}-{int(month[2]):02d}" if month else value).label()
    except Invalid:
        return value


def _subject(event: Event) -> Text:
    """What the act was upon, by kind and number; the register is about things, not their contents."""
    kind = SUBJECTS.get(event.subject_type, Text(event.subject_type))
    if event.subject_id is None:
        return kind
    return Text("{kind} {number}", {"kind": kind, "number": event.subject_id})


def told(events: Iterable[Event]) -> list[Told]:
    return [
        Told(
            event.id,
            event.at,
            event.account_name,
            event.account_id,
            event.action,
            sentence(event),
            _subject(event),
        )
        for event in events
    ]


def sentences() -> dict[str, Text]:
    """Every action that has a sentence, in the order of their names."""
    return dict(sorted(_sentences.items()))


def head(sentence: str) -> str:
    """A sentence up to its first place, for the filter: 停用账号 {username} is listed as 停用账号."""
    return re.split(r"[{“（：，\"(:]", sentence, maxsplit=1)[0].strip()


publish(
    {
        "audit.verify": _("核对了审计链，到第{seal}段"),
        "reference.load": _("装入基础数据，新增{added}条"),
        "sample.load": _("装入示例数据：{units}个单位、{accounts}个账号"),
    }
)
