"""The sheet: kept as one goes, handed in when it is whole; then what follows from the verdict."""

from collections.abc import Sequence

from coordination.audit.services import record
from coordination.certificates import services as certificates
from coordination.inspections.models import Inspection, InspectionPoint
from coordination.inspections.rules import Sheet, missing, told_problems, too_long
from coordination.inspections.sentences import FOLLOW
from coordination.inspections.services.begin import begin
from coordination.inspections.states import (
    VERDICT_LABELS,
    WORKFLOW,
    InspectionAction,
    InspectionState,
    Result,
    Verdict,
)
from coordination.inspections.telling import tell_done, tell_planned
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Invalid
from coordination.kernel.operations import service
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _


@service(InspectionAction.FILL)
def save(
    inspection: Inspection, *, actor: Actor, operation: str, version: int | None, sheet: Sheet
) -> Inspection:
    """Keep what was typed so far. Raises Invalid by field for what is too long, Stale when somebody else
    saved, Conflict when the inspection has ended."""
    one = begin(inspection, InspectionAction.FILL, version)
    _write(one, sheet)
    answered = sum(point.result is not None for point in one.points)
    record(actor, InspectionAction.FILL, one, answered=answered, points=len(one.points))
    return one


@service(InspectionAction.FINISH)
def finish(
    inspection: Inspection, *, actor: Actor, operation: str, version: int | None, sheet: Sheet
) -> Inspection:
    """Hand the sheet in. 不合格 has the title put into review, 限期整改 plans an inspection for that day.

    Raises Invalid by field for everything that the sheet lacks, Stale and Conflict as `save` does.
    """
    one = begin(inspection, InspectionAction.FINISH, version)
    _write(one, sheet)
    wrong = missing(sheet, [point.id for point in one.points], clock.today())
    if wrong:
        raise Invalid(_("复查记录还不完整。"), errors=wrong)
    if one.verdict is not Verdict.TO_MEND:
        one.mend_by = None
    session.flush()  # the sheet first: of an inspection that is done nothing changes
    WORKFLOW.apply(one, InspectionAction.FINISH)
    one.done_at, one.done_by_id = clock.now(), actor.id
    assert one.verdict is not None  # noqa: S101  missing() asked for it
    record(actor, InspectionAction.FINISH, one, verdict=str(VERDICT_LABELS[one.verdict]))
    _follow(one, actor)
    tell_done(actor, one, _told(one))
    return one


def _write(one: Inspection, sheet: Sheet) -> None:
    wrong = too_long(sheet)
    if wrong:
        raise Invalid(_("有的内容太长。"), errors=wrong)
    for point in one.points:
        answer = sheet.answers.get(point.id)
        if answer is not None:
            point.result, point.note = answer.result, answer.note.strip()
    one.verdict, one.summary, one.mend_by = sheet.verdict, sheet.summary.strip(), sheet.mend_by
    one.saved_at = clock.now()
    session.flush()


def _follow(one: Inspection, actor: Actor) -> None:
    problems = [point for point in one.points if point.result is Result.PROBLEM]
    if one.verdict is Verdict.FAILED and one.certificate_id is not None:
        text = told_problems(one.summary, [point.note for point in problems])
        certificates.inspected(one.certificate_id, one.id, failed_on=clock.today(), text=text)
    if one.verdict is Verdict.TO_MEND:
        again = _again(one, problems, actor)
        session.flush()
        record(actor, FOLLOW, again, due=again.due_on.isoformat())
        tell_planned(actor, [again])


def _again(one: Inspection, problems: Sequence[InspectionPoint], actor: Actor) -> Inspection:
    """The inspection that looks again: at the problems, or at what was to be mended."""
    assert one.mend_by is not None  # noqa: S101  missing() asked for it
    points = [
        InspectionPoint(criterion_id=point.criterion_id, text=point.text, before=point.note)
        for point in problems
    ] or [InspectionPoint(text=str(_("整改是否到位")), before=one.summary)]
    for order, point in enumerate(points):
        point.sort_order, point.office_id = order, one.office_id
    made = Inspection(
        office_id=one.office_id,
        unit_id=one.unit_id,
        division_id=one.division_id,
        subject=one.subject,
        certificate_id=one.certificate_id,
        version_id=one.version_id,
        inspector_id=one.inspector_id,
        follows_id=one.id,
        state=InspectionState.PLANNED,
        due_on=one.mend_by,
        planned_at=clock.now(),
        planned_by_id=actor.id,
        points=points,
    )
    session.add(made)
    return made


def _told(one: Inspection) -> Text:
    words = {"subject": one.subject.name, "summary": one.summary[:100]}
    if one.verdict is Verdict.TO_MEND:
        return _("{subject}复查结论：限期整改，{due}前改好。{summary}", due=one.mend_by, **words)
    if one.verdict is Verdict.FAILED:
        return _("{subject}复查结论：不合格。{summary}", **words)
    return _("{subject}复查结论：合格", subject=one.subject.name)
