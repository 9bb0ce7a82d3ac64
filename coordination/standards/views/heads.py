"""The list of standards and patterns, a new one, one standard with its versions, two versions compared."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from coordination.audit.queries import timeline
from coordination.audit.sentences import told
from coordination.kernel.clock import clock
from coordination.kernel.errors import NotFound
from coordination.kernel.policy import allowed
from coordination.kernel.web import Answer, actor, requires
from coordination.organizations.models import Office
from coordination.organizations.queries import own_office
from coordination.standards import queries, services
from coordination.standards.changes import changed, pairs
from coordination.standards.evaluation import surveys
from coordination.standards.forms import Act, NameForm
from coordination.standards.models import Standard, StandardVersion
from coordination.standards.policy import StandardAction
from coordination.standards.rules import VersionState
from coordination.standards.views.place import blueprint, version_address
from coordination.subjects.rules import SubjectKind
from coordination.tallies.queries import last_day


@blueprint.get("/standards")
@requires(StandardAction.LIST, own_office)
def index(office: Office) -> Answer:
    inside = allowed(actor(), StandardAction.VETOES, office)
    found = queries.listed(actor(), clock.today(), drafts=inside)
    day = last_day(office.id) if inside else None
    used = [one.in_force for one in found if one.in_force and one.standard.closed_on is None]
    counts = surveys(used, office.id, day) if day else {}
    return render_template(
        "standards/index.html",
        office=office,
        found=found,
        patterns=queries.patterns() if inside else [],
        day=day,
        counts={number: one.verdicts() for number, one in counts.items()},
        act=Act(formdata=None),
    )


@blueprint.route("/standards/new", methods=["GET", "POST"])
@requires(StandardAction.CREATE, own_office)
def new(office: Office) -> Answer:
    form = NameForm(data={"subject_kind": str(SubjectKind.COMMUNITY)})
    if form.validate_on_submit():
        with form.refusals():
            made = services.create(office, form.named, actor=actor(), operation=form.key)
            flash(gettext("草案已建好，现在加条款。"))
            return redirect(version_address(made))
    return form.page("standards/new.html", office=office)


@blueprint.get("/standards/<int:id>")
@requires(StandardAction.VIEW, queries.standard)
def show(standard: Standard) -> Answer:
    """Versions, the one in force in full, and what happened."""
    versions = queries.versions(standard, issued=not _inside(standard))
    begun = [one for one in versions if one.state is VersionState.ENACTED and _has_begun(one)]
    if not versions:
        raise NotFound
    return render_template(
        "standards/show.html",
        standard=standard,
        versions=versions,
        version=begun[0] if begun else versions[0],
        in_force=begun[0] if begun else None,
        draft=next((one for one in versions if one.state is VersionState.DRAFT), None),
        act=Act(formdata=None, obj=standard),
        history=told(timeline(standard, limit=30)) if _inside(standard) else [],
    )


def _has_begun(version: StandardVersion) -> bool:
    return version.effective_on is not None and version.effective_on <= clock.today()


def _inside(standard: Standard) -> bool:
    """Whether drafts and history are to be shown: to the office, of its own standards."""
    return allowed(actor(), StandardAction.TRY, standard)


@blueprint.post("/standards/<int:id>/adopt")
@requires(StandardAction.ADOPT, queries.standard)
def adopt(pattern: Standard) -> Answer:
    form = Act(obj=pattern)
    if form.validate_on_submit():
        made = services.adopt(pattern, actor=actor(), operation=form.key)
        flash(gettext("已按“%(name)s”建好草案，可以照改。", name=pattern.name))
        return redirect(version_address(made))
    return redirect(url_for(".show", id=pattern.id))


@blueprint.get("/standards/<int:id>/compare")
@requires(StandardAction.VIEW, queries.standard)
def compare(standard: Standard) -> Answer:
    """Two versions by their numbers; the last two that there are unless the address says others."""
    versions = queries.versions(standard, issued=not _inside(standard))
    by_number = {one.number: one for one in versions}
    numbers = sorted(by_number)
    later = by_number.get(request.args.get("to", 0, type=int)) or by_number[numbers[-1]]
    earlier = (
        by_number.get(request.args.get("from", 0, type=int))
        or by_number[max((one for one in numbers if one < later.number), default=later.number)]
    )
    return render_template(
        "standards/compare.html",
        standard=standard,
        versions=versions,
        earlier=earlier,
        later=later,
        pairs=pairs(earlier, later),
        settings=changed(earlier, later),
    )
