"""An application begins, is written, is taken back."""

from collections.abc import Sequence

from coordination.applications.models import Application
from coordination.applications.queries.applications import under_way
from coordination.applications.rules import STATEMENT_AT_MOST, checked_reason, checked_text
from coordination.applications.services.begin import begin
from coordination.applications.services.telling import Kind, tell_office, tell_signers
from coordination.applications.states import OPEN, WORKFLOW, ApplicationAction, ApplicationState, Purpose
from coordination.applications.titles import Held, held
from coordination.applications.watching import left
from coordination.audit.services import record
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict, Invalid
from coordination.kernel.operations import service
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _
from coordination.standards.models import StandardVersion
from coordination.standards.queries import enacted
from coordination.subjects.models import Subject


@service(ApplicationAction.CREATE)
def draft(
    subject: Subject, *, actor: Actor, operation: str, standard: StandardVersion, statement: str = ""
) -> Application:
    """Begin an application of a subject under a version of a standard in force.

    Raises Conflict when one is under way or the title is held and not yet to be renewed, Invalid at
    `standard` for a version that is not in force or of another kind.
    """
    purpose = purposes([subject])[subject.id]
    if not isinstance(purpose, Purpose):
        raise Conflict(purpose)
    check_version(subject, standard)
    text = checked_text(statement, STATEMENT_AT_MOST, field="statement")
    made = begun(subject, actor, standard, purpose, text)
    record(actor, ApplicationAction.CREATE, made, name=subject.name, title=standard.title_name)
    return made


def begun(
    subject: Subject, actor: Actor, standard: StandardVersion, purpose: Purpose, statement: str
) -> Application:
    """The row of a new draft."""
    made = Application(
        office_id=subject.office_id,
        unit_id=subject.unit_id,
        division_id=subject.division_id,
        subject_id=subject.id,
        version_id=standard.id,
        purpose=purpose,
        state=ApplicationState.DRAFT,
        statement=statement,
        drafted_at=clock.now(),
        drafted_by_id=actor.id,
        returned=[],
    )
    session.add(made)
    return made


def purposes(subjects: Sequence[Subject]) -> dict[int, Purpose | Text]:
    """For each subject whether it applies for the first time or for a renewal, or why it may not apply; a
    constant number of statements."""
    ids = [one.id for one in subjects]
    open_now, titles = under_way(ids), held(ids)
    return {one.id: _purpose(one, open_now.get(one.id), titles.get(one.id)) for one in subjects}


def _purpose(subject: Subject, open_now: Application | None, title: Held | None) -> Purpose | Text:
    name = subject.name
    if subject.closed_on is not None:
        return _("“{subject}”已停用，不能申报。", subject=name)
    if open_now is not None:
        return _("“{subject}”已有一件申报在办，请先办完或撤回。", subject=name)
    if title is None:
        return Purpose.FIRST
    if title.renewable_on is None:
        return _("“{subject}”已命名（{number}），不用再报。", subject=name, number=title.number)
    if clock.today() < title.renewable_on:
        day = title.renewable_on.isoformat()
        words = {"subject": name, "number": title.number, "day": day}
        return _("“{subject}”已命名（{number}），{day}起才能申报复评。", **words)
    return Purpose.RENEWAL


def check_version(subject: Subject, standard: StandardVersion) -> None:
    """Raise Invalid at `standard` unless the version is in force for this kind of subject today."""
    in_force = enacted(subject.office_id, subject.kind, clock.today())
    if standard.id not in {one.id for one in in_force}:
        raise Invalid(_("这一版标准现在不施行，请改选现行标准。"), field="standard")


@service(ApplicationAction.EDIT)
def edit(
    application: Application,
    *,
    actor: Actor,
    operation: str,
    version: int | None,
    statement: str,
    standard: StandardVersion | None = None,
) -> Application:
    """Keep what was written; a draft may go over to another version in force (`standard`)."""
    one = begin(application, ApplicationAction.EDIT, version)
    one.statement = checked_text(statement, STATEMENT_AT_MOST, field="statement")
    if standard is not None and standard.id != one.version_id:
        _go_over(one, standard)
    record(actor, ApplicationAction.EDIT, one)
    return one


def _go_over(application: Application, standard: StandardVersion) -> None:
    if application.state is not ApplicationState.DRAFT or application.evidence:
        raise Invalid(_("已报过或已传材料的申报不能改标准，请撤回后重新申报。"), field="standard")
    check_version(application.subject, standard)
    application.version_id = standard.id


@service(ApplicationAction.WITHDRAW)
def withdraw(
    application: Application, *, actor: Actor, operation: str, version: int | None, reason: str = ""
) -> Application:
    """Take it back; a reason is asked for once it was filed. Raises Invalid at `reason`."""
    one = begin(application, ApplicationAction.WITHDRAW, version)
    before = one.state
    if before is not ApplicationState.DRAFT:
        reason = checked_reason(reason, _("请写明撤回原因。"))
    assert before in OPEN  # noqa: S101  the table of moves says so
    WORKFLOW.apply(one, ApplicationAction.WITHDRAW)
    one.reason = reason.strip()
    record(actor, ApplicationAction.WITHDRAW, one, reason=one.reason)
    left(one, before, actor)
    if before is ApplicationState.JOINT_REVIEW:
        tell_signers(actor, Kind.WITHDRAWN, one, _told_withdrawn(one))
    if before is not ApplicationState.DRAFT:
        tell_office(actor, Kind.WITHDRAWN, one, _told_withdrawn(one))
    return one


def _told_withdrawn(application: Application) -> Text:
    return _("{subject}的申报已撤回：{reason}", subject=application.subject.name, reason=application.reason)
