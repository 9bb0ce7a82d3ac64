"""The blueprint, and what several pages show alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Blueprint

from coordination.circulars.binding import Piece, headings, pieces
from coordination.circulars.models import Circular
from coordination.circulars.numbering import number
from coordination.circulars.states import STATE_LABELS, CircularAction, CircularState
from coordination.documents.titles import break_title
from coordination.kernel.forms import Form
from coordination.kernel.operations import fresh_key
from coordination.kernel.text import _

blueprint = Blueprint("circulars", __name__)
MARK_WIDTH, TITLE_WIDTH = 18, 24  # characters in a line of the page

#: The groups of the list of data, in the reader's language.
GROUPS = {
    "总体": _("总体"),
    "累计": _("累计"),
    "分乡镇": _("分乡镇"),
    "排名": _("排名"),
    "报送": _("报送"),
}
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


def lines(body: list[dict[str, Any]], facts: Mapping[str, Any]) -> list[Line]:
    """The text with its facts cut out, so that each can be a link."""
    return [
        Line(block["kind"], block["level"], ordinal, pieces(block["text"], facts))
        for ordinal, block in zip(headings(body), body, strict=True)
    ]


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
        "mark": break_title(circular.office.mark, MARK_WIDTH),
        "heading": break_title(circular.title, TITLE_WIDTH, (circular.office.area_name,)),
        "states": STATE_LABELS,
        "looks": LOOKS,
        "CircularAction": CircularAction,
        "CircularState": CircularState,
    }
