"""Naming: a title, its number and its certificate, one or many at once, all or none."""

from collections.abc import Mapping, Sequence
from datetime import date
from secrets import choice

from sqlalchemy import select

from coordination.applications.models import Application
from coordination.applications.queries import as_of
from coordination.applications.queries.applications import loaded
from coordination.applications.rules import Stage
from coordination.applications.services import named
from coordination.applications.services.begin import keep
from coordination.applications.states import WORKFLOW as APPLICATIONS
from coordination.applications.states import ApplicationAction
from coordination.audit.services import record
from coordination.certificates import numbering, rules
from coordination.certificates.jobs import look_at, print_certificate
from coordination.certificates.locking import refuse_locked
from coordination.certificates.models import Certificate, CertificateGround
from coordination.certificates.queries import cases
from coordination.certificates.queries.naming import Candidate, examined
from coordination.certificates.queries.printing import printing_key
from coordination.certificates.sentences import PUBLIC_NAMED, PUBLIC_REPLACED
from coordination.certificates.states import WORKFLOW, Cause, CertificateAction, CertificateState
from coordination.certificates.suspending import enter_event
from coordination.certificates.telling import Kind, tell_subject
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict, Invalid, Stale
from coordination.kernel.operations import service
from coordination.kernel.policy import Actor, check
from coordination.kernel.text import Text, _
from coordination.organizations.models import Office

MOST = 200
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
_TOKEN_LENGTH = 20


class NotReady(Invalid):
    """Something stands against a title; `against` says what, by application."""

    def __init__(self, against: Mapping[int, Sequence[Text]]) -> None:
        self.against = dict(against)
        errors = {
            f"application-{id}-{n}": one for id, found in against.items() for n, one in enumerate(found)
        }
        super().__init__(_("{count}件申报现在不能命名，全部没有命名。", count=len(against)), errors=errors)


@service(CertificateAction.NAME)
def name(application: Application, *, actor: Actor, operation: str, version: int | None) -> Certificate:
    """Give the title that the application asks for, as of today.

    Raises Conflict or Stale when the application is not 待命名 or was changed, Conflict while a restore
    waits for somebody to compare the numbers, NotReady when a criterion does
    not hold any more, an objection waits for its answer, or a title stands in the way.
    """
    (certificate,) = _name({application.id: version}, actor)
    return certificate


@service(CertificateAction.NAME)
def name_many(office: Office, *, actor: Actor, operation: str, chosen: Mapping[int, int | None]) -> Office:
    """Give many titles in the order of official lists, all or none; `chosen`: versions by application.

    Raises as `name` does, NotFound and Forbidden as if each were named alone.
    """
    if not chosen:
        raise Invalid(_("请至少勾选一件申报。"), field="chosen")
    if len(chosen) > MOST:
        raise Invalid(_("一次最多命名{most}件。", most=MOST), field="chosen")
    _name(chosen, actor)
    return office


def _name(chosen: Mapping[int, int | None], actor: Actor) -> list[Certificate]:
    """Every lock first, the counter last: whoever names at the same time waits, then sees what is true."""
    waiting = _held(chosen, actor)
    refuse_locked(waiting[0].office_id)
    found = examined(waiting)
    against = {one.application.id: one.against for one in found if one.against}
    if against:
        raise NotReady(against)
    today = clock.today()
    for one in found:
        if one.old is not None:
            session.refresh(one.old, with_for_update={"of": Certificate})
    given = numbering.give(found[0].application.office_id, today.year, len(found))
    return [_give(one, sequence, today, actor) for one, sequence in zip(found, given, strict=True)]


