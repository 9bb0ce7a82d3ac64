"""Files of the old and open formats are read in a process that has limits and knows no secret."""

from datetime import date, datetime, time, timedelta

import pytest

from coordination.kernel.errors import Invalid
from coordination.spreadsheets import confined, packing, refusals, workbooks
from coordination.spreadsheets.grid import Book, Format, Grid, Marks
from tests.spreadsheets.building import PLAIN
from tests.spreadsheets.older import ods, xls


@pytest.fixture(params=[Format.XLS, Format.ODS])
def old(request, tmp_path):
    path = tmp_path / "表"
    path.write_bytes((xls if request.param is Format.XLS else ods)(PLAIN))
    return path, request.param


def test_the_other_process_finds_what_this_one_would(old):
    path, format_ = old
    assert confined.read(path, format_) == (workbooks.xls if format_ is Format.XLS else workbooks.ods)(path)


def test_a_file_that_needs_more_memory_than_there_is_ends_only_its_own_process(tmp_path):
    """The reader has no word for it: it ends itself, so that the site would end with it."""
    heavy, light = tmp_path / "重.xls", tmp_path / "轻.xls"
    heavy.write_bytes(xls([[("=", 1.5)] * 200] * 1_000))
    light.write_bytes(xls(PLAIN))
    assert len(confined.read(heavy, Format.XLS).grids[0].rows) == 1_000
    little = 96 * 1024 * 1024
    assert confined.read(light, Format.XLS, memory=little).grids
    with pytest.raises(Invalid) as refusal:
        confined.read(heavy, Format.XLS, memory=little)
    assert refusal.value.message == refusals.TOO_LARGE


def test_a_file_that_takes_too_long_is_given_up(old):
    path, format_ = old
    with pytest.raises(Invalid) as refusal:
        confined.read(path, format_, seconds=0)
    assert refusal.value.message == refusals.TOO_LARGE


def test_the_other_process_knows_neither_the_database_nor_the_secret(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "s" * 64)
    monkeypatch.setenv("DATABASE_URL", "postgresql://somewhere")
    assert set(confined.environment()) <= {"PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "LANG", "LD_LIBRARY_PATH"}


def test_every_kind_of_value_comes_back_as_it_was():
    at = datetime(2026, 10, 1, 8, 30)  # noqa: DTZ001  a sheet knows no zones
    values = ["立案", 3, 2.5, True, date(2026, 10, 1), at, time(8), timedelta(1.5)]
    marks = Marks({3}, {(1, 2)}, {(0, 1): "#N/A"}, {(4, 4)}, (((0, 0), (1, 1)),), walked=True)
    book = Book(Format.ODS, [Grid("表一", [values, []], marks)], {"form": "bank"}, 2, True)
    assert packing.unpacked(packing.packed(book)) == book


def test_a_refusal_comes_back_with_its_figures(tmp_path):
    path = tmp_path / "表.xls"
    path.write_bytes(xls(PLAIN, far=65_535))
    with pytest.raises(Invalid) as refusal:
        confined.read(path, Format.XLS)
    assert refusal.value.message.values["row"] == 65_536
