"""A frozen October put to consultation: the police filed and the first clerk approved most of it."""

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

from coordination.consultations import queries, services
from coordination.consultations.models import Consultation, ConsultedUnit, Objection
from coordination.kernel.operations import fresh_key
from coordination.kernel.policy import Actor
from coordination.notifications.models import Notification
from coordination.notifications.wording import restored
from coordination.rankings import services as rankings
from coordination.rankings.models import Ranking
from coordination.reporting import services as reporting
from coordination.reporting.models import Figure, Report
from coordination.reporting.states import ReportState
from tests.factories import rankings as factory
from tests.factories.organizations import session
from tests.factories.rankings import MONTH

SAID = "台账上是1起，报表填成了2起，附台账。"


def world(cast: SimpleNamespace) -> SimpleNamespace:
    """The district of the rankings with October frozen."""
    place = factory.district(cast)
    place.ranking = frozen(cast, place)
    return place


def frozen(cast: SimpleNamespace, place: SimpleNamespace) -> Ranking:
    return rankings.freeze(place.scheme, actor=cast.clerk.actor, operation=fresh_key(), period=MONTH)


def begun(cast: SimpleNamespace, place: SimpleNamespace, days: int = 3, **more: object) -> Consultation:
    given = {"actor": cast.clerk.actor, "operation": fresh_key(), "days": days, **more}
    return services.begin(place.ranking, **given)  # type: ignore[arg-type]


def place_of(consultation: Consultation, unit_id: int) -> ConsultedUnit:
    found = queries.place_in(consultation.id, unit_id)
    assert found is not None
    return found


def objected(consultation: Consultation, who: Actor, item: str = "cases", **more: object) -> Objection:
    assert who.unit_id is not None
    given = {"actor": who, "operation": fresh_key(), "item": item, "reason": SAID, **more}
    return services.object_to(place_of(consultation, who.unit_id), **given)  # type: ignore[arg-type]


def answered(objection: Objection, who: Actor, *, upheld: bool, text: str = "已核对台账。") -> Objection:
    return services.answer(
        objection,
        actor=who,
        operation=fresh_key(),
        version=objection.version,
        upheld=upheld,
        text=text,
    )


def police_report(place: SimpleNamespace) -> Report:
    return session.query(Report).filter_by(form_id=place.forms.police.id, period=MONTH).one()


def reopened(cast: SimpleNamespace, place: SimpleNamespace) -> Report:
    """The police's report goes back for correction."""
    report = police_report(place)
    return reporting.reopen(
        report,
        actor=cast.second_clerk.actor,
        operation=fresh_key(),
        version=report.version,
        reason="与台账不符",
    )


def corrected(cast: SimpleNamespace, place: SimpleNamespace, unit: str = "青溪镇", cases: int = 1) -> Report:
    """Reopened, filed with another number of cases of one township, approved again."""
    report = reopened(cast, place)
    mended = session.query(Figure).filter_by(report_id=report.id, subject_id=place.units[unit].id)
    wanted = factory.indicator("case.filed").id
    mended.filter_by(indicator_id=wanted).update({"value": Decimal(cases)})
    with session.no_autoflush:
        report.state, report.return_reason, report.revision = ReportState.APPROVED, "", report.revision + 1
        report.approved_at, report.approved_by_id = report.submitted_at, cast.clerk.id
    session.commit()
    return report


def told(session, person):
    found = session.query(Notification).filter_by(account_id=person.id).order_by(Notification.id)
    return [str(restored(one.message, one.content)) for one in found]


def past(clock, one):
    """The morning after the last day."""
    while clock.today() <= one.closes_on:
        clock.move(clock.now() + timedelta(days=1))


def close(one, who):
    return services.close(one, actor=who.actor, operation=fresh_key(), version=one.version)


def recompute(one, who, days=2, key=None):
    return services.recompute(
        one, actor=who.actor, operation=key or fresh_key(), version=one.version, days=days
    )


def agree(open_one, who, unit):
    return services.agree(place_of(open_one, unit.id), actor=who.actor, operation=fresh_key())


def edit(objection, who, version=None, **values):
    given = {"reason": objection.reason, "claimed": objection.claimed, **values}
    return services.edit(
        objection,
        actor=who.actor,
        operation=fresh_key(),
        version=version or objection.version,
        **given,
    )
