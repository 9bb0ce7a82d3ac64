"""Circulars of six and sixty pages, beside WeasyPrint alone, a browser and LibreOffice; fifty at once.

`ratio` prints in a warm process against WeasyPrint on the same HTML with the same font configuration:
that side has the stock justification, no imprint, no tags and no PDF/A. Medians of paired runs in
processor time, so that other work on the machine counts little. `beside` prints the same document
through Chromium and, from the DOCX, through LibreOffice, each started anew as a server would start
it, and ours in a warm process: the seconds a person waits, so it wants a machine that does nothing
else, and beside them the processor time of all its processes. Ours must be ahead in the first.
`queue` issues fifty copies of the sample's circular to one real worker and watches its memory.

    python -m benchmarks.circulars [ratio] [beside] [queue]
"""

import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import weasyprint
from sqlalchemy import create_engine, text
from weasyprint.layout import inline
from weasyprint.pdf.stream import Stream

from benchmarks.harness import COMMAND, District, district
from coordination.documents.document import Annex, OfficialDocument, Paragraph
from coordination.documents.docx import document_docx
from coordination.documents.rendering import document_pdf, layout
from coordination.kernel import justification, pdf, writing
from coordination.kernel.typefaces import typefaces
from tests.documents import measure
from tests.documents.samples import SENTENCES, circular, ranking

LIMIT, PAIRS = 1.3, {6: 15, 60: 5}
COPIES, MEMORY = 50, 600  # circulars at once; MB that a worker may hold
STOCK = inline.justify_line, Stream.show_text, Stream.set_text_matrix

Print = Callable[[], object]


class Spent(NamedTuple):
    """Seconds on the clock and of the processors."""

    elapsed: float
    processor: float


def of_pages(wanted: int) -> OfficialDocument:
    """As much text as fills the pages, with a table turned on its side."""
    annexes = (Annex("2026年10月各乡镇（街道）工作情况排名表", (ranking(15),), landscape=True),)
    length = found = 0
    while found < wanted:  # a page holds about three paragraphs
        length += max(1, 2 * (wanted - found) - 8)
        document = circular(blocks=(Paragraph(("".join(SENTENCES),)),) * length, annexes=annexes)
        found = pages(document_pdf(document))
    assert found == wanted, f"{found} pages where {wanted} were asked"
    return document


def pages(content: bytes) -> int:
    """Pages of a PDF."""
    with measure.opened(content) as file:
        return len(file.pages)


def html_of(document: OfficialDocument) -> str:
    """What is printed, with its stylesheet inside."""
    page, style = (pdf.markup(f"circular.{kind}", layout(document)) for kind in ("html", "css"))
    return page.replace("</head>", f"<style>{style}</style></head>")


def bare(html: str) -> bytes:
    """What WeasyPrint alone does with the HTML."""
    ours = inline.justify_line, Stream.show_text, Stream.set_text_matrix
    inline.justify_line, Stream.show_text, Stream.set_text_matrix = STOCK
    try:
        content: bytes = weasyprint.HTML(string=html).write_pdf(font_config=typefaces().configuration)
    finally:
        inline.justify_line, Stream.show_text, Stream.set_text_matrix = ours
    return content


def seconds(work: Print, clock: Callable[[], float]) -> float:
    start = clock()
    work()
    return clock() - start


