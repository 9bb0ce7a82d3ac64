"""What the clerk sees before freezing: who has not filed, what that does, what stands in the way."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coordination.kernel.period import Period
from coordination.kernel.text import Text, _
from coordination.rankings import queries
from coordination.rankings.inputs import Inputs, gather, needed
from coordination.rankings.models import Ranking
from coordination.rankings.rules.noticing import notices
from coordination.rankings.services import obstacles
from coordination.reporting.models import Report
from coordination.reporting.queries.freezes import AfterFreeze, corrected_after_freeze, freezes
from coordination.reporting.states import PASSED
from coordination.schemes import queries as schemes
from coordination.schemes.models import Scheme
from coordination.schemes.rules.measures import CHANGES


@dataclass(frozen=True)
class ItemCheck:
    """For one item: how many units have a value, who did not file, who is not assessed and why."""

    title: str
    valued: int
    unfiled: Sequence[str]
    not_assessed: dict[str, list[str]]


@dataclass(frozen=True)
class Check:
    scheme: Scheme
    period: Period
    reports: Sequence[Report]
    inputs: Inputs
    obstacles: Sequence[Text]
    frozen: Sequence[Ranking]
    previous: Ranking | None
    corrected: Sequence[AfterFreeze]
    notices: Sequence[Text]

    @property
    def approved(self) -> int:
        return sum(report.state in PASSED for report in self.reports)

    @property
    def open(self) -> list[Report]:
        """The reports that are not approved; what they would say does not count."""
        return [report for report in self.reports if report.state not in PASSED]

    @property
    def exempt(self) -> list[tuple[str, str]]:
        """Units that are listed and not ranked, with the reason."""
        return [(entry.unit, entry.excluded) for entry in self.inputs.entries if entry.excluded]

    @property
    def assessed(self) -> int:
        """How many units take part."""
        return len(self.inputs.entries) - len(self.exempt)

    @property
    def some_unfiled(self) -> bool:
        return any(self.inputs.unfiled().values())

    @property
    def items(self) -> list[ItemCheck]:
        unfiled, spared = self.inputs.unfiled(), self.inputs.not_assessed()
        return [
            ItemCheck(
                title=item.title,
                valued=self.assessed - len(unfiled[item.code]) - sum(map(len, spared[item.code].values())),
                unfiled=unfiled[item.code],
                not_assessed=spared[item.code],
            )
            for item in self.inputs.rules.items
        ]


def check_of(scheme: Scheme, period: Period) -> Check:
    """Gather what freezing would take, without writing anything."""
    inputs = gather(scheme, period)
    items = schemes.items(scheme)
    reports = queries.awaited(scheme, str(period), needed(items))
    changes = {item.code for item in items if item.measure in CHANGES}
    return Check(
        scheme=scheme,
        period=period,
        reports=reports,
        inputs=inputs,
        obstacles=[*filter(None, [schemes.refusal_for(scheme, str(period))]), *obstacles(inputs, scheme)],
        frozen=queries.frozen(scheme, str(period)),
        previous=queries.before(scheme, str(period)),
        corrected=corrected_after_freeze(scheme.office_id, str(period)),
        notices=[
            *_empty(scheme, inputs),
            *notices(inputs.rules, inputs.entries, changes),
            *_unfrozen(scheme, period, reports),
        ],
    )


def _empty(scheme: Scheme, inputs: Inputs) -> Iterator[Text]:
    """Cohorts of the scheme that nobody belongs to."""
    taken = {entry.cohort for entry in inputs.entries}
    for cohort in schemes.cohorts(scheme):
        if cohort.name not in taken:
            yield _("{cohort}组没有单位，排名里没有这一组。", cohort=cohort.name)


def _unfrozen(scheme: Scheme, period: Period, reports: Sequence[Report]) -> Iterator[Text]:
    """Forms whose figures of the period may still change."""
    asked = {report.form_id: report.form.name for report in reports}
    frozen = {freeze.form_id for freeze in freezes(scheme.office_id, str(period))}
    names = [name for form_id, name in asked.items() if form_id not in frozen]
    if names:
        yield _(
            "{forms}的{period}数据还没有冻结，以后还可能更正；排名以现在已通过的为准，更正后可以再冻结一次。",
            forms="、".join(names),
            period=period.label(),
        )
