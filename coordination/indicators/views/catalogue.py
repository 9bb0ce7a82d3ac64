"""The catalogue, and the page of one indicator with its values, its history and where it is used."""

from functools import partial

from flask import Response, abort, render_template, request
from flask_babel import gettext

from coordination.indicators import queries, values
from coordination.indicators.exporting import catalogue_sheet
from coordination.indicators.models import Indicator
from coordination.indicators.policy import IndicatorAction
from coordination.indicators.queries import Wanted
from coordination.indicators.sentences import caliber, formula
from coordination.indicators.services.catalogue import is_fixed
from coordination.indicators.uses import Use, Where, uses
from coordination.indicators.views.place import blueprint
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.presentation import moment
from coordination.kernel.sheets import CONTENT_TYPE, workbook
from coordination.kernel.web import Answer, actor, attachment, is_english, requires, translate
from coordination.organizations.models import Office
from coordination.organizations.queries import kinds, own_office

CHOICES = {"yes": True, "no": False}


def _wanted() -> Wanted:
    return Wanted(
        request.args.get("q", "").replace("\0", "").strip()[:40],
        CHOICES.get(request.args.get("rankable", "")),
        CHOICES.get(request.args.get("own", "")),
        request.args.get("closed") == "yes",
        request.args.get("page", 1, type=int),
    )


def _address(wanted: Wanted) -> dict[str, str | None]:
    """The filters as the address has them; empty ones fall away."""
    said = {True: "yes", False: "no", None: None}
    return {
        "q": wanted.words or None,
        "rankable": said[wanted.rankable],
        "own": said[wanted.own],
        "closed": "yes" if wanted.closed else None,
    }


@blueprint.get("/indicators")
@requires(IndicatorAction.LIST, own_office)
def index(office: Office) -> Answer:
    wanted = _wanted()
    found = queries.catalogue(office.id, wanted)
    names = queries.names(office.id)
    return render_template(
        "indicators/index.html",
        office=office,
        wanted=wanted,
        address=_address(wanted),
        found=found,
        forms=uses([one.id for one in found.indicators], office.id, Where.FORM),
        formula=partial(formula, names),
        caliber=partial(caliber, names),
    )


@blueprint.get("/indicators.xlsx")
@requires(IndicatorAction.LIST, own_office)
def file(office: Office) -> Answer:
    """Exactly what the filters show, all pages."""
    wanted = _wanted()
    found = queries.catalogue(office.id, wanted, size=None).indicators
    forms = uses([one.id for one in found], office.id, Where.FORM)
    lines = [office.name, gettext("导出时间：%(at)s", at=moment(clock.now()))]
    sheet = catalogue_sheet(found, queries.names(office.id), forms, lines, clock.now(), translate)
    return attachment(workbook(sheet), sheet.file, CONTENT_TYPE)


@blueprint.get("/indicators/<int:id>")
@requires(IndicatorAction.VIEW, Indicator)
def show(indicator: Indicator) -> Answer:
    office = session.get_one(Office, actor().office_id)
    names = queries.names(office.id)
    found = uses([indicator.id], office.id)[indicator.id]
    return render_template(
        "indicators/show.html",
        indicator=indicator,
        office=office,
        names=names,
        formula=formula(names, indicator),
        caliber=caliber(names, indicator),
        parts=queries.by_code(office.id, [indicator.numerator or "", indicator.denominator or ""]),
        regulation=queries.regulation(office.id, indicator.regulation),
        history=queries.changes(indicator),
        uses=[one for one in found if _is_open(one)],
        kinds={one.code: one.english if is_english() else one.name for one in kinds()},
        courses=values.courses(indicator, office, clock.today()),
        fixed=indicator.office_id is not None and is_fixed(indicator),
    )


def _is_open(use: Use) -> bool:
    """Papers that the office has not let out are not named to a unit; the forms it files are."""
    return actor().unit_id is None or use.for_units or use.where is Where.FORM


@blueprint.get("/indicators/<int:id>/trend.svg")
@requires(IndicatorAction.VIEW, Indicator)
def chart(indicator: Indicator) -> Answer:
    """The chart of one form's course, the first if none is named."""
    office = session.get_one(Office, actor().office_id)
    asked = request.args.get("form", "")
    for course in values.courses(indicator, office, clock.today()):
        if asked in ("", course.form_code):
            width = values.PHONE_WIDTH if request.args.get("size") == "phone" else values.PAGE_WIDTH
            return Response(
                values.drawn(indicator, course, width=width, say=translate), mimetype="image/svg+xml"
            )
    return abort(404)
