"""Applications that wait for their title, and what stands against each."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from coordination.applications.models import Application
from coordination.applications.queries import evaluated, obstacles
from coordination.applications.queries.applications import loaded
from coordination.applications.queries.applications import visible_to as applications_visible_to
from coordination.applications.states import ApplicationState, Purpose
from coordination.certificates.models import Certificate
from coordination.certificates.queries.lists import standing_of
from coordination.certificates.states import CertificateState
from coordination.kernel.db import session
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _
from coordination.notices.models import Objection
from coordination.notices.states import ObjectionState
from coordination.standards.evaluation import Found

MOST = 200


@dataclass(frozen=True)
class Candidate:
    """An application and what stands against its title now; nothing: it can be named. `old`: the certificate
    that a renewal replaces. `findings`: how each criterion was found to stand."""

    application: Application
    against: Sequence[Text]
    old: Certificate | None
    findings: Mapping[int, Found]


def candidates(actor: Actor) -> list[Candidate]:
    """The applications that wait for their title, in the order of official lists."""
    waiting = applications_visible_to(actor).where(Application.state == ApplicationState.BEFORE_NAMING)
    ids = session.scalars(
        waiting.with_only_columns(Application.id).order_by(Application.id).limit(MOST)
    ).all()
    return examined(list(loaded(ids).values()))


def examined(applications: Sequence[Application]) -> list[Candidate]:
    """Each with what stands against it, in the order of official lists; a constant number of statements for
    each version of a standard. `applications` as `loaded` gives them."""
    findings = _findings(applications)
    objected = _objected([one.id for one in applications])
    standing = standing_of([one.subject_id for one in applications])
    renewed = _last([one.subject_id for one in applications if one.purpose is Purpose.RENEWAL])
    found = [
        Candidate(
            one,
            list(_against(one, findings[one.id], objected.get(one.id, 0), standing.get(one.subject_id))),
            renewed.get(one.subject_id),
            findings[one.id],
        )
        for one in applications
    ]
    return sorted(found, key=lambda each: _official(each.application))


def _official(application: Application) -> tuple[int, int, int, int, int]:
    unit, subject = application.unit, application.subject
    return unit.sort_order, unit.id, subject.sort_order, subject.id, application.id


def _findings(applications: Sequence[Application]) -> dict[int, Mapping[int, Found]]:
    by_version: dict[int, list[Application]] = defaultdict(list)
    for one in applications:
        by_version[one.version_id].append(one)
    found: dict[int, Mapping[int, Found]] = {}
    for group in by_version.values():
        results = evaluated(group[0].standard_version, [one.subject_id for one in group])
        found |= {one.id: results[one.subject_id] for one in group}
    return found


def _against(
    application: Application, findings: Mapping[int, Found], objected: int, standing: Certificate | None
) -> Sequence[Text]:
    against = list(obstacles(application, findings))
    if objected:
        against.append(_("公示期间有{count}件异议还没有答复。", count=objected))
    if standing is None:
        return against
    if application.purpose is not Purpose.RENEWAL:
        against.append(_("已有证书{number}，不能再次命名。", number=standing.number))
    elif standing.state is CertificateState.SUSPENDED:
        against.append(_("原证书{number}还在暂停复核，先作出决定。", number=standing.number))
    return against


def _objected(application_ids: Collection[int]) -> dict[int, int]:
    """How many objections to each wait for an answer."""
    found = select(Objection.application_id, func.count()).where(
        Objection.application_id.in_(application_ids), Objection.state == ObjectionState.OPEN
    )
    return {row[0]: row[1] for row in session.execute(found.group_by(Objection.application_id))}


def _last(subject_ids: Collection[int]) -> dict[int, Certificate]:
    """What a renewal of each subject replaces: the certificate in force, or the last to have ended."""
    states = (CertificateState.VALID, CertificateState.SUSPENDED, CertificateState.EXPIRED)
    found = select(Certificate).where(Certificate.subject_id.in_(subject_ids), Certificate.state.in_(states))
    return {one.subject_id: one for one in session.scalars(found.order_by(Certificate.id))}
