"""What the audit, the office's history and the public read about certificates."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from coordination.audit.sentences import publish
from coordination.certificates.models import CertificateEvent
from coordination.certificates.states import CAUSE_LABELS, Cause, CertificateAction
from coordination.kernel.text import Text, _

A = CertificateAction

publish(
    {
        A.NAME: _("命名{place}为“{title}”，编号{number}"),
        A.SUSPEND: _("暂停{number}，进入复核：{why}"),
        A.STATE_CASE: _("说明情况：{statement}"),
        A.RESTORE: _("恢复{number}：{reason}"),
        A.REVOKE: _("摘牌{number}：{reason}"),
        A.EXPIRE: _("{number}有效期届满"),
        A.REPLACE: _("{number}复评通过，换发{by}"),
        "certificate.print": _("生成证书文件，SHA-256 {sha256}"),
    }
)

#: Public words: fixed sentences without places, so that each can be read in both languages.
PUBLIC_NAMED = _("命名")
PUBLIC_RESTORED = _("经复核，恢复")
PUBLIC_REVOKED = _("经复核，摘牌")
PUBLIC_EXPIRED = _("有效期届满")
PUBLIC_REPLACED = _("到期复评通过，换发新证书")
PUBLIC_SUSPENDED: dict[Cause, Text] = {
    Cause.CASE: _("因新发案件暂停，进入复核"),
    Cause.LATE_CASE: _("因补报命名前的案件暂停，进入复核"),
    Cause.VETO: _("因一票否决事项暂停，进入复核"),
    Cause.INSPECTION: _("因复查不合格暂停，进入复核"),
    Cause.OTHER: _("暂停，进入复核"),
}


class Reason(Protocol):
    """What brought a title into review, as an entry or as a row."""

    @property
    def cause(self) -> Cause: ...
    @property
    def happened_on(self) -> date: ...
    @property
    def cases(self) -> int | None: ...
    @property
    def text(self) -> str: ...


def why(ground: Reason) -> Text:
    """新发案件：2026年11月8日发案1起; 复查不合格：……"""
    if ground.cases is not None:
        told = _(
            "{year}年{month}月{day}日发案{cases}起",
            year=ground.happened_on.year,
            month=ground.happened_on.month,
            day=ground.happened_on.day,
            cases=ground.cases,
        )
        return _("{cause}：{what}", cause=CAUSE_LABELS[ground.cause], what=told)
    if not ground.text:
        return CAUSE_LABELS[ground.cause]
    return _("{cause}：{what}", cause=CAUSE_LABELS[ground.cause], what=ground.text)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a certificate's history for who works here; `said`: what a person wrote."""

    at: datetime
    by: str
    sentence: Text
    said: str


_LINES: dict[CertificateAction, Text] = {
    A.NAME: PUBLIC_NAMED,
    A.STATE_CASE: _("说明情况"),
    A.RESTORE: PUBLIC_RESTORED,
    A.REVOKE: PUBLIC_REVOKED,
    A.EXPIRE: PUBLIC_EXPIRED,
}


@dataclass(frozen=True, slots=True)
class _Told:
    """The facts of an event, as `why` reads a ground."""

    cause: Cause
    happened_on: date
    cases: int | None
    text: str


def told_of(events: Iterable[CertificateEvent]) -> list[Line]:
    """The history in sentences, in the order given."""
    return [
        Line(one.at, one.by.name if one.by else "", _sentence(one), one.facts.get("text", ""))
        for one in events
    ]


def _sentence(event: CertificateEvent) -> Text:
    facts = event.facts
    if event.action is A.REPLACE:
        return _("到期复评通过，换发{number}", number=facts["number"])
    if event.action is not A.SUSPEND:
        return _LINES[event.action]
    day = date.fromisoformat(facts["happened_on"])
    ground = why(_Told(Cause(facts["cause"]), day, facts["cases"], ""))
    return _("暂停：{why}", why=ground) if event.public_text else _("复核期间：{why}", why=ground)
