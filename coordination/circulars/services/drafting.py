"""A draft from a template and the facts, by kind; the facts drawn anew."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from coordination.audit.services import record
from coordination.circulars import composing
from coordination.circulars.gathering import Gathered, gather
from coordination.circulars.models import Circular
from coordination.circulars.owing import only
from coordination.circulars.services.redrawing import redraw
from coordination.circulars.services.versions import keep_version
from coordination.circulars.services.wordings import wording
from coordination.circulars.states import WORKFLOW, CircularAction, CircularState, Kind
from coordination.document_templates.rules import filled, read
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Invalid
from coordination.kernel.operations import expect, service
from coordination.kernel.period import Kind as Length
from coordination.kernel.period import Period
from coordination.kernel.policy import Actor
from coordination.kernel.text import _
from coordination.organizations.models import Office
from coordination.rankings.models import Ranking

TITLE_AT_MOST, LINE_AT_MOST = 80, 300
#: Kinds that speak of the figures of a month and make no sense without any.
OF_FIGURES = (Kind.MONTHLY, Kind.SPECIAL)
#: Kinds that a ranking may be annexed to.
RANKED = (Kind.MONTHLY, Kind.SPECIAL)

LACKING = {
    "period": _("这个报告期还没有已通过的数据，不能起草。"),
    "title": _("专项通报要自己拟标题。"),
    "facts": _("请至少选一项数据。"),
    "addressees": _("请写明函发给谁。"),
    "units": _("请至少选一家有逾期事项的单位。"),
}


@dataclass(frozen=True)
class Wanted:
    """What a person chooses beside period and ranking; `units` by their numbers, `facts` by name."""

    title: str = ""
    addressees: str = ""
    units: Sequence[int] = ()
    facts: Sequence[str] = ()
    present: str = ""
    absent: str = ""
    observing: str = ""


@service(CircularAction.DRAFT)
def draft(
    office: Office,
    *,
    actor: Actor,
    operation: str,
    period: str,
    ranking: Ranking | None = None,
    kind: Kind = Kind.MONTHLY,
    wanted: Wanted | None = None,
) -> Circular:
    """Draft a document of a kind from what is approved now and from a ranking frozen for the month.

    Raises Invalid at `period` when nothing is approved, at `ranking` when it is of another month, at
    `kind` for a correction, at `title`, `addressees`, `units` or `facts` when what the kind needs is missing.
    """
    month, wanted = _month(period), wanted or Wanted()
    if kind is Kind.CORRECTION:
        raise Invalid(_("更正通报要从已印发的那份通报上起草。"), field="kind")
    if ranking is not None and (
        (ranking.office_id, ranking.period) != (office.id, str(month)) or kind not in RANKED
    ):
        raise Invalid(_("这份排名不是这个报告期的，请重新选择。"), field="ranking")
    gathered = gather(office.id, month, ranking, owing=kind is Kind.REMINDER)
    _refuse_lacking(kind, gathered, wanted)
    circular = _drafted(office, month, ranking, kind, wanted, gathered, actor)
    session.add(circular)
    session.flush()
    keep_version(circular, actor)
    record(
        actor,
        CircularAction.DRAFT,
        circular,
        period=circular.period,
        ranking=circular.ranking_id,
        kind=kind,
        template=circular.template_version_id,
    )
    return circular


def _month(period: str) -> Period:
    try:
        found = Period.parse(period)
    except Invalid as error:
        raise Invalid(error.message, field="period") from None
    if found.kind is not Length.MONTH:
        raise Invalid(_("通报按月起草，报告期要写成 2026-10 的样子。"), field="period")
    return found


def _refuse_lacking(kind: Kind, gathered: Gathered, wanted: Wanted) -> None:
    """Everything that the kind needs and was not given, at its field."""
    facts = gathered.drawn.facts
    lacking = {
        "period": kind in OF_FIGURES and not any(fact.indicator for fact in facts.values()),
        "title": kind is Kind.SPECIAL and not wanted.title.strip(),
        "facts": kind is Kind.SPECIAL and not set(wanted.facts) & facts.keys(),
        "addressees": kind is Kind.LETTER and not wanted.addressees.strip(),
        "units": kind is Kind.REMINDER and not _to_remind(gathered, wanted),
    }
    errors = {name: LACKING[name] for name, lacks in lacking.items() if lacks}
    for name, limit in (("title", TITLE_AT_MOST), ("addressees", LINE_AT_MOST)):
        if len(getattr(wanted, name)) > limit:
            errors[name] = _("最多{limit}个字。", limit=limit)
    if errors:
        raise Invalid(_("还不能起草，请按提示补充。"), field=next(iter(errors)), errors=errors)


def owing_units(gathered: Gathered) -> list[int]:
    """The units that owe something, in official order."""
    owing = {name for listed in ("未报名单", "逾期名单") for name in gathered.drawn.lists.get(listed, ())}
    return [unit.id for unit in gathered.units if gathered.names[unit.id] in owing]


def _listed(names: str) -> str:
    """Names, all separated in one way; a wide blank inside a name of two characters stays."""
    return "、".join(one for one in re.split(r"[ \t\r\n、，,;；]+", names) if one)


def _to_remind(gathered: Gathered, wanted: Wanted) -> list[int]:
    return [number for number in owing_units(gathered) if number in set(wanted.units)]


def _drafted(
    office: Office,
    month: Period,
    ranking: Ranking | None,
    kind: Kind,
    wanted: Wanted,
    gathered: Gathered,
    actor: Actor,
) -> Circular:
    found = wording(office.id, kind)
    people = {"出席": wanted.present, "请假": wanted.absent, "列席": wanted.observing}
    words = {
        **composing.words(month, office.area_name),
        **{role: _listed(names) for role, names in people.items()},
    }
    if kind is Kind.REMINDER:
        only([gathered.names[one] for one in _to_remind(gathered, wanted)], gathered.drawn)
    body = [one.block for one in composing.compose(read(found.body), gathered.drawn, words, wanted.facts)]
    if not body:
        raise Invalid(_("按现在的模板和数据，一段也写不出来。请先修改模板。"), field="kind")
    return Circular(
        office_id=office.id,
        kind=kind,
        template_version_id=found.version_id,
        ranking_id=ranking.id if ranking else None,
        period=str(month),
        title=" ".join(wanted.title.split()) or filled(found.title, words),
        addressees=_addressees(kind, gathered, wanted),
        copies_to="",
        body=body,
        facts=gathered.drawn.stored(),
        annex=gathered.annex if kind in RANKED else {"parts": []},
        state=CircularState.DRAFT,
        drafted_by_id=actor.id,
        drafted_at=clock.now(),
    )


def _addressees(kind: Kind, gathered: Gathered, wanted: Wanted) -> str:
    """Typed for a letter, the units of a reminder, nobody in minutes, else townships and member units."""
    if wanted.addressees.strip():
        return " ".join(wanted.addressees.split())
    if kind is Kind.MINUTES:
        return ""
    if kind is Kind.REMINDER:
        chosen = set(_to_remind(gathered, wanted))
        return "、".join(unit.name for unit in gathered.units if unit.id in chosen)
    return gathered.everybody


@service(CircularAction.EDIT)
def renew(circular: Circular, *, actor: Actor, operation: str, version: int | None) -> Circular:
    """Draw the facts and annexes anew from what is approved now; the sentences stay."""
    expect(circular, version)
    WORKFLOW.apply(circular, CircularAction.EDIT)
    redraw(circular)
    if circular.kind not in (*RANKED, Kind.CORRECTION):
        circular.annex = {"parts": []}
    record(actor, CircularAction.EDIT, circular, renewed=True)
    return circular
