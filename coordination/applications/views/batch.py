"""A township applies for many of its communities at once."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext, ngettext

from coordination.applications.forms import BatchForm, version_name
from coordination.applications.queries import batch as queries
from coordination.applications.services.filing import Batch, file_many
from coordination.applications.states import ApplicationAction
from coordination.applications.views.place import blueprint, own_unit
from coordination.kernel.web import Answer, actor, requires, translate
from coordination.organizations.models import MemberUnit

NAMED_AT_MOST = 5


@blueprint.route("/applications/batch", methods=["GET", "POST"])
@requires(ApplicationAction.FILE_MANY, own_unit)
def batch(unit: MemberUnit) -> Answer:
    """The table of the unit's subjects with what is found; ticked are those that may apply."""
    versions = {each.id: each for each in queries.versions(unit)}
    asked = request.args.get("standard", type=int)
    version = versions.get(asked) if asked in versions else next(iter(versions.values()), None)
    form = BatchForm()
    if version is not None and form.validate_on_submit():
        with form.refusals():
            done = file_many(
                unit,
                actor=actor(),
                operation=form.key,
                standard=version,
                subject_ids=form.ticked,
                statement=form.statement.data or "",
            )
            _tell(done)
            return redirect(url_for(".batch", standard=version.id))
    return form.page(
        "applications/batch.html",
        unit=unit,
        versions=[(id, version_name(each)) for id, each in versions.items()],
        version=version,
        found=queries.candidates(unit, version) if version else None,
        ticked=set(form.ticked) if form.is_submitted() else None,
    )


def _tell(done: Batch | None) -> None:
    if done is None:
        flash(gettext("这一批已经申报过，结果见下表。"))
        return
    if done.filed:
        flash(ngettext("已申报 %(num)d 个。", "已申报 %(num)d 个。", len(done.filed)))
    if done.drafted:
        names = "、".join(one.subject.name for one in done.drafted[:NAMED_AT_MOST])
        words = gettext("%(count)s个还差佐证，已存为草稿：%(names)s", count=len(done.drafted), names=names)
        flash(words, "warning")
    for one in done.left[:NAMED_AT_MOST]:
        why = " ".join(translate(each) for each in one.reasons)
        flash(gettext("没有申报%(name)s：%(why)s", name=one.subject.name, why=why), "warning")
