"""A department signs its criteria, one by one or all those without doubt at once."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select

from coordination.applications.models import Application, Opinion
from coordination.applications.queries.applications import loaded
from coordination.applications.queries.findings import file_counts, latest_findings, latest_opinions
from coordination.applications.rules import (
    MANY_AT_MOST,
    REASON_AT_MOST,
    checked_reason,
    checked_text,
    in_doubt,
)
from coordination.applications.services.telling import Kind, tell_office
from coordination.applications.states import OPINION_LABELS, ApplicationAction, ApplicationState, OpinionState
from coordination.audit.services import record
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict, Invalid
from coordination.kernel.operations import expect, service
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _
from coordination.organizations.models import MemberUnit

#: Id of an opinion and the version that the page showed.
Picked = Mapping[int, int]
NOT_NOW = _("“{subject}”现在不在联审中，不用再提意见。")


@service(ApplicationAction.OPINE)
def opine(
    opinion: Opinion, *, actor: Actor, operation: str, version: int | None, agree: bool, note: str = ""
) -> Opinion:
    """Agree, or oppose with a reason. It may be changed until the joint review is concluded.

    Raises Invalid at `note` for opposition without a reason, Conflict outside the joint review.
    """
    one = _held([opinion.id])[opinion.id]
    expect(one, version)
    _check_open(one)
    state = OpinionState.AGREED if agree else OpinionState.OPPOSED
    if agree:
        note = checked_text(note, REASON_AT_MOST, field="note")
    else:
        note = checked_reason(note, _("不同意的，请写明原因和要补的内容。"), field="note")
    _give(one, actor, state, note)
    record(
        actor,
        ApplicationAction.OPINE,
        one.application,
        unit=one.unit.short_name,
        criterion=one.criterion.code,
        opinion=str(state),
        note=note,
    )
    _tell_when_complete(actor, [one.application])
    return one


def _check_open(opinion: Opinion) -> None:
    application = opinion.application
    if application.state is not ApplicationState.JOINT_REVIEW:
        raise Conflict(Text(NOT_NOW.msgid, {"subject": application.subject.name}))
    last = latest_opinions(application.opinions)[opinion.criterion_id, opinion.unit_id]
    if last.id != opinion.id:
        raise Conflict(_("这一轮意见已经过去，请打开申报看最新一轮。"))


def _give(opinion: Opinion, actor: Actor, state: OpinionState, note: str) -> None:
    opinion.state, opinion.note = state, note
    opinion.given_at, opinion.given_by_id = clock.now(), actor.id


@service(ApplicationAction.OPINE)
def agree_many(unit: MemberUnit, *, actor: Actor, operation: str, picked: Picked) -> int:
    """Agree to everything that was ticked, or to nothing: answers how many.

    Raises Invalid when nothing was ticked, and for the first row that is not the unit's, was given or
    changed meanwhile, or is in doubt (its figure is missing or not met, its proof not there).
    """
    if not picked:
        raise Invalid(_("请先勾选要同意的意见。"))
    if len(picked) > MANY_AT_MOST:
        raise Invalid(_("一次最多办{limit}项，请分几次。", limit=MANY_AT_MOST))
    found = {id: one for id, one in _held(picked).items() if one.unit_id == unit.id}
    for id, version in picked.items():
        _check_plain(found.get(id), version)
    for one in found.values():
        _give(one, actor, OpinionState.AGREED, "")
    applications = {one.application_id: one.application for one in found.values()}
    for application_id, application in applications.items():
        codes = [one.criterion.code for one in found.values() if one.application_id == application_id]
        record(
            actor,
            ApplicationAction.OPINE,
            application,
            unit=unit.short_name,
            criterion="、".join(codes),
            opinion=str(OpinionState.AGREED),
            note="",
        )
    _tell_when_complete(actor, list(applications.values()))
    return len(found)


def _check_plain(one: Opinion | None, version: int) -> None:
    if one is None:
        raise Invalid(_("没有这一项，或您无权查看。"))
    _check_open(one)
    name = one.application.subject.name
    if one.version != version or one.state is not OpinionState.ASKED:
        raise Conflict(_("“{subject}”的意见别人已经提过，请刷新后再选。", subject=name))
    if is_in_doubt(one):
        raise Invalid(_("“{subject}”的数据或佐证还缺，请打开单独提意见。", subject=name))


def is_in_doubt(opinion: Opinion) -> bool:
    """Whether it is to be looked at alone; needs the findings and the evidence of the application."""
    finding = latest_findings(opinion.application)[1].get(opinion.criterion_id)
    if finding is None:
        return True
    files = file_counts(opinion.application).get(opinion.criterion_id, 0)
    return in_doubt(finding.standing, proof_asked=opinion.criterion.evidence_required, files=files)


def _held(ids: Iterable[int]) -> dict[int, Opinion]:
    """These opinions, locked, with everything of their applications."""
    locked = select(Opinion.id, Opinion.application_id).where(Opinion.id.in_(list(ids)))
    rows = session.execute(locked.order_by(Opinion.id).with_for_update()).all()
    applications = loaded({row.application_id for row in rows})
    wanted = {row.id for row in rows}
    return {one.id: one for each in applications.values() for one in each.opinions if one.id in wanted}


def _tell_when_complete(actor: Actor, applications: Sequence[Application]) -> None:
    """The office hears of the last opinion of an application, and of each opposition."""
    for one in applications:
        states = {each.state for each in latest_opinions(one.opinions).values()}
        if OpinionState.ASKED not in states:
            worst = OpinionState.OPPOSED if OpinionState.OPPOSED in states else OpinionState.AGREED
            words = {"subject": one.subject.name, "state": OPINION_LABELS[worst]}
            tell_office(actor, Kind.ANSWERED, one, _("{subject}的联审意见已齐：{state}", **words))
