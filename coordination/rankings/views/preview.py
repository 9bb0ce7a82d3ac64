"""A scheme tried on a month without freezing anything, beside the revision in force."""

from dataclasses import dataclass

from flask import render_template, request

from coordination.kernel.errors import Invalid
from coordination.kernel.period import Period
from coordination.kernel.text import Text
from coordination.kernel.web import Answer, requires
from coordination.rankings.inputs import Inputs, gather
from coordination.rankings.policy import RankingAction
from coordination.rankings.rules import ScoreLine, problems, score
from coordination.rankings.rules.wording import STATE_LABELS
from coordination.rankings.views.place import blueprint
from coordination.schemes import queries as schemes
from coordination.schemes.models import Scheme


@dataclass(frozen=True)
class Previewed:
    """A line as the draft would have it; `before`: as the revision in force has it, if it ranks the unit."""

    line: ScoreLine
    before: ScoreLine | None

    @property
    def by(self) -> int | None:
        """Places gained (positive) or lost against the revision in force."""
        if self.before is None or self.before.rank is None or self.line.rank is None:
            return None
        return self.before.rank - self.line.rank if self.before.cohort == self.line.cohort else None


@blueprint.get("/schemes/<int:id>/preview")
@requires(RankingAction.TRY, schemes.whole)
def preview(scheme: Scheme) -> Answer:
    months = schemes.periods(scheme.office_id)
    month = _chosen(months)
    found = gather(scheme, month) if month is not None else None
    troubles = _troubles(found)
    current = schemes.current(scheme)
    lines = score(found.rules, found.entries) if found and not troubles else []
    return render_template(
        "rankings/preview.html",
        scheme=scheme,
        current=current,
        months=months,
        month=month,
        troubles=troubles,
        cohorts=_beside(lines, _official(current, month) if current and month and lines else {}),
        items=found.rules.items if found else (),
        weight=found.rules.weight if found else 0,
        unfiled={code: units for code, units in found.unfiled().items() if units} if found else {},
        spared={code: why for code, why in found.not_assessed().items() if why} if found else {},
        states=STATE_LABELS,
    )


def _chosen(months: list[Period]) -> Period | None:
    """The month asked for, else the last one that has ended, as far as there are reports."""
    asked = request.args.get("period", "")
    if not months:
        return None
    return next((one for one in months if str(one) == asked), months[min(1, len(months) - 1)])


def _troubles(found: Inputs | None) -> list[Text]:
    if found is None:
        return []
    return [*problems(found.rules, full_weight=None).values()]


def _official(current: Scheme, month: Period) -> dict[str, ScoreLine]:
    """What the revision in force says of the same month, by unit; nothing where it cannot be scored."""
    inputs = gather(current, month)
    try:
        return {line.unit: line for line in score(inputs.rules, inputs.entries)}
    except Invalid:
        return {}


def _beside(lines: list[ScoreLine], official: dict[str, ScoreLine]) -> dict[str, list[Previewed]]:
    found: dict[str, list[Previewed]] = {}
    for line in lines:
        found.setdefault(line.cohort, []).append(Previewed(line, official.get(line.unit)))
    return found
