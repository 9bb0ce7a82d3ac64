"""Titles of the sample district (示例): in force, ending soon, suspended, restored, revoked."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select

from coordination.accounts.models import Account
from coordination.applications.models import Application
from coordination.applications.queries.findings import evaluated
from coordination.applications.states import OPEN, ApplicationAction, ApplicationState, Purpose
from coordination.audit.services import record
from coordination.certificates import services
from coordination.certificates.jobs import look_at
from coordination.certificates.models import Certificate, CertificateReview
from coordination.kernel.clock import ZONE, clock
from coordination.kernel.db import session
from coordination.kernel.functions import Function
from coordination.kernel.operations import fresh_key
from coordination.organizations.models import Office
from coordination.sample.months import LAST, Cast
from coordination.standards import services as standards
from coordination.standards.models import Standard, StandardVersion
from coordination.standards.queries import enacted
from coordination.standards.rules import Standing
from coordination.subjects.models import Subject
from coordination.subjects.rules import SubjectKind
from coordination.tallies.models import Tally

#: Two batches: the first ends in January, so its renewal is offered when the sample is looked at.
EARLY, LATER, LAST_ONES = date(2026, 1, 9), date(2026, 6, 15), date(2026, 9, 7)
IN_FORCE, STRUCK = 4, 3
STATEMENT = "示例：已上门核实，当事人为外来务工人员，案发时不在本社区居住；已补做入户宣传。"
RESTORED = "示例：经公安核实，案发地和常住地均不在本社区，恢复称号。"
REVOKED = "示例：同一手法连续发案，预警回访没有落实，予以摘牌。"


def certify(office: Office) -> None:
    """Name communities that met the standard on their day; those that a case struck come into review."""
    people = _People(office)
    version = _in_force(office, people)
    named = [_name(office, people, version, day, struck=False) for day in (EARLY, LATER)]
    struck = sorted(_name(office, people, version, LAST_ONES, struck=True), key=_reported, reverse=True)
    ends = (_leave_open, _restore, _revoke)
    for certificate, end in zip(struck, ends, strict=False):
        end(certificate, people)
    if not all(named) or len(struck) < len(ends):
        raise ValueError("the sample has too few communities that meet the standard")


class _People:
    """Who acts in the sample: the leader, the clerk, and who files for each unit."""

    def __init__(self, office: Office) -> None:
        cast = Cast.of(office)
        leaders = select(Account).where(Account.office_id == office.id, Account.unit_id.is_(None))
        leader = session.scalars(leaders.where(Account.functions.contains([str(Function.LEADER)]))).first()
        assert leader is not None  # noqa: S101  the sample has one
        self.leader, self.clerk, self.filers = leader.actor, cast.clerks[0].actor, cast.filers


def _at(day: date, hour: int = 10) -> datetime:
    return datetime.combine(day, time(hour), ZONE)


def _in_force(office: Office, people: _People) -> StandardVersion:
    """A standard of communities that the office has enacted; the first pattern where it has none."""
    found = enacted(office.id, SubjectKind.COMMUNITY, LAST.last_day)
    if found:
        return found[0]
    pattern = session.scalars(
        select(Standard)
        .where(Standard.office_id.is_(None), Standard.subject_kind == SubjectKind.COMMUNITY)
        .order_by(Standard.sort_order)
    ).first()
    assert pattern is not None  # noqa: S101  the reference data holds it
    with clock.standing(_at(EARLY - timedelta(days=60))):
        draft = standards.adopt(pattern, actor=people.clerk, operation=fresh_key())
        return standards.enact(
            draft,
            actor=people.leader,
            operation=fresh_key(),
            version=draft.version,
            effective_on=clock.today(),
        )


def _name(
    office: Office, people: _People, version: StandardVersion, day: date, *, struck: bool
) -> list[Certificate]:
    """Communities that met the standard on the day, named by the leader; `struck`: one case came later."""
    chosen = list(_communities(office, version, day, struck=struck))
    with clock.standing(_at(day)):
        waiting = [_waiting(one, people, version, day) for one in chosen]
        session.flush()
        asked = {one.id: one.version for one in waiting}
        services.name_many(office, actor=people.leader, operation=fresh_key(), chosen=asked)
    found = select(Certificate).where(Certificate.application_id.in_(asked)).order_by(Certificate.sequence)
    return list(session.scalars(found))


def _communities(office: Office, version: StandardVersion, day: date, *, struck: bool) -> Iterator[Subject]:
    every = session.scalars(
        select(Subject)
        .where(Subject.office_id == office.id, Subject.kind == SubjectKind.COMMUNITY)
        .where(Subject.id.not_in(_taken()))
        .order_by(Subject.sort_order, Subject.id)
    ).all()
    found = evaluated(version, [one.id for one in every], day)
    later = _cases_after([one.id for one in every], day)
    wanted, townships = int(struck), set[int]()
    for one in every:
        met = all(each.standing is Standing.MET for each in found[one.id].values())
        if met and later.get(one.id, 0) == wanted and one.unit_id not in townships:
            townships.add(one.unit_id)
            yield one
        if len(townships) == (STRUCK if struck else IN_FORCE):
            return


def _taken() -> Collection[int]:
    """Who has a title or an application under way."""
    under_way = select(Application.subject_id).where(Application.state.in_((*OPEN, ApplicationState.NAMED)))
    return session.scalars(under_way).all()


def _cases_after(subject_ids: Collection[int], day: date) -> dict[int, int]:
    """How many rows with cases were reported after the day."""
    found = select(Tally.subject_id, func.count()).where(
        Tally.subject_id.in_(subject_ids),
        Tally.superseded_at.is_(None),
        Tally.cases > 0,
        Tally.recorded_at > _at(day),
    )
    return {row[0]: row[1] for row in session.execute(found.group_by(Tally.subject_id))}


def _waiting(subject: Subject, people: _People, version: StandardVersion, day: date) -> Application:
    """An application as it stands when its notice is over, with its history."""
    filer, as_of = people.filers[subject.unit_id], day - timedelta(days=20)
    made = Application(
        office_id=subject.office_id,
        unit_id=subject.unit_id,
        division_id=subject.division_id,
        subject_id=subject.id,
        version_id=version.id,
        purpose=Purpose.FIRST,
        state=ApplicationState.BEFORE_NAMING,
        statement="示例：按标准逐条自查，都已达到。",
        as_of=as_of,
        round=1,
        returned=[],
        drafted_at=_at(day - timedelta(days=21)),
        drafted_by_id=filer.id,
        filed_at=_at(as_of),
        filed_by_id=filer.id,
        decided_at=_at(day - timedelta(days=10)),
        decided_by_id=people.clerk.id,
    )
    session.add(made)
    name, title, day_of = subject.name, version.title_name, as_of.isoformat()
    record(filer.actor, ApplicationAction.CREATE, made, name=name, title=title)
    record(filer.actor, ApplicationAction.FILE, made, name=name, round=1, as_of=day_of)
    record(people.clerk, ApplicationAction.CONCLUDE, made, as_of=day_of)
    return made


def _reported(certificate: Certificate) -> datetime:
    """When the case was reported that struck it."""
    reported = select(func.max(Tally.recorded_at)).where(
        Tally.subject_id == certificate.subject_id,
        Tally.superseded_at.is_(None),
        Tally.cases > 0,
        Tally.recorded_at > certificate.named_at,
    )
    return session.scalars(reported).one()


def _struck(certificate: Certificate) -> CertificateReview:
    """Soon after the case was reported, the title comes into review."""
    with clock.standing(_reported(certificate) + timedelta(minutes=5)):
        look_at(certificate.id)
    found = select(CertificateReview).where(CertificateReview.certificate_id == certificate.id)
    return session.scalars(found).one()


def _leave_open(certificate: Certificate, _people: _People) -> None:
    _struck(certificate)


def _stated(certificate: Certificate, people: _People) -> CertificateReview:
    review = _struck(certificate)
    filer = people.filers[certificate.unit_id].actor
    with clock.standing(review.opened_at + timedelta(days=1)):
        services.state_case(
            review, actor=filer, operation=fresh_key(), version=review.version, statement=STATEMENT
        )
    return review


def _restore(certificate: Certificate, people: _People) -> None:
    review = _stated(certificate, people)
    with clock.standing(review.opened_at + timedelta(days=3)):
        services.restore(
            review, actor=people.leader, operation=fresh_key(), version=review.version, reason=RESTORED
        )


def _revoke(certificate: Certificate, people: _People) -> None:
    review = _stated(certificate, people)
    with clock.standing(review.opened_at + timedelta(days=4)):
        services.revoke(
            review, actor=people.leader, operation=fresh_key(), version=review.version, reason=REVOKED
        )
