"""Documents become PDF: closed templates, closed fetcher, the same bytes for the same input."""

import hashlib
import logging
import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from threading import RLock, get_ident
from typing import Any, Self

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from weasyprint import CSS, HTML, Attachment
from weasyprint.css import ColorProfile
from weasyprint.document import Document
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from coordination.kernel import justification, writing
from coordination.kernel.typefaces import typefaces

ROOT = Path(__file__).resolve().parents[2]
STATIC, TEMPLATES = ROOT / "static", ROOT / "templates" / "pdf"
UNDATED = datetime(2000, 1, 1, tzinfo=UTC)  # attachments must not carry the time of printing
BASE = "static:/"
TOLERANCE = 0.5  # CSS pixels by which rounding may exceed a page
_one_at_a_time = RLock()  # Pango's font map is shared by the process


@dataclass(frozen=True)
class Closing:
    """The template of a block at the foot of the last side; `even`: only an even side will do."""

    template: str
    even: bool = True


class Side(Enum):
    """Where a closing block stands: on the last page, on the next, or behind a blank one."""

    SAME = "same"
    NEXT = "next"
    BEHIND_BLANK = "behind-blank"


class DocumentError(Exception):
    """A document cannot be printed as it was meant; the message names what is missing."""


class ClosedFetcher(URLFetcher):  # type: ignore[misc]
    """Serves `static:` addresses from the bundled files and ends the rendering for any other."""

    def __init__(self, static: Path = STATIC) -> None:
        super().__init__(allowed_protocols=(), fail_on_errors=True)
        self.static = static.resolve()
        self.failures: list[str] = []

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        scheme, _, name = url.partition(":")
        path = (self.static / name.lstrip("/")).resolve()
        if scheme != "static" or not path.is_relative_to(self.static):
            self._fail(f"refused address {url[:120]}")
        if not path.is_file():
            self._fail(f"missing file {url[:120]}")
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})

    def _fail(self, reason: str) -> None:
        self.failures.append(reason)  # drawing an SVG swallows even BaseException
        raise FatalURLFetchingError(reason)


