"""What the office has made of the figures: a scheme, frozen rankings, the first circular, a real draft."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from coordination.accounts.models import Account
from coordination.circulars.services import check, draft, edit, hand_in, issue
from coordination.indicators.models import Indicator
from coordination.kernel.calendar import working_days
from coordination.kernel.clock import ZONE, clock
from coordination.kernel.db import session
from coordination.kernel.operations import fresh_key
from coordination.kernel.period import Period, add_working_days, deadline
from coordination.organizations.models import MemberUnit, Office
from coordination.organizations.rules import TOWNSHIP_KIND
from coordination.rankings.models import Ranking
from coordination.rankings.services import freeze
from coordination.sample.consultations import consult
from coordination.sample.files import table
from coordination.sample.offices import office_settings
from coordination.schemes.models import CohortMember, Scheme, SchemeCohort, SchemeItem

RANKED = ("2026-08", "2026-09")
NUMBERS = ("weight", "target", "limit", "per_event", "max_deduction", "min_base")
WORDS = (
    *("code", "title", "measure", "direction", "method", "steps"),
    *("over", "party", "subject_kind", "months"),
)
NOTICE = "本通报为示例，所用数据均为虚构，不反映实际情况。"


def add_scheme(office: Office) -> Scheme:
    """The scheme of schemes.toml with every township in the cohort that its name says."""
    given: dict[str, Any] = table("schemes.toml")["qilihe"]
    scheme = Scheme(
        office_id=office.id, **{name: given[name] for name in ("code", "name", "note", "min_cohort")}
    )
    session.add(scheme)
    session.flush()
    put_items(scheme, given["items"])
    units = _townships(office)
    for place, name in enumerate(dict.fromkeys(cohort_of(unit.name) for unit in units), start=1):
        session.add(SchemeCohort(scheme_id=scheme.id, name=name, sort_order=place * 10))
    session.add_all(
        CohortMember(scheme_id=scheme.id, unit_id=unit.id, cohort=cohort_of(unit.name)) for unit in units
    )
    session.flush()
    return scheme


def put_items(scheme: Scheme, items: list[dict[str, Any]]) -> None:
    """The items of a scheme as they stand in schemes.toml."""
    catalogue = {row.code: row.id for row in session.scalars(select(Indicator))}
    for order, item in enumerate(items, start=1):
        numbers = {name: Decimal(item[name]) for name in NUMBERS if name in item}
        words = {name: item[name] for name in WORDS if name in item}
        indicator = catalogue[item["indicator"]] if "indicator" in item else None
        session.add(
            SchemeItem(scheme_id=scheme.id, sort_order=order * 10, indicator_id=indicator, **words, **numbers)
        )


def cohort_of(name: str) -> str:
    cohorts: dict[str, str] = office_settings("qilihe")["cohorts"]
    return next(cohort for ending, cohort in cohorts.items() if name.endswith(ending))


def _townships(office: Office) -> list[MemberUnit]:
    found = select(MemberUnit).where(MemberUnit.office_id == office.id, MemberUnit.kind_code == TOWNSHIP_KIND)
    return list(session.scalars(found.order_by(MemberUnit.sort_order)))


class Staff:
    """The people of an office, by their user names without its prefix."""

    def __init__(self, prefix: str = "") -> None:
        names = ("clerk", "clerk2", "leader")
        wanted = [f"{prefix}{name}" for name in names]
        found = {
            account.username: account.actor
            for account in session.scalars(select(Account).where(Account.username.in_(wanted)))
        }
        self.clerk, self.second, self.leader = (found[name] for name in wanted)


def working_day(period: str, after: int, hour: int) -> datetime:
    """An hour of the working day so many days after the deadline of the period's reports."""
    is_workday = working_days()
    due = deadline(Period.parse(period), 5, 17, is_workday)
    return datetime.combine(add_working_days(due.date(), after, is_workday), time(hour), ZONE)


def freeze_months(scheme: Scheme, staff: Staff) -> Ranking:
    """Freeze the ranked months in their time, the first put to consultation; answers the last ranking."""
    for period in RANKED:
        with clock.standing(working_day(period, 4, 9)):
            ranking = freeze(scheme, actor=staff.clerk, operation=fresh_key(), period=period)
        if period == RANKED[0]:
            session.flush()
            consult(ranking)
    return ranking


def issue_circular(office: Office, ranking: Ranking, staff: Staff) -> None:
    """Draft, check and sign the circular of the ranking's month, with a notice that it is a sample."""
    start = working_day(ranking.period, 4, 10)
    with clock.standing(start):
        circular = draft(
            office, actor=staff.clerk, operation=fresh_key(), period=ranking.period, ranking=ranking
        )
        session.flush()
        edit(
            circular,
            actor=staff.clerk,
            operation=fresh_key(),
            version=circular.version,
            title=circular.title,
            addressees=circular.addressees,
            copies_to=circular.copies_to,
            body=[*circular.body, {"kind": "paragraph", "level": 1, "text": NOTICE}],
        )
    for hours, act, person in ((1, hand_in, staff.clerk), (4, check, staff.second), (6, issue, staff.leader)):
        session.flush()
        with clock.standing(start + timedelta(hours=hours)):
            act(circular, actor=person, operation=fresh_key(), version=circular.version, accepted=True)


def draft_published(office: Office, staff: Staff) -> None:
    """The circular of 通城县 from its published figures, left as a draft to be read."""
    with clock.standing(working_day("2024-03", 2, 15)):
        draft(office, actor=staff.clerk, operation=fresh_key(), period="2024-03")
