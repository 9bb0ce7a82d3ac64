"""Thirteen months of tallies by community, in step with what the police filed by township."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import exp
from random import Random

from sqlalchemy import select

from coordination.accounts.models import Account
from coordination.indicators.models import Indicator
from coordination.kernel.clock import ZONE, clock
from coordination.kernel.db import session
from coordination.kernel.operations import fresh_key
from coordination.kernel.period import Period
from coordination.kernel.policy import SYSTEM, Actor
from coordination.organizations.models import MemberUnit, Office
from coordination.report_forms.models import ReportForm
from coordination.reporting.models import Figure, Report
from coordination.sample.months import LAST
from coordination.subjects import services as subjects
from coordination.subjects.models import Subject
from coordination.subjects.rules import SubjectKind
from coordination.subjects.services import SubjectDetails
from coordination.tallies import services as tallies
from coordination.tallies.rules import Grain, Source
from coordination.tallies.rules.rows import Count

MONTHS = 13
CODES = ("case.filed", "case.loss", "case.large", "strike.arrested")
LARGE = Decimal(500_000)
#: Communities by hand, plainly invented: kind, name, kind of the unit that looks after it.
BY_HAND = (
    (SubjectKind.CAMPUS, "示例第一中学", "education"),
    (SubjectKind.CAMPUS, "示例职业学院", "education"),
    (SubjectKind.ENTERPRISE, "示例科技有限公司", "industry-it"),
)
#: In these months one community is told late, one is corrected, and two are not told.
LATE, CORRECTED, MISSING = "2026-07", "2026-09", "2026-10"
REASON = "受案后补录：案件发生在本月，初报时漏报"


@dataclass(frozen=True, slots=True)
class _Township:
    subject: Subject
    communities: Sequence[Subject]


def add_subjects(office: Office) -> None:
    """What follows the tree and the units, and a few that are kept by hand."""
    subjects.follow(office, actor=SYSTEM, operation=fresh_key())
    units = {
        unit.kind_code: unit.id
        for unit in session.scalars(select(MemberUnit).where(MemberUnit.office_id == office.id))
    }
    for kind, name, looks_after in BY_HAND:
        unit_id = units.get(looks_after, units["education"])
        details = SubjectDetails(kind=kind, name=name, unit_id=unit_id)
        subjects.create(office, details, actor=SYSTEM, operation=fresh_key())


def file_tallies(office: Office) -> None:
    """Month by month as the police did; then what was told late and what was corrected."""
    police = _police(office)
    towns = list(_townships(office))
    told = _by_township(office)
    month = _first()
    while month <= LAST:
        rows = _month(month, towns, told)
        late, corrected, missing = _exceptions(month, rows, towns)
        first = [_reported(one, corrected) for one in rows if one.subject_id not in late | missing]
        at = datetime.combine(month.end + timedelta(days=3), time(10), ZONE)
        places = {town.subject.id for town in towns}
        _file(office, police, month, [one for one in first if one.subject_id not in places], at)
        _file(office, police, month, [one for one in first if one.subject_id in places], at)
        _file(office, police, month, [one for one in rows if one.subject_id in late], at + _days(19))
        again = [one for one in rows if one.subject_id in corrected]
        _file(office, police, month, again, at + _days(11), REASON)
        month = month.next()


def _first() -> Period:
    month = LAST
    for _number in range(MONTHS - 1):
        month = month.previous()
    return month


def _days(number: int) -> timedelta:
    return timedelta(days=number, hours=5)


def _police(office: Office) -> Actor:
    found = select(Account).join(MemberUnit, Account.unit_id == MemberUnit.id)
    found = found.where(MemberUnit.office_id == office.id, MemberUnit.kind_code == "police")
    return session.scalars(found.order_by(Account.id)).first().actor  # type: ignore[union-attr]


def _townships(office: Office) -> Iterator[_Township]:
    every = session.scalars(
        select(Subject)
        .where(Subject.office_id == office.id, Subject.division_id.is_not(None))
        .order_by(Subject.sort_order)
    ).all()
    for town in every:
        if town.kind is SubjectKind.TOWNSHIP:
            below = [one for one in every if one.unit_id == town.unit_id and one is not town]
            yield _Township(town, below)


Told = Mapping[tuple[int, str], Mapping[str, Decimal]]


def _by_township(office: Office) -> Told:
    """What the police filed about each township, by unit and period."""
    rows = session.execute(
        select(Figure.subject_id, Report.period, Indicator.code, Figure.value)
        .join(Report, Figure.report_id == Report.id)
        .join(ReportForm, Report.form_id == ReportForm.id)
        .join(Indicator, Figure.indicator_id == Indicator.id)
        .where(
            ReportForm.code == "police-township",
            Report.office_id == office.id,
            Figure.subject_id.is_not(None),
            Indicator.code.in_(CODES),
        )
    )
    found: dict[tuple[int, str], dict[str, Decimal]] = {}
    for unit_id, period, code, value in rows:
        found.setdefault((unit_id or 0, period), {})[code] = value or Decimal(0)
    return found


def _month(month: Period, towns: Sequence[_Township], told: Told) -> list[Count]:
    return [
        row for town in towns for row in _rows(month, town, told.get((town.subject.unit_id, str(month)), {}))
    ]


def _rows(month: Period, town: _Township, told: Mapping[str, Decimal]) -> list[Count]:
    """The cases of a township spread over its communities, and the row of the township itself."""
    draw = Random(f"{town.subject.name}:{month}")  # noqa: S311  reproducible on purpose
    chances = [_chance(town.subject, one) for one in town.communities]
    amounts = _amounts(draw, told)
    places = draw.choices(range(len(chances)), chances, k=len(amounts)) if chances else []
    suspects = draw.choices(range(len(chances)), chances, k=int(told.get("strike.arrested", 0)) // 4)
    counts = []
    for number, community in enumerate(town.communities):
        own = [amount for amount, place in zip(amounts, places, strict=False) if place == number]
        counts.append(_count(draw, month, community, own, suspects.count(number)))
    whole = _count(draw, month, town.subject, amounts, len(suspects))
    last = max((one.last_case_on for one in counts if one.last_case_on), default=None)
    return [*counts, replace(whole, last_case_on=last)]


def _chance(township: Subject, community: Subject) -> float:
    """How likely a case is here: some communities have most of them, a third nearly none."""
    draw = Random(f"chance:{township.name}:{community.name}")  # noqa: S311  reproducible on purpose
    return 0.02 if draw.random() < 0.35 else exp(draw.gauss(0, 0.9))


def _amounts(draw: Random, told: Mapping[str, Decimal]) -> list[Decimal]:
    """The loss of each case; they add up to what was filed, the large ones among them."""
    number, loss = int(told.get("case.filed", 0)), told.get("case.loss", Decimal(0))
    if not number:
        return []
    large = min(number, int(told.get("case.large", 0)), int(loss // LARGE))
    shares = [Decimal(round(exp(draw.gauss(0, 0.4)) * 1000)) for _one in range(number)]
    rest = loss - LARGE * large
    parts = [(rest * share / sum(shares)).quantize(Decimal("0.01")) for share in shares]
    parts[-1] += rest - sum(parts)
    return [part + (LARGE if place < large else 0) for place, part in enumerate(parts)]


def _count(draw: Random, month: Period, subject: Subject, amounts: Sequence[Decimal], suspects: int) -> Count:
    days = (month.end - month.start).days
    last: date | None = None
    if amounts:
        last = month.start + timedelta(days=max(draw.randrange(days) for _one in amounts))
    return Count(
        subject.id,
        len(amounts),
        sum(amounts, Decimal(0)),
        max(amounts, default=Decimal(0)),
        suspects,
        int(suspects > 1),
        last,
    )


def _exceptions(
    month: Period, rows: Sequence[Count], towns: Sequence[_Township]
) -> tuple[set[int], set[int], set[int]]:
    """Which communities are told late, corrected, and not at all in this month."""
    communities = {one.id for town in towns for one in town.communities}
    struck = [row.subject_id for row in rows if row.cases == 1 and row.subject_id in communities]
    quiet = [row.subject_id for row in rows if not row.cases and row.subject_id in communities]
    late = set(struck[:1]) if str(month) == LATE else set()
    corrected = set(struck[1:2]) if str(month) == CORRECTED else set()
    return late, corrected, set(quiet[-2:]) if str(month) == MISSING else set()


def _reported(row: Count, corrected: set[int]) -> Count:
    """As it was told at first: without the case that was found out later."""
    return Count(row.subject_id) if row.subject_id in corrected else row


def _file(
    office: Office, police: Actor, month: Period, rows: Sequence[Count], at: datetime, reason: str = ""
) -> None:
    if not rows:
        return
    with clock.standing(at):
        tallies.file(
            office,
            actor=police,
            operation=fresh_key(),
            grain=Grain.MONTH,
            first_on=month.start,
            rows=rows,
            source=Source.FORM,
            reason=reason,
        )
