"""How a file is written: lines that end where they should in every viewer, tags in linear time.

WeasyPrint and pydyf are extended at three small places; `justification` refuses to start with a
version that these were not written for.
"""

from functools import lru_cache
from typing import Any

from pydyf import PDF
from weasyprint.pdf.stream import Stream

_show_text = Stream.show_text
_set_text_matrix = Stream.set_text_matrix
_page_references = PDF.page_references.fget


def _show_without_rest(stream: Any, text: str) -> None:
    """Show glyphs; space after the last one goes before the first of the next face instead.

    PDFium, the viewer in browsers, leaves out a number at the end of an array of glyphs, so a line of
    ideographs and digits would end before its edge.
    """
    size = stream._current_font[1]
    rest = stream.__dict__.pop("_rest", 0.0)
    if rest:
        text = f"{rest / size:.4f} {text}"
    if not text.endswith(">"):
        glyphs, _, number = text.rpartition(">")
        if number.strip():
            stream._rest = float(number) * size
            text = f"{glyphs}>"
    _show_text(stream, text)


def _forget_rest(stream: Any, *matrix: float) -> None:
    """A new place on the page: what was to follow the last glyph has no effect."""
    stream.__dict__.pop("_rest", None)
    _set_text_matrix(stream, *matrix)


def _kept_references(file: Any) -> Any:
    """References of all pages, made once and not for each tag: their number is that of pages times tags."""
    count = len(file.pages["Kids"])
    kept = file.__dict__.get("_kept")
    if kept is None or kept[0] != count:
        kept = file._kept = count, _page_references(file)
    return kept[1]


@lru_cache(maxsize=1)
def install() -> None:
    """Extend the writing of files once per process."""
    Stream.show_text, Stream.set_text_matrix = _show_without_rest, _forget_rest
    PDF.page_references = property(_kept_references)
