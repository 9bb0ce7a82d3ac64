"""Whatever is typed or stands in a sheet is read or refused with a sentence, never an accident."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from coordination.kernel.period import Period
from coordination.spreadsheets.grid import Book, Format, Grid
from coordination.tallies.entering import COLUMNS, LAST_CASE, read
from coordination.tallies.naming import Names
from coordination.tallies.understanding import understand

OCTOBER = date(2026, 10, 1)
NAMES = [column.name for column in (*COLUMNS, LAST_CASE)]
TYPED = st.one_of(
    st.text(max_size=30),
    st.text("0123456789.,万亿起元日月-－ １２", max_size=12),
    st.sampled_from(["", "0", "12万", "9日", "2026-02-30", "1e5", "NaN", "٣", "00", "9" * 400]),
)


@given(st.fixed_dictionaries(dict.fromkeys(NAMES, TYPED)))
@example(dict.fromkeys(NAMES, ""))
@example(dict.fromkeys(NAMES, "0") | {"last_case_on": "0年0月0日"})
def test_any_row_is_a_count_or_says_at_its_cells_what_is_wrong(cells: dict[str, str]) -> None:
    told = read(7, cells, OCTOBER)
    assert (told.count is None) == bool(told.errors or not any(cell.strip() for cell in cells.values()))
    assert set(told.errors) <= set(NAMES)
    if told.count is not None:
        assert told.count.cases >= 0
        assert told.count.loss >= 0
        assert isinstance(told.count.loss, Decimal)


VALUES = st.one_of(
    st.sampled_from(["", "村（社区）", "社区", "发案", "发案（起）", "损失金额（万元）", "乡镇街道", "合计"]),
    st.sampled_from(["柳沟社区", "石桥村", "2026年10月", "2026年99月", 0, 1, 2.5, -3, 1e300, True]),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.text(max_size=10),
)
SUBJECTS = [
    SimpleNamespace(id=number, name=name, initials=letters, located_in=None, division_id=None)
    for number, (name, letters) in enumerate([("柳沟社区", "lgsq"), ("石桥村", "sqc"), ("石桥村", "sqc")])
]


@given(st.lists(st.lists(VALUES, max_size=5), max_size=8))
@example([["社区", "发案"], ["柳沟社区", 1e300], ["石桥村", True], ["lgsq", 1]])
def test_any_sheet_is_read_or_refused(rows: list[list[object]]) -> None:
    book = Book(Format.XLSX, [Grid("表", rows)])  # type: ignore[arg-type]
    reading = understand(book, Period.parse("2026-10"), SUBJECTS)  # type: ignore[arg-type]
    taken = [one.subject_id for one in reading.counts]
    assert len(taken) == len(set(taken))
    assert not set(taken) & set(reading.broken)
    assert reading.stopped or set(taken) <= {0}
    for finding in reading.findings:
        assert str(finding.sentence())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("柳沟社区", 0), (" 柳沟 社区 ", 0), ("LGSQ", 0), ("石桥村", None), ("", None), ("某村", None)],
)
def test_a_name_means_one_subject_or_none(typed: str, meant: int | None) -> None:
    found = Names(SUBJECTS).meant(typed)  # type: ignore[arg-type]
    assert (found.id if found else None) == meant
