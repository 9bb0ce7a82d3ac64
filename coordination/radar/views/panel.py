"""What stands on the fill, show and review pages of a report: its questions, each with its act."""

from functools import partial

from flask import render_template
from markupsafe import Markup

from coordination.kernel.policy import allowed
from coordination.kernel.web import actor
from coordination.radar.forms import Act
from coordination.radar.lines import line
from coordination.radar.policy import FlagAction
from coordination.radar.queries import flags as queries
from coordination.radar.rules import Standing
from coordination.radar.views.place import shared
from coordination.reporting.models import Report
from coordination.reporting.panels import Panel, Place, publish, publish_weight


def panel(place: Place, report: Report) -> Markup | None:
    """The questions of a report for who may see them; nothing when there are none."""
    if not report.revision or not allowed(actor(), FlagAction.VIEW, report):
        return None
    flags = queries.of_report(report)
    if not flags:
        return None
    lines = [line(flag) for flag in flags]
    drawn = render_template(
        "radar/_panel.html",
        place=str(place),
        report=report,
        current=[one for one in lines if one.flag.standing is not Standing.SETTLED],
        settled=[one for one in lines if one.flag.standing is Standing.SETTLED],
        act=lambda flag: Act(formdata=None, obj=flag),
        **shared(),
    )
    return Markup(drawn)  # noqa: S704  a template has made it, and escapes


publish(*(Panel(place, partial(panel, place)) for place in Place))
publish_weight(queries.weights)
