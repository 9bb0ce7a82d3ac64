"""Every ugly sheet with its figures and its sentences; every hostile file with its refusal."""

import tracemalloc
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coordination.kernel.errors import Invalid
from coordination.spreadsheets import receiving
from coordination.spreadsheets.understanding import understand
from tests.spreadsheets.building import PLAIN, book, cells, raw
from tests.spreadsheets.corpus import CASES, TABLE
from tests.spreadsheets.hostile import HOSTILE
from tests.spreadsheets.older import ods, xls


@pytest.fixture
def received(servers):
    """Takes a file in as the pages do; what was kept is thrown away."""

    def take(content, name):
        file, found = receiving.received(BytesIO(content), name)
        file.discard()
        return found

    return take


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_an_ugly_sheet_is_read_and_what_is_odd_is_said(case, received):
    reading = understand(received(case.build(), case.file), case.asked)
    said = [str(one.sentence()) for one in reading.findings]
    assert [sentence for sentence in case.says if sentence not in said] == [], said
    for key, typed in case.read.items():
        assert reading.typed.get(key) == typed, key


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_nothing_else_is_wrong_with_it(case, received):
    """An error nobody expects would send an honest person away."""
    reading = understand(received(case.build(), case.file), case.asked)
    errors = [str(one.sentence()) for one in reading.findings if one.level in ("stop", "error", "ask")]
    assert [sentence for sentence in errors if sentence not in case.says] == []


@pytest.mark.parametrize("case", HOSTILE, ids=lambda case: case.name)
def test_a_hostile_file_is_refused_with_a_sentence(case, received):
    with pytest.raises(Invalid) as refusal:
        received(case.build(), case.file)
    assert str(refusal.value.message) == case.why


@pytest.mark.parametrize("case", HOSTILE, ids=lambda case: case.name)
def test_refusing_it_holds_no_more_memory_than_its_largest_part(case, received):
    content = case.build()
    tracemalloc.start()
    with pytest.raises(Invalid):
        received(content, case.file)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 32 * 1024 * 1024


def test_the_names_of_the_cases_are_different():
    names = [case.name for case in (*CASES, *HOSTILE)]
    assert len(names) == len(set(names))


def test_a_file_that_is_too_big_is_refused_while_it_arrives(received):
    with pytest.raises(Invalid) as refusal:
        received(b"1,2\r\n" * 2_000_000, "表.csv")
    assert str(refusal.value.message) == "文件超过8MB，没有读取。请删去多余的行、列和图片后再传"


def test_nothing_refused_stays_on_the_disk(received):
    from coordination.config import settings

    for case in HOSTILE:
        with pytest.raises(Invalid):
            received(case.build(), case.file)
    assert list((settings().uploads / ".incoming").glob("*")) == []
    assert received(book(PLAIN), "表.xlsx").grids


@settings(max_examples=60)
@given(st.sampled_from([0, 1, 2]), st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), max_size=6))
def test_a_damaged_file_is_read_or_refused_and_nothing_else(servers, which, damage):
    content = bytearray([xls(PLAIN), raw(cells(PLAIN)), ods(PLAIN)][which])
    for where, byte in damage:
        content[int(where * len(content))] = byte
    try:
        file, found = receiving.received(BytesIO(bytes(content)), "表.xlsx")
    except Invalid:
        return
    file.discard()
    assert understand(found, TABLE).findings is not None
