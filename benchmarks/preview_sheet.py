"""The preview of a sheet of 2,400 rows and 20 figures, as a ratio to calamine alone reading the file.

Ours: recognise, bound, read, find heads and subjects, check every figure against the form and against
last period and last year, and tell the differences to what is stored, which is at hand. The bare side
builds the same cells from the same file. Prints the median of the ratios of paired runs, in processor
time, so that other work on the machine counts little.

    python -m benchmarks.preview_sheet [pairs]
"""

import random
import statistics
import sys
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from coordination.reporting.queries import Sheet, Stored
from coordination.reporting.sheet import Bases, Column, Layout, Row, key_of
from coordination.spreadsheets.comparing import Comparison, compared
from coordination.spreadsheets.opening import opened
from coordination.spreadsheets.reading import Asked
from coordination.spreadsheets.understanding import understand

ROWS, FIGURES, LIMIT = 2_400, 20, 10
Form = tuple[Asked, Sheet]


def form(figures: dict[str, int]) -> Form:
    """The form, a year of figures near those of the sheet, and every tenth figure stored otherwise."""
    columns = tuple(Column(n, f"c.{n}", f"指标之{n}", "起") for n in range(FIGURES))
    rows = tuple(Row(n, f"示例第{n}乡") for n in range(1, ROWS + 1))
    layout = Layout((*rows, Row(None, "合计")), columns, (("c.1", "c.0"),), {"c.0": Decimal(0)})
    before = {key: Decimal(value + value // 9) for key, value in figures.items()}
    stored = {key: Stored(Decimal(value)) for key, value in list(figures.items())[::10]}
    names = {str(row.subject_id): (row.label, f"{row.label}人民政府") for row in rows}
    return Asked(layout, names, "2026-10"), Sheet(layout, stored, Bases(before, dict(before), {}))


def figures() -> dict[str, int]:
    chance = random.Random(4)  # noqa: S311  the same figures each time
    found = {
        key_of(row, f"c.{n}"): chance.randint(0, 5_000) for row in range(1, ROWS + 1) for n in range(FIGURES)
    }
    for row in range(1, ROWS + 1):
        found[key_of(row, "c.1")] = found[key_of(row, "c.0")] // 2
    return found


def write(path: Path, values: dict[str, int]) -> None:
    with Workbook(path) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["乡镇", *(f"指标之{n}" for n in range(FIGURES))])
        for row in range(1, ROWS + 1):
            page.write_string(row, 0, f"示例第{row}乡")
            page.write_row(row, 1, [values[key_of(row, f"c.{n}")] for n in range(FIGURES)])


def bare(path: Path) -> int:
    with CalamineWorkbook.from_path(path) as book:
        return len(book.get_sheet_by_index(0).to_python())


def ours(path: Path, made: Form) -> Comparison:
    asked, sheet = made
    return compared(understand(opened(path), asked), sheet)


def main(pairs: int) -> int:
    values = figures()
    made = form(values)
    ratios: list[float] = []
    with TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.xlsx"
        write(path, values)
        assert bare(path) == ROWS + 1
        found = ours(path, made)
        assert len(found.told) == ROWS * FIGURES
        print(f"{found.different} differences, {len(found.findings)} findings")
        for _ in range(pairs):
            start = process_time()
            bare(path)
            middle = process_time()
            ours(path, made)
            ratios.append((process_time() - middle) / (middle - start))
    ratio = statistics.median(ratios)
    print(f"preview / calamine: {ratio:.2f} (limit {LIMIT}), {min(ratios):.2f} to {max(ratios):.2f}")
    return ratio >= LIMIT


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 15))
