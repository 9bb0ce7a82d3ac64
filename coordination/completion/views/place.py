"""The blueprint, and what its pages share: filters in the address, the way through the periods, files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from flask import Blueprint, Response, request, url_for

from coordination.completion.exporting import Export, Named
from coordination.completion.policy import CompletionAction
from coordination.completion.queries.matrix import Wanted
from coordination.completion.rules import OUTCOME_LABELS, Outcome, Standing
from coordination.completion.sentences import LEGEND, STANDING_LABELS, summary
from coordination.kernel.clock import clock
from coordination.kernel.errors import Invalid
from coordination.kernel.period import Kind, Period
from coordination.kernel.presentation import moment
from coordination.kernel.sheets import CONTENT_TYPE, Sheet, workbook
from coordination.kernel.text import Text, _
from coordination.kernel.web import attachment, is_english, translate
from coordination.organizations import queries as organizations
from coordination.organizations.models import Office
from coordination.responsibilities.models import Party
from coordination.responsibilities.queries import parties
from coordination.tasks.rules import LIGHT_LABELS
from coordination.tasks.states import TaskAction

blueprint = Blueprint("completion", __name__)

#: Years outside are not asked about: twelve periods back must still be periods.
FIRST_YEAR, LAST_YEAR = 1950, 2900
KINDS: Mapping[Kind, Text] = {
    Kind.MONTH: _("月"),
    Kind.QUARTER: _("季度"),
    Kind.HALF: _("半年"),
    Kind.YEAR: _("年度"),
}


@dataclass(frozen=True, slots=True)
class Beside:
    """The periods that lie beside the one shown, and the same time in other lengths; None where none is."""

    period: Period
    before: Period | None
    after: Period | None
    lengths: Sequence[tuple[Kind, Period]]


def neighbours(period: Period) -> Beside:
    end = clock.today() if period.start > clock.today() else period.start
    return Beside(
        period,
        period.previous() if period.year > FIRST_YEAR + 1 else None,
        period.next() if period.year < LAST_YEAR - 1 else None,
        [(kind, period if kind is period.kind else Period.containing(end, kind)) for kind in KINDS],
    )


def asked_period() -> Period:
    """The period of the address; without a good one the month of today."""
    try:
        found = Period.parse(request.args.get("period", ""))
    except Invalid:
        found = None
    if found is None or not FIRST_YEAR < found.year < LAST_YEAR:
        return Period.containing(clock.today(), Kind.MONTH)
    return found


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for, and the dictionaries it may choose from."""

    wanted: Wanted
    parties: Sequence[Party]
    kinds: Sequence[organizations.Kind]

    @property
    def party(self) -> Party | None:
        return next((one for one in self.parties if one.id == self.wanted.party_id), None)

    @property
    def kind(self) -> organizations.Kind | None:
        return next((one for one in self.kinds if one.code == self.wanted.kind), None)

    def names(self) -> list[str]:
        """The filters in words, for the head of a file."""
        chosen = [_named(one) for one in (self.party, self.kind) if one is not None]
        return [*chosen, *([self.wanted.words] if self.wanted.words else [])]

    def address(self, **changed: object) -> dict[str, object]:
        """The arguments of the same page with something changed; empty ones fall away."""
        wanted = self.wanted
        given: dict[str, object] = {
            "period": wanted.period,
            "kind": wanted.kind,
            "party": wanted.party_id,
            "q": wanted.words,
            "sort": "rate" if wanted.worst else None,
        }
        return {name: value or None for name, value in (given | changed).items()}


def filters() -> Filters:
    """Read from the address; what names nothing that exists is left out."""
    all_parties, all_kinds = parties(), organizations.kinds()
    party, kind = request.args.get("party", type=int), request.args.get("kind", "")
    return Filters(
        Wanted(
            asked_period(),
            kind if kind in {one.code for one in all_kinds} else "",
            party if party in {one.id for one in all_parties} else None,
            request.args.get("q", "").replace("\0", "").strip()[:40],
            request.args.get("sort") == "rate",
            request.args.get("page", 1, type=int),
        ),
        all_parties,
        all_kinds,
    )


def _named(thing: Named) -> str:
    return thing.english if is_english() else thing.name


def export(office: Office, period: Period, names: Sequence[str] = ()) -> Export:
    now = clock.now()
    return Export(office.name, period, now, translate, moment(now), names, is_english())


def file(*sheets: Sheet) -> Response:
    return attachment(workbook(*sheets), sheets[0].file, CONTENT_TYPE)


def assignment_address(id: int) -> str:
    return url_for("tasks.assignment", id=id)


@blueprint.context_processor
def words() -> dict[str, object]:
    return {
        "Act": CompletionAction,
        "Outcome": Outcome,
        "Standing": Standing,
        "outcomes": OUTCOME_LABELS,
        "standings": STANDING_LABELS,
        "legend": LEGEND,
        "lights": LIGHT_LABELS,
        "lengths": KINDS,
        "named": _named,
        "summary": summary,
        "neighbours": neighbours,
        "here": partial(url_for, request.endpoint or "."),
        "assignment_address": assignment_address,
        "TaskAct": TaskAction,
    }