class _Complaints(logging.Handler):
    """Collects what WeasyPrint only logs: images, fonts and characters it could not show."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.thread, self.found = get_ident(), list[str]()

    def __enter__(self) -> Self:
        logging.getLogger("weasyprint").addHandler(self)
        return self

    def __exit__(self, *error: object) -> None:
        logging.getLogger("weasyprint").removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self.thread:
            self.found.append(record.getMessage())


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def markup(template: str, document: object, **context: object) -> str:
    """The text of a template of templates/pdf; a name it does not know is an error."""
    return _environment().get_template(template).render(document=document, fonts=typefaces(), **context)


def render(
    template: str,
    document: object,
    *,
    closing: Closing | None = None,
    attachments: Sequence[tuple[str, bytes]] = (),
) -> bytes:
    """Print a frozen document of primitives as tagged PDF/A-3u; equal input gives equal bytes.

    `closing` is put at the foot of the last page (GB/T 9704 7.4).
    `attachments` are pairs of ASCII file name and content. Raises `DocumentError` for an
    address outside the bundled files, a missing image or face, a character no face has,
    and anything else WeasyPrint would only log.
    """
    with _one_at_a_time, _Complaints() as complaints:
        justification.install()
        writing.install()
        fetcher = ClosedFetcher()
        try:
            pages, digest = _compose(template, document, closing, fetcher)
            content = _write(pages, digest, attachments)
        except FatalURLFetchingError as error:
            raise DocumentError(str(error)) from error
        _refuse(fetcher.failures + complaints.found)
        return content


def _refuse(reasons: list[str]) -> None:
    if reasons:
        raise DocumentError("; ".join(dict.fromkeys(reasons)))


def _compose(
    template: str, document: object, closing: Closing | None, fetcher: ClosedFetcher
) -> tuple[Document, str]:
    html = markup(template, document)
    pages = _lay_out(template, document, fetcher, html)
    digest = hashlib.sha256(html.encode()).hexdigest()
    return (pages if closing is None else _close(pages, closing, document, fetcher)), digest


def _close(pages: Document, closing: Closing, document: object, fetcher: ClosedFetcher) -> Document:
    """Put the closing block at the foot of the last side, behind a blank side if it must be.

    The template prints the block with a page number, or a blank side and the block without one.
    """
    side, numbered = _side(pages, closing, document, fetcher)
    if side is Side.SAME:
        box = pages.pages[-1]._page_box
        box.children = (*box.children, _root(numbered))
        return pages
    if side is Side.NEXT:
        return pages.copy([*pages.pages, numbered])
    blank = _closing(closing, document, fetcher, 0)
    return pages.copy([*pages.pages, *blank])


def _side(pages: Document, closing: Closing, document: object, fetcher: ClosedFetcher) -> tuple[Side, Any]:
    """Where the closing block goes, and the side with a number on which it was printed."""
    page = len(pages.pages)
    moved = closing.even and page % 2 == 1
    [numbered] = _closing(closing, document, fetcher, page + (1 if moved or not closing.even else 0))
    if not moved and _has_room(pages.pages[-1], numbered):
        return Side.SAME, numbered
    return (Side.NEXT if moved or not closing.even else Side.BEHIND_BLANK), numbered


def _closing(closing: Closing, document: object, fetcher: ClosedFetcher, page: int) -> Any:
    html = markup(closing.template, document, page=page)
    return _lay_out(closing.template, document, fetcher, html).pages


def closing_side(template: str, document: object, closing: Closing) -> Side:
    """Where `render` puts the closing block of this document."""
    with _one_at_a_time:
        justification.install()
        writing.install()
        fetcher = ClosedFetcher()
        pages = _lay_out(template, document, fetcher, markup(template, document))
        return _side(pages, closing, document, fetcher)[0]


def _lay_out(template: str, document: object, fetcher: ClosedFetcher, html: str) -> Document:
    """Lay out the text of a template in the stylesheet of the same name, if there is one."""
    source = HTML(string=html, url_fetcher=fetcher, base_url=BASE)
    style = template.removesuffix(".html") + ".css"
    sheets = [_sheet(markup(style, document))] if (TEMPLATES / style).is_file() else []
    return source.render(font_config=typefaces().configuration, stylesheets=sheets)


@lru_cache(maxsize=32)
def _sheet(text: str) -> CSS:
    """A stylesheet, read once per process: reading costs more than a page of text."""
    with _Complaints() as complaints:
        sheet = CSS(
            string=text, font_config=typefaces().configuration, url_fetcher=ClosedFetcher(), base_url=BASE
        )
    _refuse(complaints.found)
    return sheet


def _root(page: Any) -> Any:
    return page._page_box.children[0]


def _has_room(page: Any, closing: Any) -> bool:
    """Whether the closing block fits below the text of a page."""
    last = _root(page)
    block = next(box for box in _root(closing).descendants() if box.element_tag == "footer")
    return bool(last.position_y + last.margin_height() <= block.position_y + TOLERANCE)


class _Srgb(ColorProfile):  # type: ignore[misc]
    """The profile that PDF/A asks for as the bytes of its file, which reading and writing would change."""

    def __init__(self) -> None:
        self._bytes = (files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()
        super().__init__(BytesIO(self._bytes), "sRGB2014.icc", "relative-colorimetric", (["r"], ["g"], ["b"]))

    @property
    def content(self) -> bytes:
        return self._bytes


@lru_cache(maxsize=1)
def _colours() -> ColorProfile:
    return _Srgb()


def _write(pages: Document, digest: str, attachments: Sequence[tuple[str, bytes]]) -> bytes:
    pages.color_profiles["srgb"] = _colours()
    content: bytes = pages.write_pdf(
        finisher=_compress_once,
        pdf_identifier=digest[:32].encode(),
        pdf_variant="pdf/a-3u",
        pdf_tags=True,
        output_intent="given",
        attachments=[
            Attachment(string=data, name=name, created=UNDATED, modified=UNDATED, relationship="Data")
            for name, data in attachments
        ],
    )
    return content


def _compress_once(_pages: Document, file: Any) -> None:
    """Keep what each stream was compressed to: with an identifier every stream is asked for it twice."""
    for part in file.objects:
        if getattr(part, "compress", False):
            _, _, stream = part.data.partition(b"\nstream\n")
            part.stream, part.compress = [stream.removesuffix(b"\nendstream")], False
            part.extra["Filter"] = "/FlateDecode"
