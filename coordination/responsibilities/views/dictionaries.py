"""The dictionaries of parties and of articles of law."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from coordination.audit.queries import timeline
from coordination.audit.sentences import told
from coordination.kernel.forms import Act
from coordination.kernel.web import Answer, actor, requires
from coordination.organizations.models import Office
from coordination.organizations.queries import own_office
from coordination.responsibilities import queries
from coordination.responsibilities.forms import ArticleForm, PartyForm
from coordination.responsibilities.models import Article, Party
from coordination.responsibilities.policy import ArticleAction, PartyAction
from coordination.responsibilities.queries import Entry
from coordination.responsibilities.services import articles as of_articles
from coordination.responsibilities.services import parties as of_parties
from coordination.responsibilities.views.place import blueprint, the_article, the_party


@blueprint.get("/duties/parties")
@requires(PartyAction.LIST, own_office)
def parties(office: Office) -> Answer:
    return render_template(
        "responsibilities/parties.html",
        office=office,
        found=queries.parties(),
        counts=queries.duties_by_party(actor()),
    )


@blueprint.route("/duties/parties/new", methods=["GET", "POST"])
@requires(PartyAction.ADD, own_office)
def add_party(office: Office) -> Answer:
    form = PartyForm()
    if form.validate_on_submit():
        with form.refusals():
            party = of_parties.add(office, form.details, actor=actor(), operation=form.key)
            flash(gettext("已新增责任方“%(name)s”。", name=party.name))
            return redirect(url_for("responsibilities.parties"))
    return form.page("responsibilities/party.html", party=None, history=[])


@blueprint.route("/duties/parties/<int:id>", methods=["GET", "POST"])
@requires(PartyAction.EDIT, the_party)
def party(entry: Entry[Party]) -> Answer:
    form = PartyForm(obj=entry.row)
    if form.validate_on_submit():
        with form.refusals():
            of_parties.edit(entry, form.details, actor=actor(), operation=form.key, version=form.seen)
            flash(gettext("已保存责任方“%(name)s”。", name=entry.row.name))
            return redirect(url_for("responsibilities.parties"))
    return form.page(
        "responsibilities/party.html",
        party=entry.row,
        act=Act(obj=entry.row, formdata=None),
        history=told(timeline(entry.row, limit=20)),
    )


@blueprint.post("/duties/parties/<int:id>/close")
@requires(PartyAction.CLOSE, the_party)
def close_party(entry: Entry[Party]) -> Answer:
    form = Act(obj=entry.row)
    if form.validate_on_submit():
        of_parties.close(entry, actor=actor(), operation=form.key, version=form.seen)
        flash(gettext("已停用责任方“%(name)s”。", name=entry.row.name))
    return redirect(url_for("responsibilities.parties"))


@blueprint.post("/duties/parties/<int:id>/reopen")
@requires(PartyAction.REOPEN, the_party)
def reopen_party(entry: Entry[Party]) -> Answer:
    form = Act(obj=entry.row)
    if form.validate_on_submit():
        of_parties.reopen(entry, actor=actor(), operation=form.key, version=form.seen)
        flash(gettext("已重新启用责任方“%(name)s”。", name=entry.row.name))
    return redirect(url_for("responsibilities.parties"))


@blueprint.get("/duties/articles")
@requires(ArticleAction.LIST, own_office)
def articles(office: Office) -> Answer:
    law = request.args.get("law", "")[:60]
    return render_template(
        "responsibilities/articles.html",
        office=office,
        found=queries.articles(law=law),
        counts=queries.duties_by_article(actor()),
        laws=queries.laws(),
        law=law,
    )


@blueprint.route("/duties/articles/new", methods=["GET", "POST"])
@requires(ArticleAction.ADD, own_office)
def add_article(office: Office) -> Answer:
    form = ArticleForm()
    if form.validate_on_submit():
        with form.refusals():
            of_articles.add(office, form.details, actor=actor(), operation=form.key)
            flash(gettext("已新增法律条款。"))
            return redirect(url_for("responsibilities.articles"))
    return form.page("responsibilities/article.html", article=None, history=[])


@blueprint.route("/duties/articles/<int:id>", methods=["GET", "POST"])
@requires(ArticleAction.EDIT, the_article)
def article(entry: Entry[Article]) -> Answer:
    form = ArticleForm(obj=entry.row)
    if form.validate_on_submit():
        with form.refusals():
            of_articles.edit(entry, form.details, actor=actor(), operation=form.key, version=form.seen)
            flash(gettext("已保存法律条款。"))
            return redirect(url_for("responsibilities.articles"))
    return form.page(
        "responsibilities/article.html",
        article=entry.row,
        act=Act(obj=entry.row, formdata=None),
        history=told(timeline(entry.row, limit=20)),
    )


@blueprint.post("/duties/articles/<int:id>/close")
@requires(ArticleAction.CLOSE, the_article)
def close_article(entry: Entry[Article]) -> Answer:
    form = Act(obj=entry.row)
    if form.validate_on_submit():
        of_articles.close(entry, actor=actor(), operation=form.key, version=form.seen)
        flash(gettext("已停用这一条。"))
    return redirect(url_for("responsibilities.articles"))


@blueprint.post("/duties/articles/<int:id>/reopen")
@requires(ArticleAction.REOPEN, the_article)
def reopen_article(entry: Entry[Article]) -> Answer:
    form = Act(obj=entry.row)
    if form.validate_on_submit():
        of_articles.reopen(entry, actor=actor(), operation=form.key, version=form.seen)
        flash(gettext("已重新启用这一条。"))
    return redirect(url_for("responsibilities.articles"))
