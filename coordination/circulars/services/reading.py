"""What proof-reading reads: the circular as it stands beside the reports as they are now."""

from coordination.circulars import queries, quota
from coordination.circulars.differences import FORMER
from coordination.circulars.gathering import Gathered, gather
from coordination.circulars.models import Circular
from coordination.circulars.proofreading import Draft, Finding, proofread
from coordination.circulars.publication import shown
from coordination.circulars.states import Kind
from coordination.consultations import queries as consultations
from coordination.consultations.states import ConsultationState
from coordination.kernel.clock import clock
from coordination.kernel.period import Period
from coordination.reporting.queries.freezes import corrected_after_freeze


def findings(circular: Circular) -> list[Finding]:
    """What proof-reading says about the circular as it stands, against the reports as they are now."""
    return proofread(reading(circular))


def reading(circular: Circular) -> Draft:
    gathered = gathered_for(circular)
    late = corrected_after_freeze(circular.office_id, circular.period)
    former = {name: fact for name, fact in circular.facts.items() if fact.get("group") == FORMER}
    meter = quota.meter(circular.office_id, clock.today().year)
    return Draft(
        title=circular.title,
        body=circular.body,
        facts=circular.facts,
        fresh=gathered.drawn.stored() | former,
        unrankable=queries.unrankable(),
        ranked_indicators=queries.ranked_indicators(circular.ranking),
        corrected=sum(len(one.changes) for one in late if not one.supplied),
        supplied=sum(one.supplied for one in late),
        kind=circular.kind,
        addressees=circular.addressees,
        parts=(circular.annex or {}).get("parts", ()),
        hidden=gathered.hidden,
        unasked=_unasked(circular.ranking_id),
        waits=consultations.blocking(circular.ranking_id) if circular.ranking_id else None,
        issued=meter.issued,
        quota=meter.most,
    )


def gathered_for(circular: Circular) -> Gathered:
    """The figures of its period as they stand now, its ranking as far as it publishes it."""
    return gather(
        circular.office_id,
        Period.parse(circular.period),
        circular.ranking,
        circular.publication,
        owing=circular.kind is Kind.REMINDER,
    )


def shown_lines(circular: Circular) -> list[int] | None:
    """The lines of its ranking that everybody may see; None: all of them."""
    standings = gathered_for(circular).standings
    chosen = shown(standings, circular.publication)
    return None if len(chosen) == len(standings) else [one.line_id for one in chosen]


def _unasked(ranking_id: int | None) -> bool:
    """Whether a ranking was never put to the units, or only until the consultation was called off."""
    if ranking_id is None:
        return False
    found = consultations.of_ranking(ranking_id)
    return found is None or found.state is ConsultationState.CANCELLED
