"""The writing desk: sentences around the facts, kept by itself, remarks beside their paragraphs."""

from typing import Any

from flask import flash, jsonify, redirect, request, url_for
from flask_babel import gettext

from coordination.circulars import kept, queries, services
from coordination.circulars.binding import problems
from coordination.circulars.blocks import FROM_RANKING, LABELS, Block, code_of
from coordination.circulars.models import Circular, CircularAutosave
from coordination.circulars.placed import cohorts
from coordination.circulars.states import CircularAction, CircularState, Kind
from coordination.circulars.views.part import GROUPS, blank, blueprint, lines, shown, text_lines
from coordination.circulars.writing import DeskForm, EditForm, MinutesForm
from coordination.document_templates.rules.shape import ROLES
from coordination.kernel.db import session
from coordination.kernel.errors import DomainError
from coordination.kernel.forms import Act
from coordination.kernel.operations import fresh_key
from coordination.kernel.presentation import clock_time
from coordination.kernel.text import Text
from coordination.kernel.web import Answer, actor, requires, translate


@blueprint.route("/circulars/<int:id>/edit", methods=["GET", "POST"])
@requires(CircularAction.EDIT, queries.whole)
def edit(circular: Circular) -> Answer:
    """The blocks of the text; a button other than 保存 rearranges them without saving."""
    if circular.state is not CircularState.DRAFT:
        return redirect(url_for("circulars.show", id=circular.id))
    form = (MinutesForm if circular.kind is Kind.MINUTES else EditForm)(obj=circular)
    unsaved = kept.unsaved(circular, actor())
    command = request.form.get("do", "save")
    if form.is_submitted() and command != "save":
        _rearrange(circular, form, command)
    elif form.validate_on_submit():
        with form.refusals():
            services.edit(
                circular,
                actor=actor(),
                operation=form.key,
                version=form.seen,
                title=form.title.data,
                addressees=form.addressees.data or "",
                copies_to=form.copies_to.data or "",
                body=form.body.data,
            )
            flash(gettext("文稿已保存。"))
            return redirect(url_for("circulars.edit", id=circular.id))
    elif unsaved is not None and request.args.get("restore") == "1":
        form.take(unsaved.content)
        form.version.data = unsaved.base
        return _desk(circular, form, changed=True, unsaved=None)
    changed = form.is_submitted() and command != "save"
    return _desk(circular, form, changed=changed, unsaved=None if form.is_submitted() else unsaved)


def _rearrange(circular: Circular, form: EditForm, command: str) -> None:
    """Do what a button says; settling a remark is stored, everything else only shown."""
    verb, _dash, number = command.partition("-")
    if verb not in ("settle", "reopen"):
        form.arrange(command, circular.facts, request.form.get("place", ""))
        return
    remark = kept.comment(circular, int(number)) if number.isdecimal() and len(number) < 19 else None
    if remark is not None and form.validate_on_submit():
        services.settle(circular, actor=actor(), operation=form.key, comment=remark, settled=verb == "settle")
        form.operation_key.data = fresh_key()


def _desk(circular: Circular, form: EditForm, *, changed: bool, unsaved: CircularAutosave | None) -> Answer:
    if form.stale:
        session.rollback()
        session.refresh(circular)
    body, parts = form.body.data, (circular.annex or {}).get("parts", ())
    broken = [problems(block["text"], circular.facts.keys()) for block in body]
    return form.page(
        "circulars/edit.html",
        **shown(circular),
        blocks=list(zip(body, lines(body, circular.facts, parts), broken, strict=True)),
        stored=text_lines(circular) if form.stale else [],
        remarks=kept.remarks(circular, body),
        unsaved=_offered(circular, unsaved),
        groups=_groups(circular),
        group_names=GROUPS,
        code_of=code_of,
        labels=_labels(circular),
        ranked_labels={code: LABELS[code] for code in FROM_RANKING},
        cohorts=cohorts(parts),
        changed=changed,
        place=request.form.get("place") or _first_paragraph(body),
        act=blank(Act, circular),
    )


def _labels(circular: Circular) -> dict[str, Text]:
    """The kinds that a written paragraph can be; who was there only in minutes."""
    roles = () if circular.kind is Kind.MINUTES else ROLES
    return {code: label for code, label in LABELS.items() if code not in (*FROM_RANKING, *roles)}


def _offered(circular: Circular, unsaved: CircularAutosave | None) -> CircularAutosave | None:
    """What was typed and not saved, if it differs from what is stored."""
    if unsaved is None:
        return None
    names = ("title", "addressees", "copies_to", "body")
    same = all(unsaved.content.get(name) == getattr(circular, name) for name in names)
    return None if same else unsaved


def _first_paragraph(body: list[Block]) -> str:
    return next((str(place) for place, block in enumerate(body) if block["kind"] == "paragraph"), "0")


def _groups(circular: Circular) -> dict[str, list[tuple[str, str]]]:
    """The facts to choose from, by group: name and printed text."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name, fact in sorted(circular.facts.items(), key=lambda item: item[1].get("order", 0)):
        found.setdefault(fact["group"], []).append((name, fact["text"]))
    return found


@blueprint.post("/circulars/<int:id>/autosave")
@requires(CircularAction.EDIT, queries.whole)
def autosave(circular: Circular) -> Answer:
    """What the page sends by itself; the circular stays as it is, the answer is JSON.

    `window` names the window that typed: of two that write at once the later one is told.
    """
    form = DeskForm(obj=circular)
    if not form.validate_on_submit():
        return jsonify(message=gettext("这一页已经用过，请刷新后重做。")), 422
    before, window = kept.unsaved(circular, actor()), request.form.get("window", "")[:40]
    told = request.form.get("told", "") == "1"
    elsewhere = before is not None and before.content.get("window") not in ("", None, window)
    if elsewhere and told:
        return jsonify(other=True, message=gettext("另一个窗口也在改这份文稿，请只留一个窗口。")), 409
    content: dict[str, Any] = {**form.content, "window": window}
    try:
        services.autosave(circular, actor=actor(), operation=form.key, base=form.seen or 0, content=content)
    except DomainError as refusal:
        return jsonify(message=translate(refusal.message)), 409
    saved = kept.unsaved(circular, actor())
    stale = circular.version != form.seen
    return jsonify(
        saved=clock_time(saved.saved_at) if saved else "",
        stale=stale,
        message=gettext("这份文稿在别处已存过新的一版，保存时会让您对照。") if stale else "",
    )


@blueprint.post("/circulars/<int:id>/autosave/discard")
@requires(CircularAction.EDIT, queries.whole)
def discard_autosave(circular: Circular) -> Answer:
    """Forget what was kept by itself."""
    form = Act(obj=circular)
    if form.validate_on_submit():
        services.discard_autosave(circular, actor=actor(), operation=form.key)
        flash(gettext("自动保存的稿子已丢弃。"))
    return redirect(url_for("circulars.edit", id=circular.id))


@blueprint.post("/circulars/<int:id>/renew")
@requires(CircularAction.EDIT, queries.whole)
def renew(circular: Circular) -> Answer:
    """Take the figures as they stand now."""
    form = Act(obj=circular)
    if form.validate_on_submit():
        services.renew(circular, actor=actor(), operation=form.key, version=form.seen)
        flash(gettext("数据已按现在通过的填报更新。"))
    return redirect(url_for("circulars.edit", id=circular.id))
