"""A sheet that was sent up beside what is stored now: what a person looks at before confirming."""

from dataclasses import dataclass

from coordination.kernel.db import session
from coordination.spreadsheets import comparing, queries
from coordination.spreadsheets.comparing import Comparison
from coordination.spreadsheets.findings import Level, unpacked
from coordination.spreadsheets.grid import Book
from coordination.spreadsheets.identity import mistaken
from coordination.spreadsheets.models import SheetUpload
from coordination.spreadsheets.queries import OPEN, Stand
from coordination.spreadsheets.reading import Reading, stop
from coordination.spreadsheets.understanding import understand


@dataclass(frozen=True, slots=True)
class Preview:
    upload: SheetUpload
    stand: Stand
    reading: Reading
    comparison: Comparison

    @property
    def stopped(self) -> bool:
        return self.reading.stopped

    @property
    def may_write(self) -> bool:
        """Whether there is anything to write, and reports that take it."""
        return (
            not self.stopped
            and bool(self.comparison.told)
            and self.upload.confirmed_at is None
            and bool(self.stand.open)
        )

    @property
    def not_taken(self) -> int:
        """Cells and rows with an error: they stay as they are."""
        return len(self.comparison.of(Level.ERROR))

    @property
    def blocks(self) -> int:
        """What is to be mended before the report can be submitted."""
        return len(self.comparison.of(Level.CHECK, Level.ASK))


def read_for(stand: Stand, book: Book) -> Reading:
    """What the sheet says for these reports; STOP for a template of something else."""
    wrong = mistaken(book.identity, stand)
    return stop(wrong) if wrong is not None else understand(book, stand.asked)


def preview(upload: SheetUpload) -> Preview:
    """The sheet as it was read, compared with what is stored at this moment."""
    if upload.report is not None:
        session.refresh(upload.report)
    stand = queries.stand_of(upload)
    reading = Reading.from_json(upload.reading, unpacked(upload.findings))
    still = upload.collects and upload.confirmed_at is None
    closed = [report for report in stand.reports if report.state not in OPEN] if still else []
    comparison = comparing.compared(reading, stand.sheet, {str(report.unit_id) for report in closed})
    left = [report for report in closed if str(report.unit_id) in reading.where.rows]
    if left:
        units = "、".join(report.unit.short_name for report in left[:5])
        comparison.findings.append(comparing.why_closed(units, len(left)))
    return Preview(upload, stand, reading, comparison)
