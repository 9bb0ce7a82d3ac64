"""QR codes as paths."""

from hypothesis import given
from hypothesis import strategies as st

from coordination.kernel.codes import code_of, dark_runs


@given(st.lists(st.lists(st.integers(0, 1), min_size=1, max_size=12), min_size=1, max_size=12))
def test_the_stretches_of_a_code_draw_exactly_its_dark_modules(rows):
    square = tuple(tuple(row) for row in rows)
    drawn = {(x + n, y) for x, y, length in dark_runs(square) for n in range(length)}
    assert drawn == {(x, y) for y, row in enumerate(square) for x, dark in enumerate(row) if dark}


def test_a_code_has_its_quiet_zone():
    code = code_of("https://fz.example.cn/verify/abcdefghjk2345678923")
    assert code.side >= 21 + 8
    assert code.path.startswith("M4 4h7v1")
