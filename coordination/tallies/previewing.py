"""A sheet that was sent up beside what is stored now: what a person looks at before confirming."""

from collections.abc import Sequence
from dataclasses import dataclass

from coordination.kernel.period import Period
from coordination.kernel.text import _
from coordination.spreadsheets.findings import Finding, Level, unpacked
from coordination.subjects.models import Subject
from coordination.subjects.rules import SubjectKind
from coordination.tallies.models import Tally, TallyUpload
from coordination.tallies.queries import months
from coordination.tallies.queries.months import Line, Seen
from coordination.tallies.rules.rows import Count
from coordination.tallies.sheets import Reading


@dataclass(frozen=True, slots=True)
class Difference:
    subject: Subject
    count: Count
    before: Tally | None
    row: int


@dataclass(frozen=True, slots=True)
class Preview:
    """`new` and `changed` would be written; `silent` are the subjects that the sheet does not name and of
    which nothing is known: they may be reported as zero with it."""

    upload: TallyUpload
    month: Period
    reading: Reading
    findings: Sequence[Finding]
    new: Sequence[Difference]
    changed: Sequence[Difference]
    same: int
    silent: Sequence[Subject]
    seen: Seen

    @property
    def stopped(self) -> bool:
        return self.reading.stopped

    @property
    def may_file(self) -> bool:
        return not self.stopped and self.upload.filing_id is None and bool(self.new or self.changed)

    @property
    def errors(self) -> int:
        return sum(one.level is Level.ERROR for one in self.findings)

    def rows(self, *, zero: bool) -> list[Count]:
        """What would be filed."""
        told = [one.count for one in (*self.new, *self.changed)]
        return [*told, *(Count(one.id) for one in self.silent)] if zero else told


def asked(upload: TallyUpload) -> Sequence[Subject]:
    """The subjects for which the sheet was sent up."""
    place = upload.reading["township"]
    return months.asked(upload.office_id, SubjectKind(upload.reading["kind"]), place)


def preview(upload: TallyUpload) -> Preview:
    """The sheet as it was read, compared with what is stored at this moment."""
    month = Period.parse(upload.month)
    reading = Reading.from_json(upload.reading, unpacked(upload.findings))
    subjects = asked(upload)
    lines = {line.subject.id: line for line in months.lines(subjects, month.start, month.last_day)}
    told = [one for one in reading.counts if one.subject_id in lines]
    by_days = [one for one in told if lines[one.subject_id].by_days is not None]
    whole = [_difference(one, lines, reading) for one in told if lines[one.subject_id].by_days is None]
    changed = [one for one in whole if one.before is not None and not _same(one.count, one.before)]
    ids = tuple(lines)
    return Preview(
        upload=upload,
        month=month,
        reading=reading,
        findings=[*reading.findings, *(_told_by_days(one, reading) for one in by_days)],
        new=[one for one in whole if one.before is None],
        changed=changed,
        same=sum(one.before is not None for one in whole) - len(changed),
        silent=[line.subject for line in lines.values() if _is_silent(line, reading)],
        seen=Seen(ids, months.stamp(ids, month.start, month.last_day)),
    )


def _difference(count: Count, lines: dict[int, Line], reading: Reading) -> Difference:
    line = lines[count.subject_id]
    return Difference(line.subject, count, line.tally, reading.places[count.subject_id])


def _same(count: Count, stored: Tally) -> bool:
    names = ("cases", "loss", "largest_loss", "suspects", "dens", "last_case_on")
    return all(getattr(count, name) == getattr(stored, name) for name in names)


def _is_silent(line: Line, reading: Reading) -> bool:
    number = line.subject.id
    known = line.tally is not None or line.by_days is not None
    return not known and number not in reading.places and number not in reading.broken


def _told_by_days(count: Count, reading: Reading) -> Finding:
    words = _("这个月已按日填报，这一行不写入")
    return Finding(Level.ERROR, words, (reading.places[count.subject_id], 0))
