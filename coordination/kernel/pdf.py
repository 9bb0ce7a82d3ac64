"""Documents become PDF: closed templates, closed fetcher, the same bytes for the same input."""

import hashlib
import logging
import mimetypes
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from threading import RLock, get_ident
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from weasyprint import HTML, Attachment
from weasyprint.document import Document
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from coordination.kernel import justification
from coordination.kernel.typefaces import typefaces

ROOT = Path(__file__).resolve().parents[2]
STATIC, TEMPLATES = ROOT / "static", ROOT / "templates" / "pdf"
UNDATED = datetime(2000, 1, 1, tzinfo=UTC)  # attachments must not carry the time of printing
TOLERANCE = 0.5  # CSS pixels by which rounding may exceed a page
_one_at_a_time = RLock()  # Pango's font map is shared by the process


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
    """The HTML of a template of templates/pdf; a name it does not know is an error."""
    return _environment().get_template(template).render(document=document, fonts=typefaces(), **context)


def render(
    template: str,
    document: object,
    *,
    closing: str | None = None,
    attachments: Sequence[tuple[str, bytes]] = (),
) -> bytes:
    """Print a frozen document of primitives as PDF; equal input gives equal bytes.

    `closing` is the template of a block at the foot of the last even page (GB/T 9704 7.4).
    `attachments` are pairs of ASCII file name and content. Raises `DocumentError` for an
    address outside the bundled files, a missing image or face, a character no face has,
    and anything else WeasyPrint would only log.
    """
    with _one_at_a_time:
        justification.install()
        fetcher, complaints = ClosedFetcher(), _Complaints()
        logger = logging.getLogger("weasyprint")
        logger.addHandler(complaints)
        try:
            pages, digest = _compose(template, document, closing, fetcher)
            content = _write(pages, digest, attachments)
        except FatalURLFetchingError as error:
            raise DocumentError(str(error)) from error
        finally:
            logger.removeHandler(complaints)
        if reasons := fetcher.failures + complaints.found:
            raise DocumentError("; ".join(dict.fromkeys(reasons)))
        return content


def _compose(
    template: str, document: object, closing: str | None, fetcher: ClosedFetcher
) -> tuple[Document, str]:
    html = markup(template, document)
    digest = hashlib.sha256(html.encode()).hexdigest()
    pages = _lay_out(html, fetcher)
    return (pages if closing is None else _close(pages, closing, document, fetcher)), digest


def _close(pages: Document, closing: str, document: object, fetcher: ClosedFetcher) -> Document:
    """Put the closing block at the foot of the last even side, behind a blank side if it must be."""
    odd = len(pages.pages) % 2
    end = _lay_out(markup(closing, document, page=len(pages.pages) + odd, blank=False), fetcher)
    if odd:
        return pages.copy([*pages.pages, *end.pages])
    if _has_room(pages, end):
        box = pages.pages[-1]._page_box
        box.children = (*box.children, _root(end.pages[-1]))
        return pages
    end = _lay_out(markup(closing, document, page=len(pages.pages) + 2, blank=True), fetcher)
    return pages.copy([*pages.pages, *end.pages])


def _lay_out(html: str, fetcher: ClosedFetcher) -> Document:
    source = HTML(string=html, url_fetcher=fetcher, base_url="static:/")
    return source.render(font_config=typefaces().configuration)


def _root(page: Any) -> Any:
    return page._page_box.children[0]


def _has_room(pages: Document, end: Document) -> bool:
    """Whether the closing block fits below the text of the last page."""
    last = _root(pages.pages[-1])
    block = next(box for box in _root(end.pages[-1]).descendants() if box.element_tag == "footer")
    return bool(last.position_y + last.margin_height() <= block.position_y + TOLERANCE)


def _write(pages: Document, digest: str, attachments: Sequence[tuple[str, bytes]]) -> bytes:
    content: bytes = pages.write_pdf(
        pdf_identifier=digest[:32].encode(),
        attachments=[
            Attachment(string=data, name=name, created=UNDATED, modified=UNDATED)
            for name, data in attachments
        ],
    )
    return content
