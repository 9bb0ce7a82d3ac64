"""The office's pages of notices: the list, one notice, drafting, publishing, closing."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from coordination.applications.models import Application
from coordination.audit import queries as audit
from coordination.audit.sentences import told
from coordination.kernel.clock import clock
from coordination.kernel.web import Answer, actor, requires
from coordination.notices import services
from coordination.notices.forms import Act, NoticeForm, ReasonForm
from coordination.notices.models import Notice
from coordination.notices.queries import inside as queries
from coordination.notices.rules import is_over
from coordination.notices.states import NoticeAction
from coordination.notices.views.place import blueprint
from coordination.organizations.models import Office
from coordination.organizations.queries import own_office

USUAL_DAYS = 7


@blueprint.get("/notices")
@requires(NoticeAction.LIST, own_office)
def index(office: Office) -> Answer:
    page = min(max(1, request.args.get("page", 1, type=int)), queries.LAST_PAGE)
    return render_template(
        "notices/index.html",
        office=office,
        listed=queries.listed(actor(), page),
        page=page,
        ready=len(queries.waiting_applications(actor())),
        today=clock.today(),
    )


@blueprint.route("/notices/new", methods=["GET", "POST"])
@requires(NoticeAction.CREATE, own_office)
def new(office: Office) -> Answer:
    waiting = queries.waiting_applications(actor())
    form = NoticeForm(data=_proposed(office, waiting)) if request.method == "GET" else NoticeForm()
    if form.validate_on_submit():
        with form.refusals():
            made = services.draft(
                office,
                actor=actor(),
                operation=form.key,
                title=form.title.data or "",
                body=form.body.data or "",
                contact=form.contact.data or "",
                days=form.days.number or 0,
                applications=_chosen(form, waiting),
            )
            flash(gettext("公示已存为草稿，核对后发布。"))
            return redirect(url_for(".show", id=made.id))
    return form.page("notices/edit.html", office=office, notice=None, choices=waiting)


def _proposed(office: Office, waiting: Sequence[Application]) -> dict[str, object]:
    """What a notice usually says, in Chinese as documents are; the person only reads it over."""
    month = clock.today()
    return {
        "title": f"{office.division.name}拟命名无诈社区公示",
        "contact": office.contact,
        "days": max((one.standard_version.notice_days for one in waiting), default=USUAL_DAYS),
        "applications": [one.id for one in waiting],
        "body": f"经申报、初审和联审，以下对象拟予命名，现予公示（{month.year}年{month.month}月）。"
        "公示期间如有异议，请如实反映。",
    }


def _chosen(form: NoticeForm, waiting: Sequence[Application]) -> list[Application]:
    wanted = set(form.applications.data or ())
    return [one for one in waiting if one.id in wanted]


@blueprint.get("/notices/<int:id>")
@requires(NoticeAction.VIEW, queries.notice)
def show(notice: Notice) -> Answer:
    return _page(notice)


@blueprint.route("/notices/<int:id>/edit", methods=["GET", "POST"])
@requires(NoticeAction.EDIT, queries.notice)
def edit(notice: Notice) -> Answer:
    own = [entry.application for entry in notice.entries]
    others = [one for one in queries.waiting_applications(actor()) if one not in own]
    choices = [*own, *others]
    form = NoticeForm(obj=notice, data={"applications": [one.id for one in own]})
    if form.validate_on_submit():
        with form.refusals():
            services.edit(
                notice,
                actor=actor(),
                operation=form.key,
                version=form.seen,
                title=form.title.data or "",
                body=form.body.data or "",
                contact=form.contact.data or "",
                days=form.days.number or 0,
                applications=_chosen(form, choices),
            )
            flash(gettext("公示草稿已修改。"))
            return redirect(url_for(".show", id=notice.id))
    return form.page("notices/edit.html", office=notice.office, notice=notice, choices=choices)


@blueprint.post("/notices/<int:id>/publish")
@requires(NoticeAction.PUBLISH, queries.notice)
def publish(notice: Notice) -> Answer:
    form = Act(obj=notice)
    if form.validate_on_submit():
        with form.refusals():
            services.publish(notice, actor=actor(), operation=form.key, version=form.seen)
            flash(gettext("公示已发布。"))
            return redirect(url_for(".show", id=notice.id))
    return _page(notice, form)


@blueprint.post("/notices/<int:id>/close")
@requires(NoticeAction.CLOSE, queries.notice)
def close(notice: Notice) -> Answer:
    form = Act(obj=notice)
    if form.validate_on_submit():
        with form.refusals():
            services.close(notice, actor=actor(), operation=form.key, version=form.seen)
            flash(gettext("公示已结束，没有异议的申报进入命名。"))
            return redirect(url_for(".show", id=notice.id))
    return _page(notice, form)


@blueprint.post("/notices/<int:id>/cancel")
@requires(NoticeAction.CANCEL, queries.notice)
def cancel(notice: Notice) -> Answer:
    form = ReasonForm(obj=notice)
    if form.validate_on_submit():
        with form.refusals():
            services.cancel(
                notice, actor=actor(), operation=form.key, version=form.seen, reason=form.reason.data or ""
            )
            flash(gettext("公示已取消，申报回到待公示。"))
            return redirect(url_for(".show", id=notice.id))
    return _page(notice, form, cancelling=form)


def _page(
    notice: Notice, form: Act | ReasonForm | None = None, cancelling: ReasonForm | None = None
) -> Answer:
    return (
        render_template(
            "notices/show.html",
            notice=notice,
            form=form,
            act=Act(formdata=None, obj=notice),
            cancelling=cancelling or ReasonForm(formdata=None, obj=notice),
            objections=queries.objections(notice),
            over=is_over(notice.closes_on, clock.today()),
            events=told(audit.timeline(notice)),
        ),
        form.status if form else 200,
    )
