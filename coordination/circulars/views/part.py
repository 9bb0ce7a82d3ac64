"""The blueprint, and what several pages show alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Blueprint

from coordination.circulars.binding import Piece, headings, pieces
from coordination.circulars.models import Circular
from coordination.circulars.numbering import number
from coordination.circulars.placed import figure_of, figure_place, table_of
from coordination.circulars.printing import names_in, page_kind, sides
from coordination.circulars.states import STATE_LABELS, CircularAction, CircularState
from coordination.document_templates.states import TemplateAction
from coordination.documents.document import mark_for
from coordination.documents.titles import break_title
from coordination.kernel.forms import Act, Form
from coordination.kernel.operations import fresh_key
from coordination.kernel.text import Text, _

blueprint = Blueprint("circulars", __name__)
blueprint.add_app_template_filter(sides)
MARK_WIDTH, TITLE_WIDTH = 18, 24  # characters in a line of the page

#: The groups of the list of data, in the reader's language.
GROUPS = {
    "总体": _("总体"),
    "累计": _("累计"),
    "分乡镇": _("分乡镇"),
    "排名": _("排名"),
    "报送": _("报送"),
}
#: Who was there, in minutes.
ROLE_LABELS = {"present": _("出席"), "absent": _("请假"), "observing": _("列席")}
LOOKS = {
    CircularState.DRAFT: "plain",
    CircularState.CHECKING: "wait",
    CircularState.SIGNING: "wait",
    CircularState.ISSUED: "done",
    CircularState.CORRECTED: "change",
    CircularState.WITHDRAWN: "change",
}


@dataclass(frozen=True)
class Line:
    """A block of the text as a page shows it."""

    kind: str
    level: int
    ordinal: str
    pieces: list[Piece]
    role: Text | None = None
    table: dict[str, Any] | None = None
    chart: tuple[int, int] | None = None
    sentence: str = ""


def lines(
    body: list[dict[str, Any]], facts: Mapping[str, Any], parts: Sequence[dict[str, Any]] = ()
) -> list[Line]:
    """The text with its facts cut out, so that each can be a link; tables and charts from the annex."""
    return [_line(ordinal, block, facts, parts) for ordinal, block in zip(headings(body), body, strict=True)]


def _line(
    ordinal: str, block: dict[str, Any], facts: Mapping[str, Any], parts: Sequence[dict[str, Any]]
) -> Line:
    kind = block["kind"]
    figure = figure_of(block, parts) if kind == "chart" else None
    return Line(
        kind,
        block["level"],
        ordinal,
        pieces(block["text"], facts),
        role=ROLE_LABELS.get(block.get("role", "")),
        table=table_of(block, parts) if kind == "table" else None,
        chart=figure_place(block, parts) if kind == "chart" else None,
        sentence=figure["sentence"] if figure else "",
    )


def text_lines(circular: Circular) -> list[Line]:
    """The text of a circular as it is stored."""
    return lines(circular.body, circular.facts, (circular.annex or {}).get("parts", ()))


Blank = TypeVar("Blank", bound=Form)


def blank(kind: type[Blank], circular: Circular) -> Blank:
    """A second form beside the one that was sent, with a key and the stored version."""
    form = kind(obj=circular, formdata=None)
    form.operation_key.data = fresh_key()
    return form


def shown(circular: Circular) -> dict[str, Any]:
    """What every page about one circular needs."""
    return {
        "circular": circular,
        "number": number(circular),
        "paper": page_kind(circular),
        "mark": break_title(mark_for(page_kind(circular), circular.office.mark), MARK_WIDTH),
        "heading": break_title(circular.title, TITLE_WIDTH, names_in(circular)),
        "states": STATE_LABELS,
        "looks": LOOKS,
        "CircularAction": CircularAction,
        "CircularState": CircularState,
        "TemplateAction": TemplateAction,
        "keeping": blank(Act, circular),
    }
