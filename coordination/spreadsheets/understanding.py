"""Reads the sheet that names most figures of a form: its rows, its cells, and all that is odd in them."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from coordination.kernel.text import Text, _
from coordination.reporting.sheet import REASON_AT_MOST, Layout
from coordination.spreadsheets import cells
from coordination.spreadsheets.cells import Wanted
from coordination.spreadsheets.findings import Finding, Level, gathered
from coordination.spreadsheets.grid import Book, Grid, Spot, Value, address
from coordination.spreadsheets.heads import Head, head
from coordination.spreadsheets.names import plain
from coordination.spreadsheets.reading import NOTHING, STANDING, ZERO, Asked, Reading, Where, stop
from coordination.spreadsheets.remarks import remarks
from coordination.spreadsheets.subjects import TOTAL, Subjects, best_column, is_aside, is_total

LABELS_WITHIN = 12
#: So many rows are looked at to find the column of the labels.
LOOKED_AT = 80


def understand(book: Book, asked: Asked) -> Reading:
    """Read the sheet that names most figures of the form; STOP where none does."""
    table = asked.layout.is_table
    heads = [(grid, found) for grid in book.grids if (found := head(grid, asked.layout.columns, table=table))]
    if not heads:
        return stop(_nothing_found(asked.layout))
    grid, found = max(heads, key=lambda pair: len(pair[1].places))
    reader = _Reader(grid, found, asked)
    if found.down:
        reader.read_down()
    elif table:
        reader.read_table()
    else:
        reader.read_one_row()
    reader.finish(book)
    return reader.reading


def _nothing_found(layout: Layout) -> Text:
    names = "、".join(column.name for column in layout.columns[:3])
    return _("表里找不到这张报表的指标（{names}等）。请检查表头的名称，或下载本系统的表来填", names=names)


class _Reader:
    """Goes through the rows once and keeps what it met, so that alike things are told together."""

    def __init__(self, grid: Grid, found: Head, asked: Asked) -> None:
        self.grid, self.head, self.asked = grid, found, asked
        self.columns = {column.code: column for column in asked.layout.columns}
        self.wanted = {
            code: Wanted(column.name, column.unit, found.factors.get(code, Decimal(1)))
            for code, column in self.columns.items()
            if code in found.places
        }
        self.plan = [(code, place, self.wanted[code].factor == 1) for code, place in found.places.items()]
        self.reading = Reading(findings=list(found.findings))
        self.as_text: list[Spot] = []
        self.formulas: list[Spot] = []
        self.percents: list[Spot] = []
        self.used_rows: dict[str, int] = {}

    def read_down(self) -> None:
        """A form about oneself, its indicators one below the other."""
        key = str(self.asked.layout.rows[0].subject_id)
        for code, row in cells.codes(self.head.places):
            value = self.grid.at(row, self.head.column)
            self._take(f"{key}-{code}", value, (row, self.head.column), self.wanted[code])
            reason = str(self.grid.at(row, self.head.reasons)).strip() if self.head.reasons >= 0 else ""
            if reason:
                self.reading.reasons[f"{key}-{code}"] = reason[:REASON_AT_MOST]
        self.used_rows = dict(self.head.places)
        self.reading.where = Where(self.grid.name, True, self.used_rows, {"": self.head.column})

    def read_one_row(self) -> None:
        """A form about oneself, its indicators side by side: the row of the unit, or the only one."""
        key = str(self.asked.layout.rows[0].subject_id)
        rows = [row for row in self._below() if self._has_numbers(row)]
        own = Subjects({key: self.asked.names.get(key, ())})
        named = [row for row in rows if any(own.meant_quietly(label) for label in self._labels(row))]
        rows = named or [row for row in rows if not any(is_total(label) for label in self._labels(row))]
        if len(rows) != 1:
            self.reading.findings.append(self._which_row(rows))
            return
        self._read_row(key, rows[0], slow=True)
        self._stand()

    def _which_row(self, rows: Sequence[int]) -> Finding:
        if not rows:
            return Finding(Level.STOP, _("表头下面没有数据"), (self.head.row, 0))
        shown = "、".join(str(row + 1) for row in rows[:5])
        return Finding(Level.STOP, _("第{rows}行都有数据，不知道哪一行是本单位", rows=shown), (rows[0], 0))

    def read_table(self) -> None:
        """A row for each subject, found by its name."""
        subjects = Subjects(self.asked.names)
        lines = list(self._below())
        column = best_column(
            ((place, value) for row in lines[:LOOKED_AT] for place, value in self._labelled(row)), subjects
        )
        if column is None:
            column = next((place for row in lines for place, _value in self._labelled(row)), 0)
        slow = bool(self.grid.marks.formulas or self.grid.marks.errors or self.grid.marks.percents)
        standing = self._standing()
        for key, rows in self._subjects(lines, column, subjects).items():
            if len(rows) > 1:
                self._doubled(rows, column)
            elif standing < 0 or self._stands(key, rows[0], standing):
                self._read_row(key, rows[0], slow=slow)
        self._stand()

    def _subjects(self, lines: Sequence[int], column: int, subjects: Subjects) -> dict[str, list[int]]:
        """The rows by subject; what is not on the list is told, if it has figures."""
        found: dict[str, list[int]] = {}
        for row in lines:
            subject = self._subject(row, column, subjects)
            if subject is not None:
                found.setdefault(subject, []).append(row)
        return found

    def _subject(self, row: int, column: int, subjects: Subjects) -> str | None:
        """Whom a row is about; None for a row without figures and for one that nobody knows."""
        label, filled = self.grid.at(row, column), self._has_figures(row)
        if not isinstance(label, str) or not label.strip():
            if self._has_numbers(row):
                self._add(Level.ERROR, _("这一行有数据，没有写名称，没有读"), (row, column))
            return None
        if is_total(label):
            return TOTAL if self.asked.layout.has_total and filled else None
        meant = subjects.meant(label)
        if meant.why is not None and filled and not (meant.subject is None and is_aside(label)):
            self._add(Level.ERROR if meant.subject is None else Level.NOTE, meant.why, (row, column))
        return meant.subject

    def _doubled(self, rows: Sequence[int], column: int) -> None:
        label = str(self.grid.at(rows[0], column)).strip()
        others = "、".join(address(row, column) for row in rows)
        for row in rows:
            text = _(
                "“{label}”出现了{count}次（{others}），都没有读", label=label, count=len(rows), others=others
            )
            self._add(Level.ERROR, text, (row, column))

    def _standing(self) -> int:
        """The column in which a collection says for each unit whether it had anything."""
        if not self.asked.collects:
            return -1
        lines = self.grid.rows[max(0, self.head.row - 2) : self.head.row + 1]
        heads = (place for line in lines for place, value in enumerate(line) if plain(value) == STANDING)
        return next(heads, -1)

    def _stands(self, key: str, row: int, column: int) -> bool:
        """Whether the figures of the row are to be read."""
        word = plain(self.grid.at(row, column))
        if word not in (ZERO, NOTHING):
            return True
        if self._has_figures(row, zero=word == ZERO):
            self._add(Level.ERROR, _("写着“{word}”，却有数据，这一行没有读", word=word), (row, column))
        elif word == ZERO:
            self.reading.zeros.append(key)
            self.used_rows[key] = row
            for code in self.head.places:
                self.reading.typed[f"{key}-{code}"] = "0"
        return False

    def _read_row(self, key: str, row: int, *, slow: bool) -> None:
        """A whole number in a plain cell is taken as it is; everything else is looked at."""
        self.used_rows[key] = row
        line, typed = self.grid.rows[row], self.reading.typed
        for code, place, plainly in self.plan:
            value = line[place] if place < len(line) else ""
            if plainly and not slow and type(value) is float and value.is_integer() and -1e15 < value < 1e15:
                typed[f"{key}-{code}"] = str(int(value))
            else:
                self._take(f"{key}-{code}", value, (row, place), self.wanted[code])

    def _take(self, key: str, value: Value, at: Spot, wanted: Wanted) -> None:
        found = cells.read(value, at, self.grid.marks, wanted)
        if found.error is not None:
            self._add(Level.ERROR, found.error, at)
        if found.typed is None:
            return
        self.reading.typed[key] = found.typed
        if at in self.grid.marks.formulas:
            self.formulas.append(at)
        if found.as_text:
            self.as_text.append(at)
        if found.percent:
            self.percents.append(at)

    def _below(self) -> Iterator[int]:
        return iter(range(self.head.row + 1, len(self.grid.rows)))

    def _labelled(self, row: int) -> Iterator[tuple[int, str]]:
        taken = set(self.head.places.values())
        for place, value in enumerate(self.grid.rows[row][:LABELS_WITHIN]):
            if place not in taken and isinstance(value, str) and value.strip():
                yield place, value

    def _labels(self, row: int) -> list[str]:
        return [value for _place, value in self._labelled(row)]

    def _has_figures(self, row: int, *, zero: bool = False) -> bool:
        """Whether anything stands below the headings of figures; with `zero`, anything but 0."""
        nothing = ("", 0) if zero else ("",)
        return any(
            value not in nothing and not (isinstance(value, str) and not value.strip())
            for place in self.head.places.values()
            if (value := self.grid.at(row, place)) is not None and not _is_unit(value)
        )

    def _has_numbers(self, row: int) -> bool:
        """Whether a figure of the form stands there; the words for the seal below a table are none."""
        return any(
            cells.read(self.grid.at(row, place), (row, place), self.grid.marks, self.wanted[code]).typed
            for code, place in self.head.places.items()
        )

    def _stand(self) -> None:
        self.reading.where = Where(self.grid.name, False, self.used_rows, self.head.places)

    def _add(self, level: Level, text: Text, at: Spot | None = None) -> None:
        self.reading.findings.append(Finding(level, text, at))

    def finish(self, book: Book) -> None:
        """Notes about the sheet as a whole."""
        add = self.reading.findings.extend
        add(gathered(_("{where}是文本格式的数字，已按数字读"), self.as_text))
        add(gathered(_("{where}是公式，用的是文件里存的得数"), self.formulas))
        add(gathered(_("{where}是百分比格式，已按百分数读"), self.percents))
        add(remarks(book, self.grid, self.head, self.asked, self.used_rows))


def _is_unit(value: Value) -> bool:
    """A row of units of measure below the headings is no data."""
    return (
        isinstance(value, str) and 0 < len(plain(value)) <= 4 and not any(c.isdigit() for c in plain(value))
    )
