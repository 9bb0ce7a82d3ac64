"""One application: its page for everybody who takes part."""

from flask import render_template

from coordination.applications.forms import Act
from coordination.applications.models import Application, ApplicationEvidence, Opinion
from coordination.applications.queries.applications import application as one
from coordination.applications.queries.findings import (
    Findings,
    as_found,
    as_of,
    evaluated,
    file_counts,
    latest_findings,
    latest_opinions,
    looks,
    obstacles,
    obstacles_to_filing,
)
from coordination.applications.sentences import told_of_application
from coordination.applications.states import WORKFLOW, ApplicationAction, ApplicationState
from coordination.applications.titles import held
from coordination.applications.views.place import blueprint
from coordination.audit.queries import timeline
from coordination.kernel.policy import allowed
from coordination.kernel.text import Text
from coordination.kernel.web import Answer, actor, requires

WRITTEN = (ApplicationState.DRAFT, ApplicationState.RETURNED)


@blueprint.get("/applications/<int:id>")
@requires(ApplicationAction.VIEW, one)
def show(application: Application) -> Answer:
    return render_template(
        "applications/show.html",
        **about(application),
        act=Act(formdata=None, obj=application),
        history=told_of_application(timeline(application)),
    )


def fresh(application: Application) -> Application:
    """The application with everything of it: an act that was refused has put away what was loaded."""
    return one(actor(), id=application.id) or application


def about(application: Application) -> dict[str, object]:
    """What every page that tells the whole story of an application shows."""
    found = standing(application)
    return {
        "application": application,
        "subject": application.subject,
        "standard": application.standard_version,
        "available": WORKFLOW.available(actor(), application),
        "said": opinions_by_criterion(application),
        "proofs": proofs(application),
        "title": held([application.subject_id]).get(application.subject_id),
        **found,
    }


def standing(application: Application) -> dict[str, object]:
    """What is being written is looked at as it stands today; what was filed, as it stood then. The office
    sees beside it what would forbid the conclusion now."""
    criteria = application.standard_version.criteria
    stage, kept = latest_findings(application)
    against: list[Text] = []
    day = application.as_of
    if application.state in WRITTEN:
        stage, day = None, as_of(application.office_id)
        findings = _now(application)
        against = obstacles_to_filing(criteria, findings, file_counts(application))
    else:
        day = next(iter(kept.values())).as_of if kept else day
        findings = {id: as_found(each) for id, each in kept.items()}
        if _concludes(application):
            against = obstacles(application, _now(application))
    lines = {each.criterion.id: each for each in looks(criteria, findings)}
    return {"stage": stage, "day": day, "lines": lines, "against": against}


def _now(application: Application) -> Findings:
    return evaluated(application.standard_version, [application.subject_id])[application.subject_id]


def _concludes(application: Application) -> bool:
    waiting = application.state is ApplicationState.JOINT_REVIEW
    return waiting and allowed(actor(), ApplicationAction.CHASE, application)


def opinions_by_criterion(application: Application) -> dict[int, list[Opinion]]:
    """The last opinion of each unit, by criterion, in official order."""
    found: dict[int, list[Opinion]] = {}
    for opinion in latest_opinions(application.opinions).values():
        found.setdefault(opinion.criterion_id, []).append(opinion)
    for each in found.values():
        each.sort(key=lambda opinion: (opinion.unit.sort_order, opinion.unit_id))
    return found


def proofs(application: Application) -> dict[int | None, list[ApplicationEvidence]]:
    """The files by criterion."""
    found: dict[int | None, list[ApplicationEvidence]] = {}
    for item in application.evidence:
        found.setdefault(item.criterion_id, []).append(item)
    return found
