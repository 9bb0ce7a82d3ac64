"""The list of schemes, one as it stands, two revisions compared, SCHEME.json out and in."""

import json

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from coordination.audit.queries import timeline
from coordination.audit.sentences import told
from coordination.kernel.errors import Invalid, NotFound
from coordination.kernel.forms import Form
from coordination.kernel.policy import allowed
from coordination.kernel.web import Answer, actor, attachment, requires
from coordination.organizations.models import Office
from coordination.organizations.queries import own_office
from coordination.schemes import queries, services
from coordination.schemes.changes import changed, pairs
from coordination.schemes.forms import Act, NameForm, TakeInForm
from coordination.schemes.membership import by_cohort
from coordination.schemes.models import Scheme
from coordination.schemes.reading import rules_of
from coordination.schemes.rules.exchange import scheme_content
from coordination.schemes.rules.fitness import total_weight, weight_words
from coordination.schemes.rules.scheme import FULL_WEIGHT
from coordination.schemes.services.drafts import draft_of
from coordination.schemes.services.enacting import standing_against, to_look_at
from coordination.schemes.states import SchemeAction, SchemeState
from coordination.schemes.views.place import address, after_refusal, blueprint, names

MOST_BYTES = 200_000


@blueprint.get("/schemes")
@requires(SchemeAction.LIST, own_office)
def index(office: Office) -> Answer:
    return render_template("schemes/index.html", office=office, found=queries.listed(actor()))


@blueprint.route("/schemes/new", methods=["GET", "POST"])
@requires(SchemeAction.DRAFT, own_office)
def new(office: Office) -> Answer:
    form = NameForm()
    if form.validate_on_submit():
        with form.refusals():
            made = services.create(office, form.name.data or "", actor=actor(), operation=form.key)
            flash(gettext("草稿已建好，现在加考核项和分组。"))
            return redirect(address(made))
    return form.page("schemes/new.html", office=office)


@blueprint.route("/schemes/import", methods=["GET", "POST"])
@requires(SchemeAction.DRAFT, own_office)
def take_in(office: Office) -> Answer:
    form = TakeInForm()
    if form.validate_on_submit() and _fits(form):
        with form.refusals():
            made = services.take_in(office, form.text.data or "", actor=actor(), operation=form.key)
            flash(gettext("已导入为草稿。文件里没有数据来源和分组，请逐项核对用什么数，再加分组。"))
            return redirect(address(made))
    return form.page("schemes/take_in.html", office=office)


def _fits(form: TakeInForm) -> bool:
    """Put the file into the text, so that what was wrong with it can be mended on the page."""
    sent = request.files.get("file")
    if sent is not None and sent.filename:
        content = sent.stream.read(MOST_BYTES + 1)
        try:
            form.text.data = content[:MOST_BYTES].decode("utf-8-sig")
        except UnicodeDecodeError:
            form.put("file", gettext("这个文件不是 UTF-8 文本，请选 SCHEME.json。"))
        if len(content) > MOST_BYTES:
            form.put("file", gettext("文件太大，SCHEME.json 不超过200KB。"))
    elif not (form.text.data or "").strip():
        form.put("text", gettext("请选取文件，或把内容贴进来。"))
    elif len(form.text.data or "") > MOST_BYTES:
        form.put("text", gettext("文件太大，SCHEME.json 不超过200KB。"))
    return not form.refused


@blueprint.get("/schemes/<int:id>")
@requires(SchemeAction.VIEW, queries.whole)
def show(found: Scheme) -> Answer:
    return shown(found, Act(formdata=None, obj=found))


def shown(scheme: Scheme, form: Form) -> Answer:
    """The page of a scheme; what stands against a draft is said on it."""
    after_refusal(form, scheme)
    inside = allowed(actor(), SchemeAction.ENACT, scheme) or allowed(actor(), SchemeAction.EDIT, scheme)
    draft = scheme.state is SchemeState.DRAFT
    weight = total_weight([draft_of(one) for one in scheme.items])
    members = queries.members_of(scheme)
    return form.page(
        "schemes/show.html",
        scheme=scheme,
        cohorts=by_cohort(scheme.cohorts, members),
        kinds={one.name: one for one in scheme.cohorts},
        exempt=[one for one in members if one.exempt],
        total=weight,
        weight_words=weight_words(weight) if weight != FULL_WEIGHT else None,
        names=names(scheme.office_id),
        calibers=queries.calibers(scheme),
        editing=draft and allowed(actor(), SchemeAction.EDIT, scheme),
        obstacles=standing_against(scheme) if draft else [],
        doubts=to_look_at(scheme) if draft else [],
        revisions=_revisions(scheme, inside),
        periods=_months(scheme),
        history=told(timeline(scheme, limit=30)) if inside else [],
        act=Act(formdata=None, obj=scheme),
    )


def _revisions(scheme: Scheme, inside: bool) -> list[Scheme]:
    every = queries.revisions(scheme)
    return [one for one in every if inside or allowed(actor(), SchemeAction.VIEW, one)]


def _months(scheme: Scheme) -> list[object]:
    """The months that can be frozen by this revision, for who may freeze."""
    if not allowed(actor(), SchemeAction.FREEZE, scheme):
        return []
    return [*queries.months_of(scheme)]


@blueprint.get("/schemes/<int:id>/compare")
@requires(SchemeAction.VIEW, queries.whole)
def compare(found: Scheme) -> Answer:
    """This revision beside another one of the same scheme; without a choice, beside the one before."""
    others = [one for one in queries.revisions(found) if one.id != found.id]
    others = [one for one in others if allowed(actor(), SchemeAction.VIEW, one)]
    if not others:
        raise NotFound
    wanted = request.args.get("with", type=int)
    chosen = next((one for one in others if one.revision == wanted), _nearest(found, others))
    other = queries.revision(found, chosen.revision)
    if other is None:
        raise NotFound
    before, after = sorted((found, other), key=lambda one: one.revision)
    return render_template(
        "schemes/compare.html",
        scheme=found,
        others=others,
        chosen=other,
        before=before,
        after=after,
        pairs=pairs(before, after),
        settings=changed(before, after),
        names=names(found.office_id),
    )


def _nearest(scheme: Scheme, others: list[Scheme]) -> Scheme:
    """The revision in force beside a draft, else the one before, else the one after."""
    if scheme.state is SchemeState.DRAFT:
        held = [one for one in others if one.state is SchemeState.IN_FORCE]
        if held:
            return held[0]
    earlier = [one for one in others if one.revision < scheme.revision]
    return earlier[0] if earlier else others[-1]


@blueprint.get("/schemes/<int:id>/scheme.json")
@requires(SchemeAction.VIEW, queries.whole)
def export(found: Scheme) -> Answer:
    """The fixed format, in which others can check a ranking."""
    if not found.items:
        raise Invalid(gettext("还没有考核项，没有可以导出的。"))
    content = json.dumps(scheme_content(rules_of(found, found.items)), ensure_ascii=False, indent=1) + "\n"
    name = f"SCHEME-{found.code}-{found.revision}.json"
    return attachment(content.encode(), name, "application/json")


@blueprint.post("/schemes/<int:id>/revise")
@requires(SchemeAction.DRAFT, queries.whole)
def revise(found: Scheme) -> Answer:
    form = Act(obj=found)
    if form.validate_on_submit():
        made = services.revise(found, actor=actor(), operation=form.key, version=form.seen)
        flash(gettext("这是新一版的草稿；施行之前，用的还是现在这一版。"))
        return redirect(address(made))
    return redirect(url_for(".show", id=found.id))
