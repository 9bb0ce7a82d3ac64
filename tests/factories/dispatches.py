"""Documents that have left the house, with their dispatches: plain rows, and the moment of issue itself."""

from types import SimpleNamespace

from coordination.circulars import leaving
from coordination.circulars.models import Circular
from coordination.circulars.numbering import give
from coordination.circulars.states import CircularState, Kind
from coordination.dispatches.models import Dispatch
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.operations import transaction
from tests.factories.organizations import add

TITLE = "关于2026年10月全区打击治理电信网络诈骗工作情况的通报"
BODY = [
    {"kind": "heading", "level": 1, "text": "总体情况"},
    {"kind": "paragraph", "level": 1, "text": "本月共立案【立案数】起，青溪镇走访群众较多。"},
]
FACTS = {
    "立案数": {"label": "立案数", "text": "29", "value": "29", "formula": "", "sources": [], "group": "总体"}
}


def draft(cast: SimpleNamespace, kind: Kind = Kind.MONTHLY, **values: object) -> Circular:
    given = {
        "office_id": cast.office.id,
        "kind": kind,
        "period": "2026-10",
        "title": TITLE,
        "addressees": "各镇人民政府、各街道办事处，联席会议各成员单位",
        "copies_to": "",
        "body": BODY,
        "facts": FACTS,
        "annex": None,
        "state": CircularState.DRAFT,
        "drafted_by_id": cast.clerk.id,
        "drafted_at": clock.now(),
    } | values
    made = add(Circular(**given))
    session.refresh(made)
    return made


def issue(cast: SimpleNamespace, circular: Circular) -> Circular:
    """As the act of signing does it, without what proof-reading asks for."""
    circular.checked_by_id, circular.checked_at = cast.second_clerk.id, clock.now()
    with transaction(), session.no_autoflush:
        give(circular, clock.today())
        leaving.seal(circular)
        circular.state = CircularState.ISSUED
        circular.signed_by_id, circular.signed_at = cast.leader.id, clock.now()
        session.flush()
        leaving.leave(leaving.Moment.ISSUED, circular, actor=cast.leader.actor)
    return circular


def issued(cast: SimpleNamespace, kind: Kind = Kind.MONTHLY, **values: object) -> Circular:
    return issue(cast, draft(cast, kind, **values))


def to(circular: Circular, unit: object) -> Dispatch:
    """The dispatch of a document to a unit."""
    return session.query(Dispatch).filter_by(circular_id=circular.id, unit_id=unit.id).one()
