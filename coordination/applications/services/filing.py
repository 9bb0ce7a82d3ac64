"""Filing: one application, or a township's many at once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from coordination.applications.models import Application, Opinion
from coordination.applications.policy import acts_for_the_unit
from coordination.applications.queries.applications import files as files_of
from coordination.applications.queries.applications import loaded
from coordination.applications.queries.findings import (
    Findings,
    as_of,
    evaluated,
    file_counts,
    obstacles_to_filing,
)
from coordination.applications.rules import BATCH_AT_MOST, STATEMENT_AT_MOST, Stage, checked_text
from coordination.applications.services.begin import begin, keep
from coordination.applications.services.drafting import begun, check_version, purposes
from coordination.applications.services.refusing import ready
from coordination.applications.services.steps import advance
from coordination.applications.services.telling import Kind, tell_asked, tell_office, tell_township
from coordination.applications.states import WORKFLOW, ApplicationAction, ApplicationState, Purpose
from coordination.audit.services import record
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Invalid
from coordination.kernel.operations import service
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _
from coordination.organizations.models import MemberUnit
from coordination.standards.models import StandardVersion
from coordination.subjects.models import Subject


@service(ApplicationAction.FILE)
def file(application: Application, *, actor: Actor, operation: str, version: int | None) -> Application:
    """File it. The township's filing is the first review as well; a community worker's goes to it.

    Raises NotReady with every criterion that is not met or not proven (待数据 and 待核查 may be filed),
    Invalid when the draft's version of the standard is no longer in force.
    """
    one = begin(application, ApplicationAction.FILE, version)
    if one.state is ApplicationState.DRAFT:
        check_version(one.subject, one.standard_version)
    day = as_of(one.office_id)
    findings = evaluated(one.standard_version, [one.subject_id], day)[one.subject_id]
    ready(obstacles_to_filing(one.standard_version.criteria, findings, file_counts(one)))
    asked = _file(one, actor, findings, day)
    _tell(actor, [one], asked, operation)
    return one


def _file(application: Application, actor: Actor, findings: Findings, day: date) -> list[Opinion]:
    """From draft or returned to where the next step waits."""
    WORKFLOW.apply(application, ApplicationAction.FILE)
    application.round += 1
    application.as_of = day
    application.filed_at, application.filed_by_id = clock.now(), actor.id
    application.first_reviewed_at = application.first_reviewed_by_id = None
    application.decided_at = application.decided_by_id = None
    keep(application, Stage.FILED, findings)
    asked = advance(application, findings, reviewed=acts_for_the_unit(actor, application))
    record(
        actor,
        ApplicationAction.FILE,
        application,
        name=application.subject.name,
        round=application.round,
        as_of=day.isoformat(),
    )
    return asked


def _tell(actor: Actor, filed: Sequence[Application], asked: Sequence[Opinion], operation: str) -> None:
    for one in filed:
        if one.state is ApplicationState.FILED:
            tell_township(actor, Kind.FILED, one, _("{subject}申报，请初审", subject=one.subject.name))
        elif one.state is not ApplicationState.JOINT_REVIEW:
            tell_office(actor, Kind.FILED, one, _("{subject}已申报", subject=one.subject.name))
    tell_asked(actor, Kind.ASKED, asked, f"file:{operation}")


@dataclass(frozen=True, slots=True)
class Left:
    """A subject of a batch that was not filed: what it lacks; a draft is kept if that is proof only."""

    subject: Subject
    application_id: int | None
    reasons: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """What came of a batch; nothing known of one that was sent twice (`None` is answered then)."""

    filed: tuple[Application, ...]
    drafted: tuple[Left, ...]
    left: tuple[Left, ...]


@service(ApplicationAction.FILE_MANY)
def file_many(
    unit: MemberUnit,
    *,
    actor: Actor,
    operation: str,
    standard: StandardVersion,
    subject_ids: Collection[int],
    statement: str = "",
) -> Batch:
    """File for every subject that was ticked and meets the standard, in one transaction.

    What only lacks proof is kept as a draft; what is not met, is under way or holds the title is left out and
    said why. Raises Invalid when nothing (or too much) was ticked.
    """
    subjects = _ticked(unit, standard, subject_ids)
    statement = checked_text(statement, STATEMENT_AT_MOST, field="statement")
    allowed = purposes(subjects)
    left = {one.id: Left(one, None, (why,)) for one in subjects if isinstance(why := allowed[one.id], Text)}
    day = as_of(unit.office_id)
    others = [one for one in subjects if one.id not in left]
    found = evaluated(standard, [one.id for one in others], day) if others else {}
    drafts = []
    for subject in others:
        purpose = allowed[subject.id]
        broken = obstacles_to_filing(standard.criteria, found[subject.id], _proven(standard))
        if broken:
            left[subject.id] = Left(subject, None, tuple(broken))
        elif isinstance(purpose, Purpose):
            drafts.append(begun(subject, actor, standard, purpose, statement))
    filed, drafted = _filed(actor, operation, drafts, found, day)
    record(actor, ApplicationAction.FILE_MANY, unit, filed=len(filed), drafted=len(drafted), left=len(left))
    return Batch(filed, drafted, tuple(left.values()))


def _ticked(unit: MemberUnit, standard: StandardVersion, subject_ids: Collection[int]) -> Sequence[Subject]:
    if not subject_ids:
        raise Invalid(_("请先勾选要申报的对象。"), field="subjects")
    if len(subject_ids) > BATCH_AT_MOST:
        raise Invalid(_("一次最多申报{limit}个，请分几次。", limit=BATCH_AT_MOST), field="subjects")
    wanted = select(Subject).where(Subject.id.in_(subject_ids), Subject.unit_id == unit.id)
    found = session.scalars(wanted.order_by(Subject.sort_order, Subject.id).with_for_update()).all()
    if len(found) != len(set(subject_ids)):
        raise Invalid(_("有的对象不归本单位申报，请刷新后重选。"), field="subjects")
    check_version(found[0], standard)
    return found


def _proven(standard: StandardVersion) -> Mapping[int | None, int]:
    """As if every criterion were proven: what lacks only proof becomes a draft."""
    return {one.id: 1 for one in standard.criteria}


def _filed(
    actor: Actor, operation: str, drafts: Sequence[Application], found: Mapping[int, Findings], day: date
) -> tuple[tuple[Application, ...], tuple[Left, ...]]:
    filed, drafted, asked = [], [], []
    session.flush()
    for one in drafts:
        record(actor, ApplicationAction.CREATE, one, name=one.subject.name, batch=True)
    whole = loaded([one.id for one in drafts])
    proofs = files_of(list(whole))
    for one in whole.values():
        one.batch = operation
        counts = {criterion: count for (id, criterion), count in proofs.items() if id == one.id}
        unproven = obstacles_to_filing(one.standard_version.criteria, found[one.subject_id], counts)
        if unproven:
            drafted.append(Left(one.subject, one.id, tuple(unproven)))
            continue
        asked += _file(one, actor, found[one.subject_id], day)
        filed.append(one)
    _tell(actor, filed, asked, operation)
    return tuple(filed), tuple(drafted)
