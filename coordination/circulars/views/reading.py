"""The list, the text with every number a link, where a number comes from, the document."""

from collections.abc import Sequence
from io import BytesIO

from flask import Response, abort, jsonify, render_template, request, send_file

from coordination.audit.queries import timeline
from coordination.audit.sentences import told
from coordination.circulars import leaving, printing, queries, sentences  # noqa: F401  published on import
from coordination.circulars.disclosure import printed_facts, without_parts
from coordination.circulars.models import Circular
from coordination.circulars.numbering import number
from coordination.circulars.policy import PUBLIC
from coordination.circulars.states import (
    KIND_LABELS,
    PUBLICATION_LABELS,
    STATE_LABELS,
    WORKFLOW,
    CircularAction,
    CircularState,
)
from coordination.circulars.views.part import LOOKS, blueprint, shown, text_lines
from coordination.kernel import files
from coordination.kernel.clock import local
from coordination.kernel.errors import NotFound
from coordination.kernel.jobs import Work
from coordination.kernel.policy import Actor, allowed
from coordination.kernel.web import Answer, actor, requires
from coordination.organizations.models import Office
from coordination.organizations.queries import own_office
from coordination.rankings.models import Ranking
from coordination.rankings.policy import RankingAction
from coordination.rankings.queries import readable_reports
from coordination.reporting.queries.freezes import AfterFreeze, corrected_after_freeze


@blueprint.get("/circulars")
@requires(CircularAction.VIEW, own_office)
def index(office: Office) -> Answer:
    state = request.args.get("state", "")
    state = state if state in set(CircularState) else ""
    years = queries.years(actor())
    year = request.args.get("year", "")
    words = request.args.get("words", "").strip()[:60]
    page = min(max(1, request.args.get("page", 1, type=int)), queries.LAST_PAGE)
    circulars, more = queries.register(
        actor(), state=state, year=year if year in years else "", words=words, page=page
    )
    return render_template(
        "circulars/index.html",
        office=office,
        circulars=circulars,
        more=more,
        page=page,
        state=state,
        year=year,
        years=years,
        words=words,
        counts=queries.counts(actor()),
        states=STATE_LABELS,
        looks=LOOKS,
        number=number,
        kinds=KIND_LABELS,
        CircularAction=CircularAction,
        CircularState=CircularState,
    )


@blueprint.get("/circulars/<int:id>")
@requires(CircularAction.VIEW, queries.whole)
def show(circular: Circular) -> Answer:
    public = circular.state in PUBLIC
    staff = actor().unit_id is None
    return render_template(
        "circulars/show.html",
        **shown(circular),
        lines=text_lines(circular),
        parts=(circular.annex or {}).get("parts", []),
        actions=WORKFLOW.available(actor(), circular),
        printing=_printing(circular) if public and circular.document is None else "",
        recipients=leaving.recipients(circular) if staff else 0,
        events=told(timeline(circular)) if staff else [],
        may_open_ranking=may_open(actor(), circular.ranking),
        since=_since(circular) if public and staff else (),
        corrections=queries.corrections(actor(), circular),
        corrected_document=_seen(circular.corrects),
        number_of=number,
        publications=PUBLICATION_LABELS,
        kinds=KIND_LABELS,
    )


def _seen(other: Circular | None) -> Circular | None:
    """The circular that this one corrects, as far as the reader may open it."""
    return other if other is not None and allowed(actor(), CircularAction.VIEW, other) else None


def _since(circular: Circular) -> Sequence[AfterFreeze]:
    """What was corrected since its figures were taken: with the ranking, without one on the day of issue."""
    found = corrected_after_freeze(circular.office_id, circular.period)
    if circular.ranking is not None:
        return [one for one in found if one.approved_at > circular.ranking.frozen_at]
    return [one for one in found if circular.issued_on and local(one.approved_at).date() > circular.issued_on]


def _printing(circular: Circular) -> str:
    """waiting, or failed when the job was given up."""
    work: Work | None = queries.printing(circular)
    return "failed" if work is not None and work.failed_at is not None else "waiting"


def may_open(who: Actor, ranking: Ranking | None) -> bool:
    return ranking is not None and allowed(who, RankingAction.VIEW, ranking)


@blueprint.get("/circulars/<int:id>/facts/<name>")
@requires(CircularAction.VIEW, queries.whole)
def fact(circular: Circular) -> Answer:
    """One number: its value, its formula, and the reports or score lines behind it.

    A member unit reads what was printed; of a sum over units it reads its own part only.
    """
    name = str((request.view_args or {})["name"])
    found = circular.facts.get(name)
    staff = actor().unit_id is None
    if found is None or not (staff or name in printed_facts(circular)):
        raise NotFound
    reports = {source["report_id"] for source in found["sources"] if source.get("report_id")}
    readable = readable_reports(actor(), reports)
    return render_template(
        "circulars/fact.html",
        **shown(circular),
        name=name,
        fact=found if staff else without_parts(found, readable),
        readable=readable,
        may_open_ranking=may_open(actor(), circular.ranking),
        may_open_overview=actor().unit_id is None,
    )


@blueprint.get("/circulars/<int:id>/charts/<int:part>/<int:place>.svg")
@requires(CircularAction.VIEW, queries.whole)
def chart(circular: Circular) -> Answer:
    """A chart of the annex, the same drawing as in the document."""
    places = request.view_args or {}
    parts = (circular.annex or {}).get("parts", [])
    try:
        svg = parts[places["part"]]["figures"][places["place"]]["svg"]
    except (IndexError, KeyError):
        raise NotFound from None
    return Response(svg, mimetype="image/svg+xml")


@blueprint.get("/circulars/<int:id>/printed")
@requires(CircularAction.VIEW, queries.whole)
def printed(circular: Circular) -> Answer:
    """Asked by the page that waits for its document."""
    return jsonify(ready=circular.document is not None or _printing(circular) == "failed")


@blueprint.get("/circulars/<int:id>/document")
@requires(CircularAction.VIEW, queries.whole)
def document(circular: Circular) -> Answer:
    """The printed file, compared with its hash; 404 while it is being printed."""
    if circular.document is None:
        raise NotFound
    content = files.content(circular.document)
    return _attached(content, circular.document.name)


@blueprint.get("/circulars/<int:id>/preview")
@requires(CircularAction.VIEW, queries.whole)
def preview(circular: Circular) -> Answer:
    """The draft as it would be printed, marked 送审稿."""
    if circular.state in PUBLIC:
        abort(404)
    return _attached(printing.pdf_of(circular), printing.file_name(circular))


def _attached(content: bytes, name: str) -> Response:
    return send_file(BytesIO(content), mimetype="application/pdf", as_attachment=True, download_name=name)
