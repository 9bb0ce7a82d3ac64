"""The blueprint, and the words that its pages share."""

from flask import Blueprint

from coordination.indicators.policy import IndicatorAction, RegulationAction
from coordination.indicators.rules import DIRECTION_LABELS, DIVISION_LABELS, TIME_LABELS, TYPE_LABELS
from coordination.indicators.sentences import FIELD_LABELS, citation, told
from coordination.indicators.uses import WHERE_LABELS, Where
from coordination.responsibilities.rules import RECURRENCES

blueprint = Blueprint("indicators", __name__)


@blueprint.context_processor
def words() -> dict[str, object]:
    return {
        "IndicatorAct": IndicatorAction,
        "RegulationAct": RegulationAction,
        "Where": Where,
        "types": TYPE_LABELS,
        "directions": DIRECTION_LABELS,
        "sums": TIME_LABELS,
        "divisions": DIVISION_LABELS,
        "wheres": WHERE_LABELS,
        "fields": FIELD_LABELS,
        "every": RECURRENCES,
        "citation": citation,
        "told": told,
    }
