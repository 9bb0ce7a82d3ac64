"""Small numbers: what chance does to the rates of a ranking, and what shrinking them would change."""

from flask import render_template

from coordination.kernel.web import Answer, requires
from coordination.rankings import queries
from coordination.rankings.models import Ranking
from coordination.rankings.policy import RankingAction
from coordination.rankings.rules.smallness import FEW, finding
from coordination.rankings.small import rates
from coordination.rankings.views.place import blueprint


@blueprint.get("/rankings/<int:id>/small-numbers")
@requires(RankingAction.TRY, queries.whole)
def small_numbers(ranking: Ranking) -> Answer:
    found = rates(ranking)
    return render_template("rankings/small.html", ranking=ranking, rates=found, few=FEW, says=finding)
