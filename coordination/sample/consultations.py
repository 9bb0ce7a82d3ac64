"""Rankings put to the units before issue (示例): August, computed again after an objection that was upheld;
and the last month of the banks, in consultation now with an objection to answer."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from coordination.accounts.models import Account
from coordination.consultations import queries, services
from coordination.consultations.models import Consultation, Objection
from coordination.kernel.calendar import working_days
from coordination.kernel.clock import ZONE, clock, local
from coordination.kernel.db import session
from coordination.kernel.functions import Function
from coordination.kernel.operations import fresh_key
from coordination.kernel.period import add_working_days
from coordination.kernel.policy import Actor
from coordination.organizations.models import MemberUnit, Office
from coordination.rankings import queries as rankings
from coordination.rankings.models import Ranking, ScoreLine
from coordination.report_forms.models import ReportForm
from coordination.reporting import queries as reports
from coordination.reporting import services as reporting
from coordination.reporting.models import Report
from coordination.reporting.sheet import Entry
from coordination.sample.months import Cast
from coordination.schemes.models import Scheme

DISSUADED, WARNED = "warn.dissuaded", "warn.issued"
POLICE = "police-township"
UPHELD, REJECTED = "dissuasion", "households"
BANK, BANK_MONTH = "bank", "2026-09"
WRONG = "示例：有1起见面劝阻成功没有计入，附出警记录，请核对。"
MENDED = "示例：与出警记录核对，漏计劝阻成功1起"
ACCEPTED = "示例：核对出警记录属实，由公安分局更正后重新计算。"
DOUBTED = "示例：入户数没有算上物业代发的宣传单，请补计。"
REFUSED = "示例：口径只计上门入户，物业代发不计，数值不变。"
BANK_DOUBT = "示例：本行报表与系统导出数不一致，请核对来源。"


def consult(ranking: Ranking) -> Ranking:
    """Put a ranking of the townships to consultation: one objection is not upheld, one is, and leads to
    another computation. Answers the ranking that holds in the end."""
    cast, line = Cast.of(session.get_one(Office, ranking.office_id)), _contested(ranking)
    clerk, leader = cast.clerks[0].actor, _leader(ranking.office_id)
    with clock.standing(_day(ranking, 0, 10)):
        first = services.begin(ranking, actor=clerk, operation=fresh_key(), days=3, note="示例：请核对。")
    _read(first, cast, _day(ranking, 1, 9))
    other = next(one for one in _lines(ranking) if one.unit_id != line.unit_id)
    wrong = _object(first, line, UPHELD, WRONG, cast, _day(ranking, 1, 10))
    doubted = _object(first, other, REJECTED, DOUBTED, cast, _day(ranking, 1, 15))
    _answer(wrong, leader, ACCEPTED, _day(ranking, 2, 9), upheld=True)
    _answer(doubted, leader, REFUSED, _day(ranking, 2, 11), upheld=False)
    _correct(ranking, line.unit, cast)
    with clock.standing(_day(ranking, 3, 15)):
        again = services.recompute(first, actor=clerk, operation=fresh_key(), version=first.version, days=1)
    session.flush()
    with clock.standing(_day(ranking, 5, 9)):
        services.close(again, actor=clerk, operation=fresh_key(), version=again.version)
    session.flush()
    return again.ranking


def consult_now(office: Office) -> None:
    """The banks' last month is in consultation, and one of them objects."""
    wanted = select(Scheme).where(Scheme.office_id == office.id, Scheme.code == BANK)
    scheme = session.scalars(wanted).one()
    cast, now = Cast.of(office), clock.now()
    clerk, ranking = cast.clerks[0].actor, rankings.frozen(scheme, BANK_MONTH)[0]
    with clock.standing(now - timedelta(hours=20)):
        first = services.begin(ranking, actor=clerk, operation=fresh_key(), days=3)
    _read(first, cast, now - timedelta(hours=2))
    line = _lines(ranking)[0]
    item = next(one.code for one in line.items if one.sources)
    _object(first, line, item, BANK_DOUBT, cast, now - timedelta(hours=1))


