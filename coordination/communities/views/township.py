"""The screen of a unit: what is easiest, all its communities, the sheet, the lists to print."""

from flask import render_template

from coordination.communities import queries
from coordination.communities.exporting import board_sheet
from coordination.communities.policy import CommunityAction
from coordination.communities.views.place import asked, blueprint, unit_asked
from coordination.kernel.sheets import CONTENT_TYPE, workbook
from coordination.kernel.web import Answer, actor, attachment, requires, translate
from coordination.organizations.models import MemberUnit


@blueprint.get("/communities")
@requires(CommunityAction.OVERVIEW, unit_asked)
def index(unit: MemberUnit) -> Answer:
    wanted = asked()
    return render_template(
        "communities/index.html",
        wanted=wanted,
        board=queries.board(unit, wanted),
        units=queries.units_of(unit.office_id) if actor().unit_id is None else (),
    )


@blueprint.get("/communities.xlsx")
@requires(CommunityAction.OVERVIEW, unit_asked)
def export(unit: MemberUnit) -> Answer:
    made = board_sheet(queries.board(unit, asked()), translate)
    return attachment(workbook(made), made.file, CONTENT_TYPE)


@blueprint.get("/communities/lists")
@requires(CommunityAction.OVERVIEW, unit_asked)
def lists(unit: MemberUnit) -> Answer:
    """One sheet of paper for each community that was asked for."""
    wanted = asked()
    board = queries.board(unit, wanted)
    return render_template(
        "communities/lists.html", unit=unit, view=board.view, rows=board.rows, wanted=wanted
    )
