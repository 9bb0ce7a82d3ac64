"""A circular of six pages in a warm process, against WeasyPrint alone on the same HTML.

Both sides share the font configuration; the bare side has the stock justification, no imprint,
no offsets computed from ink, no template. Prints the median of the ratios of paired
runs, in processor time, so that other work on the machine counts little.

    python -m benchmarks.circulars [pairs]
"""

import statistics
import sys
from itertools import count
from time import process_time

import weasyprint
from weasyprint.layout import inline

from coordination.documents.document import Annex, OfficialDocument, Paragraph
from coordination.documents.rendering import document_pdf, layout
from coordination.kernel import justification, pdf
from coordination.kernel.typefaces import typefaces
from tests.documents import measure
from tests.documents.samples import SENTENCES, circular, ranking

PAGES, LIMIT = 6, 1.3


def six_pages() -> OfficialDocument:
    """As much text as fills six pages with a table turned on its side."""
    annexes = (Annex("2026年10月各乡镇（街道）工作情况排名表", (ranking(15),), landscape=True),)
    for length in count(4):
        document = circular(blocks=(Paragraph(("".join(SENTENCES),)),) * length, annexes=annexes)
        if pages(document_pdf(document)) >= PAGES:
            return document
    raise AssertionError


def pages(content: bytes) -> int:
    """Pages of a PDF."""
    with measure.opened(content) as file:
        return len(file.pages)


def bare(html: str) -> bytes:
    """What WeasyPrint alone does with the HTML."""
    content: bytes = weasyprint.HTML(string=html).write_pdf(font_config=typefaces().configuration)
    return content


def main(pairs: int) -> int:
    stock = inline.justify_line
    document = six_pages()
    page, style = (pdf.markup(f"circular.{kind}", layout(document)) for kind in ("html", "css"))
    html = page.replace("</head>", f"<style>{style}</style></head>")
    ours: list[float] = []
    alone: list[float] = []
    for _ in range(pairs + 1):
        inline.justify_line = justification._justify
        start = process_time()
        content = document_pdf(document)
        ours.append(process_time() - start)
        inline.justify_line = stock
        start = process_time()
        bare(html)
        alone.append(process_time() - start)
    ratio = statistics.median(one / other for one, other in zip(ours[1:], alone[1:], strict=True))
    print(f"pages {pages(content)}  pairs {pairs}")
    print(f"ours {statistics.median(ours[1:]):.3f} s  bare {statistics.median(alone[1:]):.3f} s")
    print(f"ratio {ratio:.2f} (limit {LIMIT})")
    return 0 if ratio <= LIMIT else 1


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 15))
