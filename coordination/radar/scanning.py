"""Looking at filed reports: load, ask the rules, write what changed. The same number of statements for
one report and for five hundred; running twice, or twice at once, changes nothing."""

from collections.abc import Collection, Mapping, Sequence

from coordination.kernel.clock import clock
from coordination.kernel.period import Period
from coordination.radar.around import known
from coordination.radar.naming import naming
from coordination.radar.queries import loading
from coordination.radar.queries.loading import Filed, Past
from coordination.radar.queries.unscanned import Batch
from coordination.radar.recording import Found, write
from coordination.radar.rules import FlagKind, Question
from coordination.radar.rules.ledger import About, changes
from coordination.radar.rules.questions import Around, Seen, questions

NOTHING = Past({}, {})
EARLIER = 12
#: How a unit counts (in thousands, for instance) is explained once, not every month.
LASTING = frozenset({FlagKind.ROUND})
CHUNK = 500


def scan(batch: Batch) -> int:
    """Look at the filed ones of these reports; answers how many questions were raised."""
    if not batch.ids:
        return 0
    month, periods, now = known(batch.office_id, batch.period), _periods(batch.period), clock.now()
    chunks = [batch.ids[start : start + CHUNK] for start in range(0, len(batch.ids), CHUNK)]
    return sum(write(_examined(ids, periods, month.around), month.indicators, now) for ids in chunks)


def _periods(written: str) -> list[str]:
    """The period itself and the twelve before it, the latest first."""
    found = [Period.parse(written)]
    for _ in range(EARLIER):
        found.append(found[-1].previous())
    return [str(one) for one in found]


def _examined(ids: Sequence[int], periods: Sequence[str], around: Around) -> list[Found]:
    reports = loading.filed(ids)
    there = [report.id for report in reports]
    figures, kept = loading.figures(there, periods), loading.kept(there)
    filers, before = loading.filers(there, periods[1:]), loading.asked(there, periods[1:])
    asked: dict[int, list[Question]] = {}
    for report in reports:
        seen = _seen(report, figures.get(report.id, NOTHING), periods, filers.get(report.id, ()), around)
        asked[report.id] = _new(questions(seen, around), before.get(report.id, ()))
    named = naming(question for those in asked.values() for question in those)
    found = []
    for report in reports:
        those = [named(question) for question in asked[report.id]]
        changed = changes(kept.get(report.id, ()), those, report.revision)
        found.append(Found(report, changed, _given(report, those, figures.get(report.id, NOTHING))))
    return found


def _new(asked: Sequence[Question], before: Collection[About]) -> list[Question]:
    """Without what was asked in an earlier period and is no other question in this one."""
    return [one for one in asked if one.kind not in LASTING or one.about not in before]


def _given(report: Filed, asked: Sequence[Question], past: Past) -> Mapping[About, str]:
    """The reasons written beside large changes when filing answer the question about history."""
    if report.submitted_by_id is None:
        return {}
    return {
        one.about: past.reasons[one.subject_id, one.code]
        for one in asked
        if one.kind is FlagKind.OUTLIER_OWN
        and one.code is not None
        and (one.subject_id, one.code) in past.reasons
    }


def _seen(report: Filed, past: Past, periods: Sequence[str], filers: Sequence[int], around: Around) -> Seen:
    """What the rules look at: figures about units of the office, by indicators it may use."""
    own, *before = periods
    values = {
        (subject, code): by_period
        for (subject, code), by_period in past.values.items()
        if own in by_period and code in around.measures and (subject is None or subject in around.subjects)
    }
    return Seen(
        report_id=report.id,
        form=report.form,
        subject_kind=report.subject_kind,
        zero=report.zero,
        now={spot: by_period[own] for spot, by_period in values.items()},
        earlier={spot: [by_period.get(one) for one in before] for spot, by_period in values.items()},
        filed_at=report.submitted_at,
        limits=(report.due_at, report.grace_until, report.frozen_at),
        filer=report.submitted_by_id,
        filers=filers,
    )
