"""The list of what can carry a title, one of them, adding, changing and closing."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from coordination.audit.queries import timeline
from coordination.audit.sentences import told
from coordination.kernel.clock import clock
from coordination.kernel.forms import Act
from coordination.kernel.sheets import CONTENT_TYPE, workbook
from coordination.kernel.web import Answer, actor, attachment, requires, translate
from coordination.organizations.models import Office
from coordination.organizations.queries import own_office
from coordination.subjects import queries, services
from coordination.subjects.exporting import sheet
from coordination.subjects.forms import CloseForm, ContactForm, SubjectForm
from coordination.subjects.models import Subject
from coordination.subjects.policy import SubjectAction
from coordination.subjects.rules import BY_HAND, SubjectKind
from coordination.subjects.views.place import blueprint


def asked() -> queries.Asked:
    """What the address asks of the list; what makes no sense is left out."""
    kind, place = request.args.get("kind", ""), request.args.get("township", type=int)
    return queries.Asked(
        words=request.args.get("q", "").strip()[:40],
        kind=SubjectKind(kind) if kind in set(SubjectKind) else None,
        township=place if place is not None and 0 < place < 2**63 else None,
        closed=request.args.get("closed") == "1",
    )


@blueprint.get("/subjects")
@requires(SubjectAction.LIST, own_office)
def index(office: Office) -> Answer:
    wanted = asked()
    page = min(max(request.args.get("page", 1, type=int), 1), 10**6)
    return render_template(
        "subjects/index.html",
        office=office,
        wanted=wanted,
        found=queries.listed(actor(), wanted, page),
        townships=queries.places(office),
        act=Act(),
    )


@blueprint.get("/subjects.xlsx")
@requires(SubjectAction.LIST, own_office)
def export(office: Office) -> Answer:
    made = sheet(office.short_name, queries.every(actor(), asked()), translate)
    return attachment(workbook(made), made.file, CONTENT_TYPE)


@blueprint.post("/subjects/follow")
@requires(SubjectAction.FOLLOW, own_office)
def follow(office: Office) -> Answer:
    form = Act()
    if form.validate_on_submit():
        services.follow(office, actor=actor(), operation=form.key)
        flash(gettext("已按行政区划和成员单位同步。"))
    return redirect(url_for(".index"))


@blueprint.route("/subjects/new", methods=["GET", "POST"])
@requires(SubjectAction.CREATE, own_office)
def add(office: Office) -> Answer:
    form = SubjectForm(office)
    if form.validate_on_submit():
        with form.refusals():
            made = services.create(office, form.details, actor=actor(), operation=form.key)
            flash(gettext("已新增%(name)s。", name=made.name))
            return redirect(url_for(".show", id=made.id))
    return form.page("subjects/edit.html", subject=None)


@blueprint.get("/subjects/<int:id>")
@requires(SubjectAction.VIEW, queries.one)
def show(subject: Subject) -> Answer:
    return render_template(
        "subjects/show.html",
        subject=subject,
        act=Act(obj=subject),
        history=told(timeline(subject, limit=20)),
    )


@blueprint.route("/subjects/<int:id>/edit", methods=["GET", "POST"])
@requires(SubjectAction.EDIT, queries.one)
def edit(subject: Subject) -> Answer:
    form: ContactForm
    form = (
        SubjectForm(subject.unit.office, obj=subject) if subject.kind in BY_HAND else ContactForm(obj=subject)
    )
    if form.validate_on_submit():
        with form.refusals():
            services.edit(subject, form.details, actor=actor(), operation=form.key, version=form.seen)
            flash(gettext("已保存%(name)s。", name=subject.name))
            return redirect(url_for(".show", id=subject.id))
    return form.page("subjects/edit.html", subject=subject)


@blueprint.route("/subjects/<int:id>/close", methods=["GET", "POST"])
@requires(SubjectAction.CLOSE, queries.one)
def close(subject: Subject) -> Answer:
    form = CloseForm(obj=subject)
    if not form.is_submitted():
        form.closed_on.data = clock.today()
    if form.validate_on_submit():
        with form.refusals():
            services.close(
                subject, actor=actor(), operation=form.key, version=form.seen, on=form.closed_on.data
            )
            flash(gettext("%(name)s已停用，报过的数都保留。", name=subject.name))
            return redirect(url_for(".show", id=subject.id))
    return form.page("subjects/close.html", subject=subject)


@blueprint.post("/subjects/<int:id>/reopen")
@requires(SubjectAction.REOPEN, queries.one)
def reopen(subject: Subject) -> Answer:
    form = Act(obj=subject)
    if form.validate_on_submit():
        services.reopen(subject, actor=actor(), operation=form.key, version=form.seen)
        flash(gettext("%(name)s已重新启用。", name=subject.name))
    return redirect(url_for(".show", id=subject.id))
