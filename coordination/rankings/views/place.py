"""Where the pages of the slice hang."""

from decimal import Decimal

from flask import Blueprint

from coordination.kernel.numerals import grouped

blueprint = Blueprint("rankings", __name__)


@blueprint.app_template_filter("points")
def points(value: Decimal) -> str:
    """Points and totals as printed: two places, halves up."""
    return grouped(value, 2)
