"""Titles whose inspection is due, planned inspections, sheets as people fill them."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from coordination.accounts.models import Account
from coordination.certificates.models import Certificate
from coordination.inspections import services
from coordination.inspections.models import Inspection
from coordination.inspections.queries.inspections import loaded
from coordination.inspections.rules import Answer, Sheet
from coordination.inspections.services import Plan
from coordination.inspections.states import Result, Verdict
from coordination.kernel.operations import fresh_key
from coordination.standards.rules import CriterionKind
from tests.factories import certificates
from tests.factories.organizations import session

CRITERIA = [
    {"kind": CriterionKind.ZERO_CASES, "text": "上月零发案"},
    {"kind": CriterionKind.CHECK, "text": "有反诈宣传栏", "window_kind": None, "window_size": None},
]


def world(cast: SimpleNamespace, count: int = 3, **values: Any) -> SimpleNamespace:
    """Titles of 青溪镇, given on 6 November 2026, that are to be inspected every month."""
    made = certificates.world(cast, **{"inspection_months": 1, "criteria": CRITERIA} | values)
    subjects = [one.subject_id for one in made.applications]
    for one in made.applications[:count]:
        certificates.named(cast, one)
    certificates.work(cast, *made.subjects.values())
    found = session.query(Certificate).filter(Certificate.subject_id.in_(subjects)).order_by(Certificate.id)
    made.certificates = [one.id for one in found]
    made.subject = made.subjects["柳沟社区"]
    return made


def planned(
    cast: SimpleNamespace, made: SimpleNamespace, name: str = "柳沟社区", **values: Any
) -> Inspection:
    """An inspection of a community by the education bureau, ten working days from now."""
    given = {"inspector_id": cast.units.education.id, "days": 10} | values
    one = services.plan(
        cast.office,
        actor=cast.clerk.actor,
        operation=fresh_key(),
        subject_id=made.subjects[name].id,
        plan=Plan(**given),
    )
    return again(one)


def again(one: Inspection) -> Inspection:
    """The inspection as it stands now."""
    return loaded(one.id)


def sheet(one: Inspection, *results: Result | None, note: str = "宣传栏缺失", **values: Any) -> Sheet:
    """A sheet with these results in order, 符合 where none is given, a note where there is a problem."""
    given = [*results, *(Result.GOOD for _point in one.points)]
    answers = {
        point.id: Answer(result, note if result is Result.PROBLEM else "")
        for point, result in zip(one.points, given, strict=False)
    }
    return Sheet(answers, **{"verdict": Verdict.PASSED} | values)


def finish(one: Inspection, who: Account, filled: Sheet, **values: Any) -> Inspection:
    stored = again(one)
    asked = {"operation": fresh_key(), "version": stored.version} | values
    return services.finish(stored, actor=who.actor, sheet=filled, **asked)


def to_mend(one: Inspection, until: date) -> Sheet:
    """The board is missing, and is to be put up."""
    return sheet(
        again(one), Result.GOOD, Result.PROBLEM, verdict=Verdict.TO_MEND, summary="补设宣传栏", mend_by=until
    )


def failed(one: Inspection) -> Sheet:
    return sheet(
        again(one), Result.GOOD, Result.PROBLEM, verdict=Verdict.FAILED, summary="宣传栏拆除，无人值守"
    )