def _held(chosen: Mapping[int, int | None], actor: Actor) -> list[Application]:
    rows = session.scalars(
        select(Application)
        .where(Application.id.in_(chosen))
        .order_by(Application.id)
        .with_for_update(of=Application)
        .execution_options(populate_existing=True)
    ).all()
    found = {one.id: one for one in rows}
    for id, version in chosen.items():
        one = found.get(id)
        check(actor, CertificateAction.NAME, one)
        assert one is not None  # noqa: S101  checked above
        APPLICATIONS.next(one.state, ApplicationAction.NAME)
        if one.version != version:
            raise Stale
    if len({one.office_id for one in rows}) != 1:
        raise Conflict(_("只能命名本联席办的申报。"))
    return list(loaded(list(found)).values())


def _give(candidate: Candidate, sequence: int, today: date, actor: Actor) -> Certificate:
    application, old = candidate.application, candidate.old
    known = cases.known(application.subject_id, clock.now())
    until = rules.starts_on(today, old.valid_until if old is not None else None)
    certificate = _certificate(application, sequence, today, actor)
    certificate.valid_until = rules.last_day(until, application.standard_version.valid_months)
    if old is not None:
        _replace(old, certificate, actor)
    session.add(certificate)
    session.flush()
    _keep_known(certificate, known)
    _decided(candidate, actor)
    enter_event(certificate, CertificateAction.NAME, actor, PUBLIC_NAMED)
    _write_down(certificate, actor)
    return certificate


def _decided(candidate: Candidate, actor: Actor) -> None:
    """What was found of each criterion on this day stays with the application."""
    application = candidate.application
    application.as_of = as_of(application.office_id)
    keep(application, Stage.NAMED, candidate.findings)
    named(application, actor)


def _certificate(application: Application, sequence: int, today: date, actor: Actor) -> Certificate:
    office = session.get_one(Office, application.office_id)
    version = application.standard_version
    return Certificate(
        office_id=office.id,
        unit_id=application.unit_id,
        division_id=application.division_id,
        subject_id=application.subject_id,
        application_id=application.id,
        version_id=version.id,
        state=CertificateState.VALID,
        year=today.year,
        sequence=sequence,
        number=rules.number(office.document_code, today.year, sequence),
        title_name=version.title_name,
        subject_name=_full_name(application),
        named_on=today,
        named_at=clock.now(),
        named_by_id=actor.id,
        token="".join(choice(_LETTERS) for _each in range(_TOKEN_LENGTH)),
    )


def _full_name(application: Application) -> str:
    """A village is named with its township; what carries a name of its own stands alone."""
    subject = application.subject
    if (
        subject.division_id is not None
        and subject.located_in is not None
        and subject.located_in_id != subject.division_id
    ):
        return f"{subject.located_in.name}{subject.name}"
    return subject.name


def _replace(old: Certificate, certificate: Certificate, actor: Actor) -> None:
    """The old certificate gives way before the new one stands: a subject carries one title at a time."""
    WORKFLOW.apply(old, CertificateAction.REPLACE)
    certificate.replaces_id = old.id
    enter_event(old, CertificateAction.REPLACE, actor, PUBLIC_REPLACED, number=certificate.number)
    record(actor, CertificateAction.REPLACE, old, number=old.number, by=certificate.number)


def _keep_known(certificate: Certificate, known: list[tuple[int, date, int]]) -> None:
    session.add_all(
        CertificateGround(
            certificate_id=certificate.id,
            cause=Cause.LATE_CASE if rules.is_late(day, certificate.named_on) else Cause.CASE,
            tally_id=tally_id,
            happened_on=day,
            cases=count,
            at=clock.now(),
        )
        for tally_id, day, count in known
    )


def _write_down(certificate: Certificate, actor: Actor) -> None:
    record(
        actor,
        CertificateAction.NAME,
        certificate,
        place=certificate.subject_name,
        title=certificate.title_name,
        number=certificate.number,
    )
    tell_subject(
        actor,
        Kind.NAMED,
        certificate,
        _(
            "{subject}命名为“{title}”，编号{number}",
            subject=certificate.subject_name,
            title=certificate.title_name,
            number=certificate.number,
        ),
        "",
    )
    print_certificate.later(certificate.id, key=printing_key(certificate.id))
    look_at.later(certificate.id)
