"""A correction: a circular of its own that says what an issued one should have said."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from coordination.audit.services import record
from coordination.circulars import differences
from coordination.circulars.differences import Changed, Moved, Regrouped
from coordination.circulars.disclosure import printed_facts
from coordination.circulars.gathering import Gathered, gather, standing_rows
from coordination.circulars.models import Circular
from coordination.circulars.numbering import number
from coordination.circulars.owing import lasts
from coordination.circulars.services.versions import keep_version
from coordination.circulars.states import WORKFLOW, CircularAction, CircularState, Kind, Publication
from coordination.circulars.typed import MEASURED
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict, Invalid
from coordination.kernel.operations import expect, service
from coordination.kernel.period import Period
from coordination.kernel.policy import Actor
from coordination.kernel.text import _
from coordination.organizations.queries import units as units_of
from coordination.rankings.models import Ranking

REASON_AT_MOST = 200


@dataclass(frozen=True)
class Differences:
    """What would be corrected if the figures and the ranking of now were printed."""

    values: list[Changed]
    ranks: list[Moved]
    tiers: list[Regrouped]
    gathered: Gathered

    def __bool__(self) -> bool:
        return bool(self.values or self.ranks or self.tiers)


def corrected_before(issued: Circular) -> Iterator[Circular]:
    """What a correction corrects, and what that corrects; nothing for other documents."""
    while issued.corrects is not None:
        issued = issued.corrects
        yield issued


def compared(issued: Circular, ranking: Ranking | None) -> Differences:
    """An issued circular against the figures as they stand now, and against another ranking of its period.

    Of a correction also what only the documents before it print: it said that the rest of them stands.
    """
    printed = set[str]().union(*map(printed_facts, (issued, *corrected_before(issued))))
    gathered = gather(issued.office_id, Period.parse(issued.period), ranking, issued.publication)
    former = standing_rows(issued.ranking, units_of(issued.office_id)) if issued.ranking else []
    before, after = [row.standing for row in former], gathered.standings
    in_tiers = issued.publication is Publication.TIERS
    return Differences(
        differences.changed(issued.facts, gathered.drawn.stored(), set(filter(lasts, printed))),
        differences.moved(before, after, issued.publication),
        differences.regrouped(before, after) if in_tiers else [],
        gathered,
    )


def open_correction(issued: Circular) -> Circular | None:
    """The correction that is being written, or was issued, for a circular."""
    return session.scalars(
        select(Circular)
        .where(Circular.corrects_id == issued.id, Circular.state != CircularState.WITHDRAWN)
        .order_by(Circular.id.desc())
        .limit(1)
    ).first()


@service(CircularAction.CORRECT)
def correct(
    issued: Circular,
    *,
    actor: Actor,
    operation: str,
    version: int | None,
    ranking: Ranking | None,
    reason: str,
) -> Circular:
    """Draft the correction of an issued circular from what is approved now.

    Raises Invalid at `reason`, at `ranking` when it is of another period or missing, and when nothing
    differs; Conflict while another correction of it is under way.
    """
    session.refresh(issued, with_for_update={"of": Circular})
    expect(issued, version)
    WORKFLOW.next(issued.state, CircularAction.CORRECT)
    if open_correction(issued) is not None:
        raise Conflict(_("这份通报已有更正通报，请在那一份上办理。"))
    _refuse_ranking(issued, ranking)
    reason = _reason(reason)
    found = compared(issued, ranking)
    if not found:
        raise Invalid(_("现在的数据和名次与这份通报一致，没有需要更正的内容。"))
    made = _drafted(issued, ranking, found, reason, actor)
    session.add(made)
    session.flush()
    keep_version(made, actor)
    record(actor, CircularAction.DRAFT, made, period=made.period, corrects=number(issued))
    return made


def _refuse_ranking(issued: Circular, ranking: Ranking | None) -> None:
    if ranking is None and issued.ranking_id is not None:
        raise Invalid(_("原通报附有排名，请选择更正后的排名。"), field="ranking")
    if ranking is not None and (ranking.office_id, ranking.period) != (issued.office_id, issued.period):
        raise Invalid(_("这份排名不是这个报告期的，请重新选择。"), field="ranking")


def _reason(typed: str) -> str:
    reason = " ".join(typed.split())
    if not reason:
        raise Invalid(_("请写明更正原因，各单位会在更正通报里看到。"), field="reason")
    if len(reason) > REASON_AT_MOST:
        raise Invalid(_("最多{limit}个字。", limit=REASON_AT_MOST), field="reason")
    if MEASURED.search(unicodedata.normalize("NFKC", reason)):
        raise Invalid(_("原因里不写统计数字，更正前后的数字由系统列出。"), field="reason")
    return reason


def _drafted(
    issued: Circular, ranking: Ranking | None, found: Differences, reason: str, actor: Actor
) -> Circular:
    told = number(issued) or ""
    text = differences.body(
        differences.told(told, issued.title, [number(one) or "" for one in corrected_before(issued)]),
        reason,
        found.values,
        ranks=len(found.ranks),
        tiers=len(found.tiers),
    )
    return Circular(
        office_id=issued.office_id,
        kind=Kind.CORRECTION,
        publication=issued.publication,
        corrects_id=issued.id,
        ranking_id=ranking.id if ranking else None,
        period=issued.period,
        title=f"关于更正{told}文件有关数据的通报",
        addressees=issued.addressees or found.gathered.everybody,
        copies_to=issued.copies_to,
        body=text,
        facts=_facts(issued, found),
        annex={"parts": _parts(issued, found)},
        state=CircularState.DRAFT,
        drafted_by_id=actor.id,
        drafted_at=clock.now(),
    )


def _facts(issued: Circular, found: Differences) -> dict[str, dict[str, object]]:
    former = differences.former_facts(found.values, issued.facts, number(issued) or "")
    return found.gathered.drawn.stored() | former


def _parts(issued: Circular, found: Differences) -> list[dict[str, object]]:
    """The comparison first, then the annexes as they should have been, where there were any."""
    had_annexes = bool((issued.annex or {}).get("parts"))
    return [
        *differences.values_table(found.values),
        *differences.ranks_table(found.ranks, found.tiers),
        *(found.gathered.annex["parts"] if had_annexes else ()),
    ]


def renewed(correction: Circular, issued: Circular) -> None:
    """Compare anew with what is approved now; the sentences stay."""
    found = compared(issued, correction.ranking)
    correction.facts, correction.annex = _facts(issued, found), {"parts": _parts(issued, found)}
    correction.drafted_at = clock.now()


def mark_corrected(correction: Circular, actor: Actor) -> None:
    """The corrected circular says so from the moment its correction is issued; inside that act."""
    issued = session.get_one(Circular, correction.corrects_id, with_for_update={"of": Circular})
    WORKFLOW.apply(issued, CircularAction.CORRECT)
    record(actor, CircularAction.CORRECT, issued, number=number(correction))
