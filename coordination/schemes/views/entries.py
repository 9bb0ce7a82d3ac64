"""Values, bonuses and vetoes that are entered by hand."""

from flask import flash, redirect, request, send_file, url_for
from flask_babel import gettext

from coordination.kernel import files as stored
from coordination.kernel import uploads
from coordination.kernel.clock import clock
from coordination.kernel.errors import Invalid, NotFound
from coordination.kernel.forms import Form
from coordination.kernel.period import Kind, Period
from coordination.kernel.uploads import Accepted
from coordination.kernel.web import Answer, actor, attach, requires
from coordination.schemes import queries, services
from coordination.schemes.forms import Act, EntryForm, WithdrawForm
from coordination.schemes.models import Scheme, SchemeEntry
from coordination.schemes.states import EntryAction, EntryKind, SchemeState
from coordination.schemes.views.place import blueprint


@blueprint.get("/schemes/<int:id>/entries")
@requires(EntryAction.LIST, queries.whole)
def entries(found: Scheme) -> Answer:
    return _listed(found, Act(formdata=None, obj=found), request.args.get("period", ""))


def _listed(scheme: Scheme, form: Form, asked: str) -> Answer:
    months = queries.entry_months(scheme)
    usual = str(Period.containing(clock.today(), Kind.MONTH).previous())
    months = {usual: months.get(usual, 0)} | months
    period = asked if asked in months else next((one for one in months if months[one]), usual)
    return form.page(
        "schemes/entries.html",
        scheme=scheme,
        months=dict(sorted(months.items(), reverse=True)),
        period=period,
        found=queries.entries(scheme, period),
        titles={one.code: one.title for one in scheme.items},
        by_hand=any(one.measure == "manual" for one in scheme.items),
        open=scheme.state is SchemeState.IN_FORCE,
    )


@blueprint.route("/schemes/<int:id>/entries/new", methods=["GET", "POST"])
@requires(EntryAction.ENTER, queries.whole)
def enter(found: Scheme) -> Answer:
    asked = request.args.get("kind", "")
    if asked not in list(EntryKind) or found.state is not SchemeState.IN_FORCE:
        return redirect(url_for(".entries", id=found.id))
    kind = EntryKind(asked)
    members = queries.members_of(found)
    usual = str(Period.containing(clock.today(), Kind.MONTH).previous())
    form = EntryForm(kind, scheme=found, members=members, data={"period": request.args.get("period", usual)})
    if form.validate_on_submit():
        made = _entered(found, form)
        if made is not None:
            flash(gettext("已登记，等领导确认后计入。"))
            return redirect(url_for(".entries", id=found.id, period=made.period))
    if form.refused:
        queries.whole(actor(), id=found.id)
    return form.page("schemes/entry.html", scheme=found, kind=kind, sent=_sent_name())


def _sent_name() -> str:
    """The name of a file that was sent with what is refused: it has to be chosen again."""
    sent = request.files.get("file")
    return str(sent.filename or "") if sent is not None else ""


def _entered(scheme: Scheme, form: EntryForm) -> SchemeEntry | None:
    file: Accepted | None = None
    try:
        file = _file(form)
        if form.refused:
            return None
        with form.refusals():
            return services.enter(scheme, form.entered(file), actor=actor(), operation=form.key)
    finally:
        if file is not None:
            file.discard()
    return None


def _file(form: EntryForm) -> Accepted | None:
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return None
    try:
        return uploads.accept(sent.stream, sent.filename, limits=uploads.evidence_limits())
    except Invalid as refusal:
        form.put("file", refusal.message)
        return None


@blueprint.post("/scheme-entries/<int:id>/confirm")
@requires(EntryAction.CONFIRM, queries.entry)
def confirm(found: SchemeEntry) -> Answer:
    form = Act(obj=found)
    scheme_id, period = found.scheme_id, found.period
    if form.validate_on_submit():
        services.confirm(found, actor=actor(), operation=form.key, version=form.seen)
        flash(gettext("已确认，再冻结排名时计入。"))
    return redirect(url_for(".entries", id=scheme_id, period=period))


@blueprint.route("/scheme-entries/<int:id>/withdraw", methods=["GET", "POST"])
@requires(EntryAction.WITHDRAW, queries.entry)
def withdraw(found: SchemeEntry) -> Answer:
    form = WithdrawForm(obj=found)
    if form.validate_on_submit():
        with form.refusals():
            services.withdraw(
                found,
                actor=actor(),
                operation=form.key,
                version=form.seen,
                reason=form.reason.data or "",
            )
            flash(gettext("已撤回，再冻结排名时不计入。"))
            return redirect(url_for(".entries", id=found.scheme_id, period=found.period))
    if form.refused:
        queries.entry(actor(), id=found.id)
    return form.page("schemes/withdraw.html", entry=found)


@blueprint.get("/scheme-entries/<int:id>")
@requires(EntryAction.VIEW, queries.entry)
def entry(found: SchemeEntry) -> Answer:
    """The evidence, under its own name; the office and the unit it is about may read it."""
    if found.file is None:
        raise NotFound
    return attach(send_file(stored.intact(found.file), mimetype=found.file.content_type), found.file.name)
