"""Every name that a fact can have: what a template may write in 【】, whether this month has it or not."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select, union

from coordination.circulars.composing import CHOSEN
from coordination.circulars.counting import BASES
from coordination.circulars.gathering import cohort_name, unit_names
from coordination.circulars.measures import CASES, LOSS, MEASURES
from coordination.circulars.owing import OVERDUE, UNFILED
from coordination.circulars.publication import TIERS
from coordination.circulars.standings import NAMED
from coordination.circulars.states import Kind
from coordination.document_templates.known import publish
from coordination.document_templates.rules.vocabulary import Group, Vocabulary, combined
from coordination.kernel.db import session
from coordination.kernel.text import _
from coordination.organizations.queries import units as units_of
from coordination.organizations.rules import TOWNSHIP_KIND
from coordination.schemes.models import CohortMember, Scheme, SchemeCohort

_CHANGES = tuple(BASES.values())
_REPORTS = (
    "应报份数",
    "按时报送份数",
    "逾期报送份数",
    "未报份数",
    "按时报送率",
    "未报单位",
    "未报单位数",
)


@publish(*Kind)
def vocabulary(office_id: int, kind: str) -> Vocabulary:
    """The names for the units and cohorts that the office has now; three queries."""
    units = units_of(office_id)
    names = unit_names(units)
    places = [names[unit.id] for unit in units if unit.kind_code == TOWNSHIP_KIND]
    return spoken(Kind(kind), list(names.values()), places, _cohorts(office_id))


def _cohorts(office_id: int) -> list[str]:
    """As the facts call them, of every scheme of the office."""
    schemes = select(Scheme.id).where(Scheme.office_id == office_id)
    named = union(
        select(SchemeCohort.name).where(SchemeCohort.scheme_id.in_(schemes)),
        select(CohortMember.cohort).where(CohortMember.scheme_id.in_(schemes)),
    )
    return sorted({cohort_name(row[0]) for row in session.execute(named)})


def spoken(kind: Kind, units: Sequence[str], places: Sequence[str], cohorts: Sequence[str]) -> Vocabulary:
    """The names of a kind of document, in the groups of the list of data; {名称} and {组} stand for any."""
    units, places, cohorts = ["{名称}", *units], ["{名称}", *places], ["{组}", *cohorts]
    figures = [one.name for one in MEASURES]
    groups = [
        Group(_("总体"), tuple(combined(figures, ("", *_CHANGES)))),
        Group(_("累计"), tuple(combined([f"累计{name}" for name in figures], ("", "同比")))),
        Group(_("分乡镇"), tuple(_of_places(places))),
        Group(_("报送"), (*_REPORTS, *(_of_owing(units) if kind is Kind.REMINDER else ()))),
    ]
    lists = [CASES.name, LOSS.name, f"{CASES.name}最多", f"{LOSS.name}最多", CHOSEN]
    if kind is Kind.REMINDER:
        lists += [UNFILED, OVERDUE]
    if kind in (Kind.MONTHLY, Kind.SPECIAL):
        groups.insert(3, Group(_("排名"), tuple(_of_ranking(units, cohorts))))
        lists += ["分组", *combined(cohorts, ("第", "末"))]
    return Vocabulary(tuple(groups), tuple(lists))


def _of_places(places: Sequence[str]) -> Iterator[str]:
    for measure in (CASES.name, LOSS.name):
        yield f"{measure}最多乡镇"
        yield from combined([f"其余乡镇{measure}"], ("", "占比", "个数"))
        yield from combined([f"{place}{measure}" for place in places], ("", *_CHANGES, "占比"))
    yield from ("无诈乡镇名单", "无诈乡镇数")


def _of_ranking(units: Sequence[str], cohorts: Sequence[str]) -> Iterator[str]:
    ends = [
        f"{side}{place}位{points}" for side in "第末" for place in range(1, NAMED + 1) for points in _POINTS
    ]
    yield from combined(cohorts, (*ends, "上升最多", "上升位数", *TIERS))
    yield from combined(units, ("名次", "得分"))


_POINTS = ("", "得分")


def _of_owing(units: Sequence[str]) -> Iterator[str]:
    return combined(units, ("未报报表", "逾期交办", "逾期交办数"))