def _day(ranking: Ranking, after: int, hour: int) -> datetime:
    """An hour of the working day so many days after the freeze."""
    first = local(ranking.frozen_at).date()
    return datetime.combine(add_working_days(first, after, working_days()), time(hour), ZONE)


def _leader(office_id: int) -> Actor:
    found = select(Account).where(Account.office_id == office_id, Account.unit_id.is_(None))
    return next(one.actor for one in session.scalars(found) if Function.LEADER in one.actor.functions)


def _lines(ranking: Ranking) -> Sequence[ScoreLine]:
    return rankings.lines(ranking)


def _contested(ranking: Ranking) -> ScoreLine:
    """The first unit in official order of which one dissuasion could have been forgotten."""
    sheet = reports.sheet(_report(ranking))
    held = {
        (place.row.subject_id, place.column.code): sheet.stored[place.key].value or 0
        for place in sheet.layout.places
        if place.key in sheet.stored
    }
    for line in sorted(_lines(ranking), key=lambda one: (one.unit.sort_order, one.unit_id)):
        done, asked = (held.get((line.unit_id, code), 0) for code in (DISSUADED, WARNED))
        if line.rank and done < asked:
            return line
    raise LookupError("every warning of the sample was followed")


def _read(one: Consultation, cast: Cast, at: datetime) -> None:
    """Two of three units look, and every other of those agrees."""
    with clock.standing(at):
        for number, place in enumerate(queries.asked(one)):
            who = cast.filers.get(place.unit_id)
            if who is None or number % 3 == 2:
                continue
            services.read(place, actor=who.actor, operation=fresh_key())
            if number % 3 == 1:
                services.agree(place, actor=who.actor, operation=fresh_key())
    session.flush()


def _object(
    one: Consultation, line: ScoreLine, item: str, reason: str, cast: Cast, at: datetime
) -> Objection:
    place = queries.place_in(one.id, line.unit_id)
    assert place is not None  # noqa: S101  every line is asked about
    with clock.standing(at):
        made = services.object_to(
            place,
            actor=cast.filers[line.unit_id].actor,
            operation=fresh_key(),
            item=item,
            reason=reason,
        )
    session.flush()
    return made


def _answer(objection: Objection, who: Actor, text: str, at: datetime, *, upheld: bool) -> None:
    with clock.standing(at):
        services.answer(
            objection,
            actor=who,
            operation=fresh_key(),
            version=objection.version,
            upheld=upheld,
            text=text,
        )
    session.flush()


def _report(ranking: Ranking) -> Report:
    """What the police filed about the townships for the month."""
    found = select(Report).join(Report.form).where(ReportForm.code == POLICE)
    found = found.where(Report.office_id == ranking.office_id, Report.period == ranking.period)
    return session.scalars(found.options(joinedload(Report.form), joinedload(Report.unit))).one()


def _correct(ranking: Ranking, unit: MemberUnit, cast: Cast) -> None:
    """One dissuasion more, of the township and in all; given back by one clerk, approved by the other."""
    report = _report(ranking)
    with clock.standing(_day(ranking, 2, 14)):
        clerk = cast.clerks[1].actor
        reporting.reopen(report, actor=clerk, operation=fresh_key(), version=report.version, reason=MENDED)
    session.flush()
    sheet = reports.sheet(report)
    entries = dict(sheet.entries)
    for place in sheet.layout.places:
        if place.column.code == DISSUADED and place.row.subject_id in (unit.id, None):
            value = (sheet.stored[place.key].value or 0) + 1
            entries[place.key] = Entry(str(value), MENDED)
    with clock.standing(_day(ranking, 3, 9)):
        who = cast.filers[report.unit_id].actor
        reporting.submit(report, actor=who, operation=fresh_key(), version=report.version, entries=entries)
    session.flush()
    with clock.standing(_day(ranking, 3, 11)):
        reporting.approve(report, actor=cast.clerks[0].actor, operation=fresh_key(), version=report.version)
    session.flush()
