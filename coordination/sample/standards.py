"""Standards of the sample district (示例): two in force for communities, one for townships, one draft."""

from datetime import date, datetime, time
from decimal import Decimal

from sqlalchemy import select

from coordination.indicators.models import Indicator
from coordination.kernel.clock import ZONE, clock
from coordination.kernel.db import session
from coordination.kernel.operations import fresh_key
from coordination.organizations.models import Office
from coordination.responsibilities.models import Party
from coordination.sample.standing import Staff
from coordination.standards import queries, services
from coordination.standards.models import Standard, StandardVersion
from coordination.standards.rules import CriterionKind, WindowKind
from coordination.standards.rules.drafts import Draft
from coordination.subjects.models import Subject
from coordination.subjects.rules import SubjectKind

#: Which pattern is adopted when, and from when it applies.
HUNDRED_DAYS, HALF_YEAR, TOWNSHIPS = date(2025, 11, 3), date(2026, 3, 2), date(2026, 1, 5)
VETO_ON = date(2026, 9, 18)


def set_standards(office: Office) -> None:
    """Adopt the patterns, add what the district asks beside, enact them; revise one of them."""
    staff = Staff()
    cases, halved, townships = queries.patterns()
    first = _adopt(staff, cases.standard, HUNDRED_DAYS, ())
    _adopt(staff, halved.standard, HALF_YEAR, _asked_beside())
    _adopt(staff, townships.standard, TOWNSHIPS, ())
    _revise(staff, first)
    _veto(office, staff)


def _adopt(staff: Staff, pattern: Standard, day: date, more: tuple[Draft, ...]) -> StandardVersion:
    with clock.standing(datetime.combine(day, time(10), ZONE)):
        made = services.adopt(pattern, actor=staff.clerk, operation=fresh_key())
        for one in more:
            draft = _again(staff, made.id)
            services.put(draft, one, actor=staff.clerk, operation=fresh_key(), version=draft.version)
        draft = _again(staff, made.id)
        return services.enact(
            draft, actor=staff.leader, operation=fresh_key(), version=draft.version, effective_on=day
        )


def _asked_beside() -> tuple[Draft, ...]:
    """What is read from reports and assignments, what is looked at, and what vetoes."""
    events = session.scalars(select(Indicator.id).where(Indicator.code == "pub.events")).one()
    party = session.scalars(select(Party.id).order_by(Party.sort_order).limit(1)).one()
    return (
        Draft(
            text="所在乡镇街道近三个月宣传活动不少于15场",
            kind=CriterionKind.INDICATOR,
            indicator_id=events,
            threshold=Decimal(15),
            advice="把每月的宣传活动报进乡镇街道月报",
            window_kind=WindowKind.MONTHS,
            window_size=3,
        ),
        Draft(
            text="近三个月属地责任事项按时完成80%以上",
            kind=CriterionKind.DUTIES,
            party_id=party,
            threshold=Decimal(80),
            advice="先办快到期的交办，转交村（社区）的也要按时反馈",
            window_kind=WindowKind.MONTHS,
            window_size=3,
        ),
        Draft(
            text="有固定的反诈宣传点，台账齐全",
            kind=CriterionKind.CHECK,
            confirmer_kind="publicity",
            evidence_required=True,
            advice="拍宣传点和台账各一张，不拍人脸和证件",
        ),
        Draft(
            text="一年内没有弄虚作假、瞒报案件",
            kind=CriterionKind.NO_VETO,
            window_kind=WindowKind.DAYS,
            window_size=365,
        ),
    )


def _revise(staff: Staff, version: StandardVersion) -> None:
    """A second version that asks for 150 days, being drafted."""
    standard = version.standard
    made = services.revise(standard, actor=staff.clerk, operation=fresh_key(), version=standard.version)
    draft = _again(staff, made.id)
    given = Draft(
        text="连续150天没有发生电信网络诈骗案件",
        kind=CriterionKind.ZERO_CASES,
        window_kind=WindowKind.DAYS,
        window_size=150,
        confirmer_kind="police",
        advice=draft.criteria[0].advice,
    )
    services.put(
        draft,
        given,
        actor=staff.clerk,
        operation=fresh_key(),
        version=draft.version,
        criterion=draft.criteria[0],
    )


def _veto(office: Office, staff: Staff) -> None:
    places = select(Subject).where(Subject.office_id == office.id, Subject.kind == SubjectKind.COMMUNITY)
    last = session.scalars(places.order_by(Subject.sort_order.desc(), Subject.id.desc()).limit(1)).one()
    text = "示例：抽查发现宣传台账系事后补填"
    services.veto(last, actor=staff.clerk, operation=fresh_key(), happened_on=VETO_ON, text=text)


def _again(staff: Staff, number: int) -> StandardVersion:
    found = queries.version(staff.clerk, id=number)
    if found is None:
        raise LookupError(f"version {number} of the sample is not there")
    return found
