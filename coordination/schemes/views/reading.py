"""A scheme as it stands."""

from decimal import Decimal

from flask import render_template

from coordination.kernel.policy import allowed
from coordination.kernel.web import Answer, actor, requires
from coordination.schemes import queries
from coordination.schemes.models import Scheme
from coordination.schemes.reading import item_of
from coordination.schemes.rules import Measure
from coordination.schemes.rules.wording import (
    BETTER_LABELS,
    MEASURE_LABELS,
    METHOD_LABELS,
    method_formula,
    method_words,
)
from coordination.schemes.states import SchemeAction
from coordination.schemes.views.place import blueprint


@blueprint.get("/schemes/<int:id>")
@requires(SchemeAction.VIEW, queries.whole)
def show(found: Scheme) -> Answer:
    members = sorted(found.members, key=lambda member: (member.unit.sort_order, member.unit_id))
    cohorts: dict[str, list[object]] = {}
    for member in members:
        cohorts.setdefault(member.cohort, []).append(member)
    return render_template(
        "schemes/show.html",
        scheme=found,
        rows=[(item, Measure(item.measure), item_of(item)) for item in found.items],
        cohorts=cohorts,
        total=sum((item.weight for item in found.items), Decimal(0)),
        methods=METHOD_LABELS,
        measures=MEASURE_LABELS,
        directions=BETTER_LABELS,
        calibers=queries.calibers(found),
        words=method_words,
        formula=method_formula,
        periods=queries.periods(found.office_id) if allowed(actor(), SchemeAction.FREEZE, found) else [],
    )
