"""Remarks on single paragraphs, by those who check and sign."""

from collections.abc import Sequence

from flask import flash, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from coordination.circulars import kept, queries, services
from coordination.circulars.models import Circular
from coordination.circulars.services.commenting import READ
from coordination.circulars.states import CircularAction
from coordination.circulars.views.part import blank, blueprint, shown, text_lines
from coordination.circulars.writing import RemarkForm, SettleForm
from coordination.kernel.errors import NotFound
from coordination.kernel.web import Answer, actor, requires


@blueprint.route("/circulars/<int:id>/remarks", methods=["GET", "POST"])
@requires(CircularAction.COMMENT, queries.whole)
def remarks(circular: Circular) -> Answer:
    """The text with its remarks; ?block=3 chooses the paragraph to remark on."""
    form = RemarkForm()
    lines = text_lines(circular)
    form.block.choices = [
        ("", gettext("全文")),
        *((str(place), _named(place, line.ordinal, line.pieces)) for place, line in enumerate(lines)),
    ]
    if form.validate_on_submit():
        with form.refusals():
            place = form.block_number
            services.comment(
                circular, actor=actor(), operation=form.key, block=place, text=form.text.data or ""
            )
            flash(gettext("批注已加上，起草人能看到。"))
            return _back(circular, place)
    elif not form.is_submitted():
        form.block.data = request.args.get("block", "")
    return form.page(
        "circulars/remarks.html",
        **shown(circular),
        lines=lines,
        remarks=kept.remarks(circular, circular.body),
        reading=circular.state in READ,
        settling=blank(SettleForm, circular),
    )


def _named(place: int, ordinal: str, pieces: Sequence[object]) -> str:
    words = ordinal + "".join(str(getattr(piece, "text", "")) for piece in pieces)
    begins: str = gettext("第%(number)s段 %(words)s", number=place + 1, words=words[:16])
    return begins


def _back(circular: Circular, place: int | None) -> Response:
    anchor = None if place is None else f"block-{place}"
    return redirect(url_for("circulars.remarks", id=circular.id, _anchor=anchor))


@blueprint.post("/circulars/<int:id>/remarks/settle")
@requires(CircularAction.COMMENT, queries.whole)
def settle(circular: Circular) -> Answer:
    """Mark a remark as done, or as open again."""
    form = SettleForm()
    remark = kept.comment(circular, form.comment_id)
    if remark is None:
        raise NotFound
    if form.validate_on_submit():
        settled = form.settled.data != "0"
        services.settle(circular, actor=actor(), operation=form.key, comment=remark, settled=settled)
        return _back(circular, remark.block)
    return _back(circular, None)
