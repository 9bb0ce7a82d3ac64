"""What everybody may verify: the document that a QR code names, and a file in hand. Nothing is kept."""

from flask import render_template, request

from coordination.archive.forms import CompareForm
from coordination.archive.queries.public import PublicCircular, verified
from coordination.archive.verifying import Compared, compare
from coordination.archive.views.place import blueprint
from coordination.config import settings
from coordination.kernel.limits import limited
from coordination.kernel.web import Answer, public


@blueprint.get("/verify/c")
@public("anybody may verify a document")
@limited("60 per minute")
def ask() -> Answer:
    return _page(None, None)


@blueprint.get("/verify/c/<token>")
@public("anybody may verify a document")
@limited("60 per minute")
def verify(token: str) -> Answer:
    found = verified(token)
    return _page(found, None, unknown=found is None)


@blueprint.post("/verify/c")
@public("anybody may verify a file")
@limited("20 per minute")
def compare_file() -> Answer:
    return _compared(None)


@blueprint.post("/verify/c/<token>")
@public("anybody may verify a file")
@limited("20 per minute")
def compare_with(token: str) -> Answer:
    """The same, beside the document that a QR code names."""
    found = verified(token)
    return _page(None, None, unknown=True) if found is None else _compared(found)


def _compared(found: PublicCircular | None) -> Answer:
    form = CompareForm()
    if not form.validate_on_submit():
        return _page(found, None, form=form)
    compared = compare(request.files["file"].read())
    return _page(found, compared)


def _page(
    found: PublicCircular | None,
    compared: Compared | None,
    *,
    form: CompareForm | None = None,
    unknown: bool = False,
) -> Answer:
    shown = form or CompareForm(formdata=None)
    page = render_template(
        "archive/verify.html",
        found=found,
        compared=compared,
        unknown=unknown,
        form=shown,
        limit=settings().max_upload_mb,
    )
    return page, 404 if unknown else shown.status
