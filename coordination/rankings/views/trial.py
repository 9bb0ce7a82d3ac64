"""What if: other weights and methods beside the official ranking, and how firmly the ranks stand."""

from decimal import Decimal

from flask import render_template, request

from coordination.kernel.errors import Invalid
from coordination.kernel.numerals import parse_number, plain
from coordination.kernel.web import Answer, requires, translate
from coordination.rankings import queries
from coordination.rankings.models import Ranking
from coordination.rankings.policy import RankingAction
from coordination.rankings.rules import Item, Method, Scheme, replay
from coordination.rankings.rules.scoring import State
from coordination.rankings.rules.stability import SPREAD, stability
from coordination.rankings.rules.trial import changed, compared, draws_for, methods_of
from coordination.rankings.rules.wording import STATE_LABELS
from coordination.rankings.views.place import blueprint
from coordination.schemes.rules.scheme import problems
from coordination.schemes.rules.wording import METHOD_LABELS

WEIGHT, METHOD = "w.", "m."


class Typed:
    """What stands in the address: a weight and a method by item, and what is wrong with it."""

    def __init__(self, scheme: Scheme) -> None:
        self.wrong: dict[str, str] = {}
        self.weights = {item.code: self._weight(item) for item in scheme.items}
        self.methods = {item.code: self._method(item) for item in scheme.items}
        self.shown = {
            item.code: request.args.get(WEIGHT + item.code, plain(item.weight))[:20] for item in scheme.items
        }

    def _weight(self, item: Item) -> Decimal:
        typed = request.args.get(WEIGHT + item.code)
        if typed is None:
            return item.weight
        try:
            return parse_number(typed, name=item.title, unit="分")
        except Invalid as refusal:
            self.wrong[item.code] = translate(refusal.message)
            return item.weight

    def _method(self, item: Item) -> Method:
        wanted = request.args.get(METHOD + item.code, "")
        return next((one for one in methods_of(item) if one == wanted), item.method)

    def scheme(self, official: Scheme) -> Scheme:
        """The copy; `wrong` says why it is the official one again."""
        copy = changed(official, self.weights, self.methods)
        for field, message in problems(copy).items():
            self.wrong.setdefault(field.removeprefix("items.").partition(".")[0], translate(message))
        return official if self.wrong else copy


@blueprint.get("/rankings/<int:id>/trial")
@requires(RankingAction.TRY, queries.whole)
def trial(ranking: Ranking) -> Answer:
    frozen = replay(queries.snapshot(ranking.id))
    typed = Typed(frozen.scheme)
    copy = typed.scheme(frozen.scheme)
    draws = draws_for(len(frozen.entries), len(copy.items))
    firm = stability(copy, frozen.entries, seed=ranking.sha256, draws=draws)
    answer = render_template(
        "rankings/trial.html",
        ranking=ranking,
        items=frozen.scheme.items,
        typed=typed,
        tried=copy != frozen.scheme,
        cohorts=compared(frozen.lines, copy, frozen.entries),
        firm={one.cohort: one for one in firm},
        standings={each.unit: each for one in firm for each in one.standings},
        draws=draws,
        spread=round(SPREAD * 100),
        methods=METHOD_LABELS,
        methods_of=methods_of,
        states=STATE_LABELS,
        State=State,
    )
    return answer, 422 if typed.wrong else 200
