"""What the clerk sees before freezing: who has not filed, what that does, what stands in the way."""

from collections.abc import Sequence
from dataclasses import dataclass

from coordination.kernel.period import Period
from coordination.kernel.text import Text
from coordination.rankings import queries
from coordination.rankings.inputs import Inputs, gather, needed
from coordination.rankings.models import Ranking
from coordination.rankings.services import obstacles
from coordination.reporting.models import Report
from coordination.reporting.queries.freezes import AfterFreeze, corrected_after_freeze
from coordination.reporting.states import PASSED
from coordination.schemes import queries as schemes
from coordination.schemes.models import Scheme


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
    return Check(
        scheme=scheme,
        period=period,
        reports=queries.awaited(scheme, str(period), needed(schemes.items(scheme))),
        inputs=inputs,
        obstacles=obstacles(inputs, scheme),
        frozen=queries.frozen(scheme, str(period)),
        previous=queries.before(scheme, str(period)),
        corrected=corrected_after_freeze(scheme.office_id, str(period)),
    )
