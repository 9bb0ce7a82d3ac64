"""Writing: a draft from the skeleton, the sentences around its facts, the facts drawn anew."""

from collections.abc import Iterable, Mapping
from typing import Any

from coordination.audit.services import record
from coordination.circulars import composing
from coordination.circulars.binding import LEVELS, problems, without_ordinal
from coordination.circulars.gathering import gather
from coordination.circulars.models import Circular
from coordination.circulars.services.redrawing import redraw
from coordination.circulars.states import WORKFLOW, CircularAction, CircularState, Publication
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Invalid
from coordination.kernel.operations import expect, service
from coordination.kernel.period import Kind, Period
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _
from coordination.organizations.models import Office
from coordination.rankings.models import Ranking

Block = dict[str, Any]
TITLE_AT_MOST, LINE_AT_MOST, TEXT_AT_MOST, BLOCKS_AT_MOST = 80, 300, 2000, 120


@service(CircularAction.DRAFT)
def draft(
    office: Office,
    *,
    actor: Actor,
    operation: str,
    period: str,
    ranking: Ranking | None = None,
    publication: Publication = Publication.FULL,
) -> Circular:
    """Draft the circular of a month from what is approved now and from a ranking frozen for it.

    Raises Invalid at `period` when nothing is approved, at `ranking` when it is of another month.
    """
    month = _month(period)
    if ranking is not None and (ranking.office_id, ranking.period) != (office.id, str(month)):
        raise Invalid(_("这份排名不是这个报告期的，请重新选择。"), field="ranking")
    gathered = gather(office.id, month, ranking, publication)
    if not any(fact.indicator for fact in gathered.drawn.facts.values()):
        raise Invalid(_("这个报告期还没有已通过的数据，不能起草。"), field="period")
    townships = [unit.name for unit in gathered.townships]
    circular = Circular(
        office_id=office.id,
        publication=publication,
        ranking_id=ranking.id if ranking else None,
        period=str(month),
        title=composing.title(month, office.area_name),
        addressees=composing.addressees(townships, others=len(gathered.units) > len(townships)),
        copies_to="",
        body=composing.compose(gathered.drawn, month, office.area_name),
        facts=gathered.drawn.stored(),
        annex=gathered.annex,
        state=CircularState.DRAFT,
        drafted_by_id=actor.id,
        drafted_at=clock.now(),
    )
    session.add(circular)
    record(actor, CircularAction.DRAFT, circular, period=circular.period, ranking=circular.ranking_id)
    return circular


def _month(period: str) -> Period:
    try:
        found = Period.parse(period)
    except Invalid as error:
        raise Invalid(error.message, field="period") from None
    if found.kind is not Kind.MONTH:
        raise Invalid(_("通报按月起草，报告期要写成 2026-10 的样子。"), field="period")
    return found


@service(CircularAction.EDIT)
def edit(
    circular: Circular,
    *,
    actor: Actor,
    operation: str,
    version: int | None,
    title: str,
    addressees: str,
    copies_to: str,
    body: Iterable[Mapping[str, Any]],
) -> Circular:
    """Save the sentences around the facts; raises Invalid at `title`, `addressees`, `body` or `body-N`."""
    expect(circular, version)
    WORKFLOW.apply(circular, CircularAction.EDIT)
    lines = {"title": title, "addressees": addressees, "copies_to": copies_to}
    cleaned = [_cleaned(block) for block in body]
    errors = {**_line_errors(lines), **_body_errors(cleaned, circular.facts)}
    if errors:
        raise Invalid(_("文稿没有保存，请按提示修改。"), errors=errors)
    for name, text in lines.items():
        setattr(circular, name, " ".join(text.split()))
    circular.body = cleaned
    record(actor, CircularAction.EDIT, circular, blocks=len(cleaned))
    return circular


def _cleaned(block: Mapping[str, Any]) -> Block:
    kind = "heading" if block.get("kind") == "heading" else "paragraph"
    level = int(block.get("level", 1)) if kind == "heading" else 1
    text = "".join(line.strip() for line in str(block.get("text", "")).splitlines())
    text = without_ordinal(text) if kind == "heading" else text
    return {"kind": kind, "level": level if level in LEVELS else 1, "text": text}


def _line_errors(lines: Mapping[str, str]) -> dict[str, Text]:
    errors = {}
    for name, limit in (
        ("title", TITLE_AT_MOST),
        ("addressees", LINE_AT_MOST),
        ("copies_to", LINE_AT_MOST),
    ):
        if not lines[name].strip() and name != "copies_to":
            errors[name] = _("标题不能空着。") if name == "title" else _("主送机关不能空着。")
        elif len(lines[name]) > limit:
            errors[name] = _("最多{limit}个字。", limit=limit)
    return errors


def _body_errors(body: list[Block], facts: Mapping[str, Any]) -> dict[str, Text]:
    if not any(block["text"] for block in body):
        return {"body": _("正文不能空着。")}
    if len(body) > BLOCKS_AT_MOST:
        return {"body": _("正文最多{limit}段。", limit=BLOCKS_AT_MOST)}
    errors = {}
    for place, block in enumerate(body):
        found = problems(block["text"], facts.keys())
        if not block["text"]:
            errors[f"body-{place}"] = _("这一段是空的，请填写或删去。")
        elif len(block["text"]) > TEXT_AT_MOST:
            errors[f"body-{place}"] = _("一段最多{limit}个字。", limit=TEXT_AT_MOST)
        elif found:
            errors[f"body-{place}"] = found[0]
    return errors


@service(CircularAction.EDIT)
def renew(circular: Circular, *, actor: Actor, operation: str, version: int | None) -> Circular:
    """Draw the facts and annexes anew from what is approved now; the sentences stay."""
    expect(circular, version)
    WORKFLOW.apply(circular, CircularAction.EDIT)
    redraw(circular)
    record(actor, CircularAction.EDIT, circular, renewed=True)
    return circular
