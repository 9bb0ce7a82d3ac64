"""How much of its ranking a circular shows, chosen while it is a draft."""

from coordination.audit.services import record
from coordination.circulars.models import Circular
from coordination.circulars.publication import rewritten
from coordination.circulars.services.reading import gathered_for
from coordination.circulars.services.redrawing import redraw
from coordination.circulars.services.versions import keep_version
from coordination.circulars.states import WORKFLOW, CircularAction, Publication
from coordination.kernel.errors import Invalid
from coordination.kernel.operations import expect, service
from coordination.kernel.policy import Actor
from coordination.kernel.text import _


@service(CircularAction.EDIT)
def choose_publication(
    circular: Circular, *, actor: Actor, operation: str, version: int | None, publication: Publication
) -> Circular:
    """Draw facts and annexes anew for another way of publishing.

    Sentences that name what is not published any more are taken out; the text before is kept as a version.
    Raises Invalid at `publication` for a circular without a ranking.
    """
    expect(circular, version)
    WORKFLOW.apply(circular, CircularAction.EDIT)
    if circular.ranking_id is None:
        raise Invalid(_("这份文件不附排名，不用选发布方式。"), field="publication")
    circular.publication = publication
    redraw(circular)
    gathered = gathered_for(circular)
    keep_version(circular, actor)
    circular.body = rewritten(circular.body, gathered.hidden, gathered.drawn)
    keep_version(circular, actor)
    record(actor, CircularAction.EDIT, circular, publication=publication)
    return circular
