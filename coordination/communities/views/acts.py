"""Where the next act is done, for who reads the page; None: it is not this person's to do."""

from collections.abc import Sequence
from typing import NamedTuple

from flask import url_for

from coordination.applications.states import ApplicationAction as A
from coordination.communities.queries import Row, View
from coordination.communities.rules import Step, Thing
from coordination.communities.views.place import blueprint
from coordination.kernel.policy import allowed
from coordination.kernel.text import Text, _
from coordination.kernel.web import actor
from coordination.organizations.models import MemberUnit


class Act(NamedTuple):
    label: Text
    address: str


#: By step: what is asked of whom, the words on the button, the page.
_OPEN = {
    Step.RETURNED: (A.EDIT, _("改好再报"), "applications.edit"),
    Step.FIRST_REVIEW: (A.ADMIT, _("去初审"), "applications.show"),
    Step.SEND: (A.FILE, _("报出草稿"), "applications.edit"),
}
_NEW = {Step.FILE: _("去申报"), Step.RENEW: _("申报复评")}
_LISTS = {Step.FIRST_REVIEW: (_("去初审"), "filed"), Step.SEND: (_("看草稿"), "draft")}


def next_act(row: Row, view: View) -> Act | None:
    """The act upon one community."""
    what = row.step
    if what in _OPEN and row.application is not None:
        action, label, endpoint = _OPEN[what]
        if allowed(actor(), action, row.application):
            return Act(label, url_for(endpoint, id=row.application.id))
    if what in _NEW and view.version and allowed(actor(), A.CREATE, row.subject):
        return Act(_NEW[what], url_for("applications.new", id=row.subject.id, standard=view.version.id))
    return None


def together(thing: Thing, rows: Sequence[Row], view: View, unit: MemberUnit) -> Act | None:
    """The act upon all communities of one thing."""
    if len(rows) == 1:
        return next_act(rows[0], view)
    if not allowed(actor(), A.FILE_MANY, unit) or view.version is None:
        return None
    if thing.step in _NEW:
        return Act(_("批量申报"), url_for("applications.batch", standard=view.version.id))
    if thing.step in _LISTS:
        label, show = _LISTS[thing.step]
        return Act(label, url_for("applications.mine", show=show))
    return None


@blueprint.context_processor
def acts() -> dict[str, object]:
    return {"next_act": next_act, "together": together}
