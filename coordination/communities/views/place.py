"""Where the pages of the slice hang, what an address asks for, and the words they share."""

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, request

from coordination.applications.states import LABELS as APPLICATIONS
from coordination.applications.states import PURPOSE_LABELS, ApplicationAction
from coordination.certificates.states import LABELS as CERTIFICATES
from coordination.communities import queries
from coordination.communities.policy import CommunityAction
from coordination.communities.rules import MARK_LABELS, PLACE_LABELS, Mark, Place
from coordination.communities.sentences import by_when, by_whom, headline, names, short, standing_words
from coordination.communities.titles import title_words
from coordination.inspections.states import LABELS as INSPECTIONS
from coordination.inspections.states import VERDICT_LABELS, InspectionAction
from coordination.kernel.policy import Actor
from coordination.organizations.models import MemberUnit
from coordination.subjects.rules import KIND_LABELS
from coordination.tallies.policy import TallyAction
from coordination.tallies.rules.clock import possible_on

blueprint = Blueprint("communities", __name__)
WORDS_AT_MOST = 40
#: How a mark looks: late, change, wait, done or plain; 待数据 has a dashed look of its own.
LOOKS = {
    Mark.MET: "done",
    Mark.UNMET: "change",
    Mark.OPPOSED: "late",
    Mark.DATA: "no-data",
    Mark.REVIEW: "wait",
}
PLACE_LOOKS = {
    Place.READY: "wait",
    Place.DATA: "no-data",
    Place.ONE: "change",
    Place.MORE: "plain",
    Place.RETURNED: "change",
    Place.UNDER_WAY: "wait",
    Place.NAMED: "done",
    Place.SUSPENDED: "late",
}


def asked() -> queries.Asked:
    """What the address asks for; what makes no sense is as if it were not there."""
    shown = request.args.get("show", "")
    return queries.Asked(
        version=request.args.get("standard", type=int),
        as_of=_day(request.args.get("as_of", "")),
        place=Place(shown) if shown in set(Place) else None,
        criterion=request.args.get("criterion", type=int),
        words=request.args.get("q", "").strip()[:WORDS_AT_MOST],
        by_effort=request.args.get("sort") == "effort",
    )


def _day(written: str) -> date | None:
    try:
        found = date.fromisoformat(written)
    except ValueError:
        return None
    return found if found.year >= 2000 else None


def unit_asked(actor: Actor, **_places: int) -> MemberUnit | None:
    """One's own unit; the office names one in the address."""
    return queries.unit_of(actor, request.args.get("unit", type=int))


@dataclass(frozen=True, slots=True)
class Own:
    """The place of work of a community worker: the policy is asked about the office."""

    id: int


def own_place(actor: Actor, **_places: int) -> Own | None:
    return None if actor.office_id is None else Own(actor.office_id)


@blueprint.app_context_processor
def acts() -> dict[str, object]:
    """For the pages of other slices: whether to lead to how a subject stands."""
    return {"CommunityAct": CommunityAction}


@blueprint.context_processor
def words() -> dict[str, object]:
    return {
        "ApplyAct": ApplicationAction,
        "TallyAct": TallyAction,
        "InspectAct": InspectionAction,
        "Mark": Mark,
        "Place": Place,
        "marks": MARK_LABELS,
        "mark_looks": LOOKS,
        "places_words": PLACE_LABELS,
        "place_looks": PLACE_LOOKS,
        "kinds": KIND_LABELS,
        "applications_words": APPLICATIONS,
        "purposes": PURPOSE_LABELS,
        "certificates_words": CERTIFICATES,
        "inspections_words": INSPECTIONS,
        "verdicts": VERDICT_LABELS,
        "standing_words": standing_words,
        "by_whom": by_whom,
        "by_when": by_when,
        "short": short,
        "headline": headline,
        "names": names,
        "title_words": title_words,
        "possible_on": possible_on,
    }
