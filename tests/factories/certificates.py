"""Applications that wait for their title, certificates, and cases that are reported."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from coordination.accounts.models import Account
from coordination.applications.models import Application
from coordination.applications.states import ApplicationState, Purpose
from coordination.certificates import services
from coordination.certificates.models import Certificate, CertificateReview
from coordination.document_templates import certificate as _words  # noqa: F401  without it they have none
from coordination.kernel.clock import clock
from coordination.kernel.db import Base
from coordination.kernel.jobs import work_off
from coordination.kernel.operations import fresh_key
from coordination.standards.models import StandardVersion
from coordination.standards.rules import CriterionKind, VersionState
from coordination.subjects.models import Subject
from coordination.tallies import services as tallies
from coordination.tallies.models import Filing
from coordination.tallies.rules import Grain, Source
from coordination.tallies.rules.rows import Count
from tests.factories import standards
from tests.factories.organizations import add, session
from tests.factories.subjects import followed

OCTOBER = date(2026, 10, 1)


def enacted(cast: SimpleNamespace, **values: Any) -> StandardVersion:
    """A month without a case, for a year; in force since spring."""
    given = {"state": VersionState.ENACTED, "effective_on": date(2026, 3, 1), "valid_months": 12} | values
    criteria = given.pop("criteria", [{"kind": CriterionKind.ZERO_CASES, "text": "上月零发案"}])
    return standards.standard(cast.office, *criteria, name=given.pop("name", "山阳区无诈社区标准"), **given)


def file(
    cast: SimpleNamespace, *rows: Count, first_on: date = OCTOBER, grain: Grain = Grain.MONTH, **values: Any
) -> Filing:
    """The police file, as they do on their page."""
    return tallies.file(
        cast.office,
        actor=cast.police.actor,
        operation=fresh_key(),
        rows=rows,
        first_on=first_on,
        grain=grain,
        source=Source.FORM,
        **values,
    )


def case_on(cast: SimpleNamespace, subject: Subject, day: date, cases: int = 1, **values: Any) -> Filing:
    """Cases of a day of a subject."""
    loss = Decimal(1000 if cases else 0)
    row = Count(subject.id, cases, loss, loss)
    return file(cast, row, first_on=day, grain=Grain.DAY, **values)


def waiting(cast: SimpleNamespace, subject: Subject, version: StandardVersion, **values: Any) -> Application:
    """An application of the township that has come to 待命名."""
    given = {"filed_by_id": cast.township_a.id, "purpose": Purpose.FIRST, "round": 1} | values
    return add(
        Application(
            office_id=subject.office_id,
            unit_id=subject.unit_id,
            division_id=subject.division_id,
            subject_id=subject.id,
            version_id=version.id,
            state=ApplicationState.BEFORE_NAMING,
            drafted_at=clock.now(),
            drafted_by_id=given["filed_by_id"],
            filed_at=clock.now(),
            returned=[],
            **given,
        )
    )


def world(cast: SimpleNamespace, **values: Any) -> SimpleNamespace:
    """Five communities without a case in October, the first three with an application that waits."""
    subjects = followed(cast)
    version = enacted(cast, **values)
    names = ("柳沟社区", "石桥村", "东河社区", "白塔社区", "西园社区")
    file(cast, *(Count(subjects[name].id) for name in names))
    applications = [waiting(cast, subjects[name], version) for name in names[:3]]
    session.commit()
    return SimpleNamespace(subjects=subjects, version=version, applications=applications)


def named(cast: SimpleNamespace, application: Application, by: Account | None = None) -> Certificate:
    """Give its title, as the leader does."""
    return services.name(
        application,
        actor=(by or cast.leader).actor,
        operation=fresh_key(),
        version=application.version,
    )


def review_of(certificate: Certificate) -> CertificateReview:
    """The review that is open."""
    return (
        session.query(CertificateReview)
        .filter_by(certificate_id=certificate.id, outcome=None)
        .populate_existing()
        .one()
    )


def work(cast: SimpleNamespace, *others: Any) -> None:
    """Let the workers do what waits; the people and what is given belong to the session again."""
    work_off()
    for thing in (*vars(cast).values(), *vars(cast.units).values(), *others):
        if isinstance(thing, Base):
            session.add(thing)
