"""From step to step: what is switched off is skipped; what the slices above do moves the application here."""

from datetime import date

from coordination.applications.models import Application, Opinion
from coordination.applications.queries.applications import loaded
from coordination.applications.queries.findings import Findings, as_of, evaluated, obstacles
from coordination.applications.rules import Stage
from coordination.applications.services.asking import ask
from coordination.applications.services.begin import keep
from coordination.applications.states import WORKFLOW, ApplicationAction, ApplicationState
from coordination.kernel.clock import clock
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text

_A = ApplicationAction
_S = ApplicationState


def advance(application: Application, findings: Findings, *, reviewed: bool = False) -> list[Opinion]:
    """Skip the steps that the standard has switched off; answers the opinions that now wait.

    `reviewed`: the township's own filing was the first review.
    """
    version = application.standard_version
    if application.state is _S.FILED and (reviewed or not version.first_review):
        WORKFLOW.apply(application, _A.SKIP)
    return into_review(application, findings)


def into_review(application: Application, findings: Findings) -> list[Opinion]:
    """The first review is done: open the joint review, or skip it and what follows."""
    version, asked = application.standard_version, []
    if application.state is _S.JOINT_REVIEW:
        if version.joint_review:
            asked = ask(application, findings)
        else:
            WORKFLOW.apply(application, _A.SKIP)
        application.returned = []
    into_notice(application)
    return asked


def into_notice(application: Application) -> None:
    """The joint review is done: skip the public notice where the standard has none."""
    if application.state is _S.BEFORE_NOTICE and not application.standard_version.public_notice:
        WORKFLOW.apply(application, _A.SKIP)


def published(application: Application) -> None:
    """It stands on a public notice. Raises Conflict unless it waits for one."""
    WORKFLOW.apply(application, _A.PUBLISH)


def unpublished(application: Application) -> None:
    """The notice was cancelled or took it off: it waits for a notice (or another decision) again."""
    WORKFLOW.apply(application, _A.UNPUBLISH)


def notice_closed(application: Application) -> None:
    """The days are over and every objection is answered. Raises Conflict unless it is in public."""
    WORKFLOW.apply(application, _A.CLOSE_NOTICE)


def named(application: Application, actor: Actor | None = None) -> None:
    """The title was given. Raises Conflict unless it waits for that."""
    WORKFLOW.apply(application, _A.NAME)
    application.decided_at = clock.now()
    if actor is not None and actor.id is not None:
        application.decided_by_id = actor.id


def reevaluated(application: Application, act: Stage = Stage.NAMED, day: date | None = None) -> list[Text]:
    """Look at every criterion once more, keep what is found under the act's name, and answer what stands
    against it in sentences; empty when nothing does."""
    one = loaded([application.id])[application.id]
    one.as_of = day or as_of(one.office_id)
    findings = evaluated(one.standard_version, [one.subject_id], one.as_of)[one.subject_id]
    keep(one, act, findings)
    return obstacles(one, findings)
