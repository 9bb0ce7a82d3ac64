"""The bar on top: one table of places, each with who sees it."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from flask import current_app, g, request, url_for

from coordination.completion.queries.below import has_below
from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor, Predicate, has
from coordination.kernel.text import Text, _
from coordination.kernel.web import actor, is_english, translate
from coordination.tallies.policy import POLICE

_office = has(Function.CLERK, Function.LEADER)
_clerk = has(Function.CLERK)
_unit = has(Function.LIAISON, Function.UNIT_REVIEWER, Function.TOWNSHIP, Function.COMMUNITY_WORKER)
_unit_people = has(Function.LIAISON, Function.UNIT_REVIEWER, Function.TOWNSHIP)
_working = has(
    Function.CLERK,
    Function.LEADER,
    Function.LIAISON,
    Function.UNIT_REVIEWER,
    Function.TOWNSHIP,
    Function.COMMUNITY_WORKER,
)
_worker = has(Function.COMMUNITY_WORKER)
_system = has(Function.SYSTEM_ADMINISTRATOR)


@dataclass(frozen=True)
class Place:
    """`shown` asks for functions and the kind of unit only; `further`: for who is above other offices.
    `parts` are the blueprints for which the entry is shown as the current one."""

    label: Text
    endpoint: str
    parts: tuple[str, ...]
    shown: Predicate
    further: bool = False


REPORTS = ("reporting", "report_forms", "indicators", "spreadsheets", "radar", "timeliness", "transmissions")
COMMUNITIES = (
    *("register", "communities", "inspections", "certificates", "notices"),
    *("applications", "standards", "tallies", "subjects"),
)
CIRCULARS = ("circulars", "dispatches", "archive", "document_templates")
PLACES = (
    Place(_("工作台"), "desk.home", ("desk",), _working),
    Place(_("任务"), "tasks.index", ("tasks",), _office),
    Place(_("任务"), "tasks.mine", ("tasks", "workload", "completion", "responsibilities"), _unit),
    Place(_("四方责任"), "completion.matrix", ("completion", "responsibilities", "workload"), _office),
    Place(_("报送"), "reporting.overview", REPORTS, _office),
    Place(_("报送"), "reporting.mine", REPORTS, _unit),
    Place(_("催办"), "reminders.index", ("reminders",), _office),
    Place(_("无诈社区"), "register.overview", COMMUNITIES, _office),
    Place(_("无诈社区"), "communities.index", COMMUNITIES, _unit_people),
    Place(_("无诈社区"), "communities.mine", COMMUNITIES, _worker),
    Place(_("排名"), "rankings.index", ("rankings", "schemes", "consultations"), _working),
    Place(_("通报"), "circulars.index", CIRCULARS, _working),
    Place(_("成员单位"), "organizations.units", ("organizations",), _office),
    Place(_("成员单位"), "organizations.units", ("organizations",), _system),
    Place(_("账号"), "accounts.index", ("accounts",), _system),
    Place(_("审计"), "audit.index", ("audit",), has(Function.AUDITOR)),
)


def _above_others(who: Actor) -> bool:
    return _office(who, None) and has_below(who)


#: The parts of 报送, shown above the pages that they lead to.
REPORT_TABS = (
    Place(_("报送情况"), "reporting.overview", (), _office),
    Place(_("审核"), "reporting.queue", (), _office),
    Place(_("疑问"), "radar.index", (), _office),
    Place(_("及时率"), "timeliness.index", (), _office),
    Place(_("冻结"), "reporting.periods", (), _office),
    Place(_("Excel汇总"), "spreadsheets.collect", (), _clerk),
    Place(_("上下级"), "transmissions.index", (), _office),
    Place(_("报表"), "report_forms.index", (), _office),
    Place(_("指标"), "indicators.index", (), _office),
    Place(_("我的填报"), "reporting.mine", (), _unit),
    Place(_("疑问"), "radar.mine", (), _unit),
    Place(_("及时率"), "timeliness.mine", (), _unit),
    Place(_("指标"), "indicators.index", (), _unit),
)
#: The parts of 四方责任, and of what is asked of a unit.
DUTY_TABS = (
    Place(_("单位×责任方"), "completion.matrix", (), _office),
    Place(_("条款×单位"), "completion.articles", (), _office),
    Place(_("趋势"), "completion.trend", (), _office),
    Place(_("下级联席办"), "completion.offices", (), _office, further=True),
    Place(_("完成情况"), "completion.own", (), _unit_people),
    Place(_("责任事项"), "responsibilities.duties", (), _working),
    Place(_("各责任方"), "responsibilities.parties", (), _working),
    Place(_("法律条款"), "responsibilities.articles", (), _working),
    Place(_("减负"), "workload.index", (), _office),
)


def _police(who: Actor, _subject: object) -> bool:
    return who.unit_kind == POLICE and _unit_people(who, None)


#: The parts of 无诈社区.
COMMUNITY_TABS = (
    Place(_("创建概况"), "register.overview", (), _office),
    Place(_("申报"), "applications.index", (), _office),
    Place(_("公示"), "notices.index", (), _office),
    Place(_("命名"), "certificates.naming", (), _office),
    Place(_("暂停复核"), "certificates.reviews", (), _office),
    Place(_("复查"), "inspections.index", (), _office),
    Place(_("名册"), "register.index", (), _office),
    Place(_("发案统计"), "tallies.index", (), _office),
    Place(_("标准"), "standards.index", (), _office),
    Place(_("创建对象"), "subjects.index", (), _office),
    Place(_("本单位创建"), "communities.index", (), _unit_people),
    Place(_("本村（社区）"), "communities.mine", (), _worker),
    Place(_("申报"), "applications.mine", (), _unit),
    Place(_("联审"), "applications.opinions", (), _unit_people),
    Place(_("公示"), "notices.index", (), _unit),
    Place(_("复查"), "inspections.index", (), _unit_people),
    Place(_("发案统计"), "tallies.index", (), _police),
    Place(_("标准"), "standards.index", (), _unit),
)
#: The parts of 通报.
CIRCULAR_TABS = (
    Place(_("通报"), "circulars.index", (), _working),
    Place(_("签收情况"), "dispatches.index", (), _office),
    Place(_("收文"), "dispatches.mine", (), _unit_people),
    Place(_("发文号台账"), "circulars.ledger", (), _office),
    Place(_("归档"), "archive.index", (), _working),
    Place(_("公文模板"), "document_templates.index", (), _office),
)
#: The parts of 排名.
RANKING_TABS = (
    Place(_("排名"), "rankings.index", (), _working),
    Place(_("考核办法"), "schemes.index", (), _working),
    Place(_("征求意见"), "consultations.index", (), _office),
    Place(_("征求意见"), "consultations.index", (), _unit_people),
)
TABS = (REPORT_TABS, DUTY_TABS, COMMUNITY_TABS, CIRCULAR_TABS, RANKING_TABS)
_GROUPS = {place.endpoint: group for group in TABS for place in group}
#: Further views of what a tab shows, under the same tab.
UNDER = {"timeliness.by_form": "timeliness.index", "timeliness.trend": "timeliness.index"}
#: The argument that says which period a page shows; it goes along to the tabs beside it.
PERIODS = {"completion": "period", "workload": "month"}


class Link(NamedTuple):
    """An entry as the page shows it; `current` where the page stands."""

    address: str
    label: str
    current: bool


def context() -> dict[str, object]:
    """What base.html needs to draw the bar."""
    if g.get("account") is None:
        return {"places": (), "part_tabs": (), "current_part": ""}
    who, part = actor(), request.blueprint or ""
    endpoint = UNDER.get(request.endpoint or "", request.endpoint or "")
    group = _GROUPS.get(endpoint, ())
    like = Actor(None, "", unit_kind=who.unit_kind, functions=who.functions)
    at = (request.root_path, is_english())
    return {
        "places": _places(like, part, *at),
        "part_tabs": _tabs(like, endpoint, _further(who, group), _asked(), *at) if group else (),
        "current_part": part,
    }


def _further(who: Actor, group: tuple[Place, ...]) -> bool:
    """Whether this person sees the entries for which functions alone are not enough."""
    return group is DUTY_TABS and _above_others(who)


def _asked() -> str | None:
    """The period that the address asks for."""
    return next((request.args[name] for name in PERIODS.values() if name in request.args), None)


@lru_cache(maxsize=1024)
def _places(like: Actor, part: str, root: str, english: bool) -> tuple[Link, ...]:
    """The bar for people like this one, in a language, where the site is mounted: it depends on nothing
    else, so it is put together once."""
    return tuple(
        Link(url_for(place.endpoint), translate(place.label), part in place.parts)
        for place in PLACES
        if _shown(place, like)
    )


@lru_cache(maxsize=1024)
def _tabs(
    like: Actor, endpoint: str, further: bool, asked: str | None, root: str, english: bool
) -> tuple[Link, ...]:
    """The parts beside a page that is one of them, put together once as `_places` are."""
    return tuple(
        Link(_address(tab, asked), translate(tab.label), tab.endpoint == endpoint)
        for tab in _GROUPS[endpoint]
        if _shown(tab, like) and (further or not tab.further)
    )


def _shown(place: Place, like: Actor) -> bool:
    return place.endpoint in current_app.view_functions and place.shown(like, None)


def _address(tab: Place, asked: str | None) -> str:
    """Where a tab leads: to the period of the page it stands on, if both show one."""
    name = PERIODS.get(tab.endpoint.partition(".")[0])
    period: dict[str, Any] = {name: asked} if name and asked else {}
    return url_for(tab.endpoint, **period)
