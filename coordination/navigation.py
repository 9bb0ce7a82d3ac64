"""The bar on top: one table of places, each with who sees it."""

from dataclasses import dataclass
from typing import Any

from flask import current_app, g, request

from coordination.completion.queries.below import has_below
from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor, Predicate, has
from coordination.kernel.text import Text, _
from coordination.kernel.web import actor
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
    """`parts` are the blueprints for which the entry is shown as the current one."""

    label: Text
    endpoint: str
    parts: tuple[str, ...]
    shown: Predicate


REPORTS = ("reporting", "report_forms", "indicators", "spreadsheets", "radar", "timeliness", "transmissions")
COMMUNITIES = (
    *("register", "communities", "inspections", "certificates", "notices"),
    *("applications", "standards", "tallies", "subjects"),
)
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
    Place(_("排名"), "rankings.index", ("rankings",), _working),
    Place(_("通报"), "circulars.index", ("circulars",), _working),
    Place(_("成员单位"), "organizations.units", ("organizations",), _office),
    Place(_("成员单位"), "organizations.units", ("organizations",), _system),
    Place(_("账号"), "accounts.index", ("accounts",), _system),
    Place(_("审计"), "audit.index", ("audit",), has(Function.AUDITOR)),
)


def _above_others(who: Actor, subject: object) -> bool:
    return _office(who, subject) and has_below(who)


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
    Place(_("下级联席办"), "completion.offices", (), _above_others),
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
TABS = (REPORT_TABS, DUTY_TABS, COMMUNITY_TABS)
_GROUPS = {place.endpoint: group for group in TABS for place in group}
#: The argument that says which period a page shows; it goes along to the tabs beside it.
PERIODS = {"completion": "period", "workload": "month"}


def places(who: Actor) -> list[Place]:
    known = current_app.view_functions
    return [place for place in PLACES if place.shown(who, None) and place.endpoint in known]


def tabs(who: Actor, endpoint: str) -> list[Place]:
    """The parts beside a page that is one of them, as far as this person sees them."""
    known = current_app.view_functions
    return [
        place for place in _GROUPS.get(endpoint, ()) if place.endpoint in known and place.shown(who, None)
    ]


def address(tab: Place) -> str:
    """Where a tab leads: to the period of the page it stands on, if both show one."""
    asked = next((request.args[name] for name in PERIODS.values() if name in request.args), None)
    name = PERIODS.get(tab.endpoint.partition(".")[0])
    period: dict[str, Any] = {name: asked} if name and asked else {}
    remembered: str = current_app.jinja_env.globals["url_for"](tab.endpoint, **period)  # type: ignore[operator]
    return remembered


def context() -> dict[str, object]:
    """What base.html needs to draw the bar."""
    if g.get("account") is None:
        return {"places": [], "current_part": "", "part_tabs": []}
    return {
        "places": places(actor()),
        "current_part": request.blueprint or "",
        "part_tabs": tabs(actor(), request.endpoint or ""),
        "address_of": address,
    }