def processor() -> float:
    """Processor time of this process and of all that it started and that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + used.ru_utime + used.ru_stime


def spent(work: Print) -> Spent:
    """What a piece of work takes of a person's time and of the processors'."""
    start, used = time.perf_counter(), processor()
    work()
    return Spent(time.perf_counter() - start, processor() - used)


def ratio(wanted: int) -> bool:
    """Ours over WeasyPrint alone; whether the limit is kept."""
    justification.install()
    writing.install()
    document = of_pages(wanted)
    html = html_of(document)
    pairs = [
        (
            seconds(lambda: document_pdf(document), time.process_time),
            seconds(lambda: bare(html), time.process_time),
        )
        for _ in range(PAIRS[wanted] + 1)
    ][1:]
    found = statistics.median(ours / alone for ours, alone in pairs)
    ours, alone = (statistics.median(side) for side in zip(*pairs, strict=True))
    print(f"{wanted:3} pages  ours {ours:.3f} s  bare {alone:.3f} s  ratio {found:.2f} (limit {LIMIT})")
    return found <= LIMIT


def beside(wanted: int) -> bool:
    """The same document elsewhere; whether ours is ahead of each that is here."""
    document = of_pages(wanted)
    times = {"ours": _best(lambda: document_pdf(document))}
    with TemporaryDirectory(prefix="coordination-bench-") as name:
        folder = Path(name)
        (folder / "circular.html").write_text(html_of(document), encoding="utf-8")
        (folder / "circular.docx").write_bytes(document_docx(document))
        for label, command in _others(folder).items():
            times[label] = _best(partial(subprocess.run, command, capture_output=True, check=True))
    told = (f"{label} {took.elapsed:.2f} s (processor {took.processor:.2f})" for label, took in times.items())
    print(f"{wanted:3} pages  " + "  ".join(told))
    return times["ours"] == min(times.values())


def _best(work: Print) -> Spent:
    return min(spent(work) for _ in range(3))


def _others(folder: Path) -> dict[str, list[str]]:
    """The programs that are installed, with what they are asked to do."""
    chromium, office = shutil.which("chromium"), shutil.which("soffice")
    page, out = folder / "circular.html", folder / "chromium.pdf"
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    profile = f"-env:UserInstallation=file://{folder}/office"
    found = {}
    if chromium:
        found["Chromium"] = [chromium, *flags, f"--print-to-pdf={out}", f"file://{page}"]
    if office:
        convert = ["--headless", profile, "--convert-to", "pdf", "--outdir", str(folder)]
        found["LibreOffice"] = [office, *convert, str(folder / "circular.docx")]
    return found


COPY = """
    INSERT INTO circulars ({columns}, sequence, token)
    SELECT {columns}, 100000 + n, 'benchmark' || n FROM circulars, generate_series(1, :copies) AS n
    WHERE id = (SELECT min(id) FROM circulars WHERE state = 'issued')
"""
COLUMNS = """
    SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns
    WHERE table_name = 'circulars' AND table_schema = 'public'
      AND column_name NOT IN ('id', 'sequence', 'token', 'document_id')
"""
ASK = """
from coordination.circulars.jobs import print_document
from coordination.circulars.models import Circular
from coordination.kernel import db
from coordination.kernel.operations import transaction
from coordination.operation.serving import site
from sqlalchemy import select
with site().app_context(), db.acting(db.SYSTEM_SCOPE), transaction():
    for found in db.session.scalars(select(Circular.id).where(Circular.sequence > 100000)):
        print_document.later(found)
"""


def queue() -> bool:
    """Fifty at once through one worker; whether all are printed and the memory is bounded."""
    with district() as home:
        engine = create_engine(home.servers.database_url)
        with engine.begin() as connection:
            columns = connection.scalar(text(COLUMNS))
            connection.execute(text(COPY.format(columns=columns)), {"copies": COPIES})
        subprocess.run([sys.executable, "-c", ASK], env=home.environment, cwd=home.folder, check=True)
        start = time.time()
        memory = _work_off(home)
        took = time.time() - start
        with engine.connect() as connection:
            done = "SELECT count(*) FROM circulars WHERE sequence > 100000 AND document_id IS NOT NULL"
            printed = connection.scalar(text(done))
        engine.dispose()
    print(f"{printed} of {COPIES} printed in {took:.1f} s  worker at most {memory} MB (limit {MEMORY})")
    return printed == COPIES and memory <= MEMORY


def _work_off(home: District) -> int:
    """Run a worker until its queues are empty; the most memory it held, in MB."""
    command = [*COMMAND, "worker", "--burst"]
    worker = subprocess.Popen(
        command, env=home.environment, cwd=home.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    most = 0
    while worker.poll() is None:
        status = Path(f"/proc/{worker.pid}/status").read_text()
        held = next((line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")), "0")
        most = max(most, int(held) // 1024)
        time.sleep(0.2)
    return most


def main(parts: list[str]) -> int:
    chosen = parts or ["ratio", "beside", "queue"]
    kept = []
    if "ratio" in chosen:
        kept += [ratio(wanted) for wanted in PAIRS]
    if "beside" in chosen:
        kept += [beside(wanted) for wanted in PAIRS]
    if "queue" in chosen:
        kept.append(queue())
    return 0 if all(kept) else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
