"""Where the pages of the slice hang."""

from collections.abc import Mapping
from decimal import Decimal

from flask import Blueprint, request

from coordination.kernel.numerals import grouped

blueprint = Blueprint("rankings", __name__)


@blueprint.app_template_filter("points")
def points(value: Decimal) -> str:
    """Points and totals as printed: two places, halves up."""
    return grouped(value, 2)


def chosen_cohort(cohorts: Mapping[str, int], most: int) -> tuple[str, int]:
    """The cohort and the page of its lines that the URL asks for; all cohorts where they fit one page."""
    chosen = request.args.get("cohort", "")
    if chosen not in cohorts:
        chosen = next(iter(cohorts)) if sum(cohorts.values()) > most else ""
    pages = -(-cohorts.get(chosen, 1) // most)
    return chosen, min(max(request.args.get("page", 1, type=int), 1), pages)
