"""Applications: who sees which, and one with everything its page and its acts need."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, false, func, or_, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from coordination.accounts.models import Account
from coordination.applications.models import Application, ApplicationEvidence, Opinion
from coordination.applications.policy import OFFICE_PEOPLE, UNIT_PEOPLE
from coordination.applications.states import OPEN
from coordination.kernel.db import session
from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor
from coordination.standards.models import Criterion, StandardVersion
from coordination.subjects.models import Subject


def visible_to(actor: Actor) -> Select[Application]:
    """The office sees all, a unit those of what it looks after and those it signs, a community worker those
    of the own community."""
    found = select(Application).where(Application.office_id == actor.office_id)
    if actor.office_id is None:
        return found.where(false())
    if actor.unit_id is None:
        return found if actor.functions & OFFICE_PEOPLE else found.where(false())
    if Function.COMMUNITY_WORKER in actor.functions:
        own = Application.division_id == actor.division_id
        return found.where(Application.unit_id == actor.unit_id, own)
    if not actor.functions & UNIT_PEOPLE:
        return found.where(false())
    signed = select(Opinion.application_id).where(Opinion.unit_id == actor.unit_id)
    return found.where(or_(Application.unit_id == actor.unit_id, Application.id.in_(signed)))


def whole() -> tuple[Any, ...]:
    """For a statement about applications: everything its page and its acts read."""
    return (
        joinedload(Application.subject, innerjoin=True).joinedload(Subject.located_in),
        joinedload(Application.unit, innerjoin=True),
        joinedload(Application.standard_version, innerjoin=True).options(
            joinedload(StandardVersion.standard, innerjoin=True),
            selectinload(StandardVersion.criteria).options(
                joinedload(Criterion.indicator),
                joinedload(Criterion.party),
                joinedload(Criterion.confirming_kind),
                joinedload(Criterion.confirmer),
            ),
        ),
        *(
            joinedload(person).load_only(Account.name)
            for person in (
                Application.drafted_by,
                Application.filed_by,
                Application.first_reviewed_by,
                Application.decided_by,
            )
        ),
        selectinload(Application.opinions).options(
            joinedload(Opinion.unit, innerjoin=True), joinedload(Opinion.given_by).load_only(Account.name)
        ),
        selectinload(Application.evidence).options(
            joinedload(ApplicationEvidence.file, innerjoin=True),
            joinedload(ApplicationEvidence.added_by, innerjoin=True).load_only(Account.name),
        ),
        selectinload(Application.findings),
    )


def application(actor: Actor, **places: int) -> Application | None:
    """The application of an address, if visible to the actor, with everything of it."""
    id = places["id"]
    if not 0 < id < 2**63:
        return None
    found = visible_to(actor).where(Application.id == id).options(*whole())
    one = session.scalars(found.execution_options(populate_existing=True)).first()
    return tied(one) if one is not None else None


def tied(application: Application) -> Application:
    """Let what was loaded with an application lead back to it, so that it is neither lost nor read again."""
    for one in (*application.opinions, *application.evidence, *application.findings):
        set_committed_value(one, "application", application)
    return application


def loaded(ids: Collection[int]) -> dict[int, Application]:
    """These applications with everything of them, by id."""
    found = select(Application).where(Application.id.in_(ids)).options(*whole())
    rows = session.scalars(found.execution_options(populate_existing=True))
    return {one.id: tied(one) for one in rows}


def opinion(actor: Actor, **places: int) -> Opinion | None:
    """The opinion of an address, with its application and everything of that."""
    id = places["id"]
    if not 0 < id < 2**63:
        return None
    found = select(Opinion.application_id).where(Opinion.id == id, Opinion.office_id == actor.office_id)
    number = session.scalar(found)
    whole = application(actor, id=number) if number is not None else None
    return next((one for one in whole.opinions if one.id == id), None) if whole else None


def evidence(actor: Actor, **places: int) -> ApplicationEvidence | None:
    """The file of an address, if its application is visible to the actor."""
    id = places["id"]
    seen = visible_to(actor).with_only_columns(Application.id)
    found = (
        select(ApplicationEvidence)
        .where(ApplicationEvidence.id == id, ApplicationEvidence.application_id.in_(seen))
        .options(
            joinedload(ApplicationEvidence.file, innerjoin=True),
            joinedload(ApplicationEvidence.application, innerjoin=True).selectinload(Application.opinions),
        )
    )
    return session.scalars(found).first() if 0 < id < 2**63 else None


def under_way(subject_ids: Sequence[int]) -> dict[int, Application]:
    """The open application of each of these subjects, if there is one."""
    found = select(Application).where(Application.subject_id.in_(subject_ids), Application.state.in_(OPEN))
    return {one.subject_id: one for one in session.scalars(found)}


def files(application_ids: Sequence[int]) -> dict[tuple[int, int | None], int]:
    """How many files prove each criterion of these applications."""
    key = (ApplicationEvidence.application_id, ApplicationEvidence.criterion_id)
    found = select(*key, func.count()).where(ApplicationEvidence.application_id.in_(application_ids))
    return {(row[0], row[1]): row[2] for row in session.execute(found.group_by(*key))}
