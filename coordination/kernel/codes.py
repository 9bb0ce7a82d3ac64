"""QR codes as one SVG path each, for paper and for screens."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import segno

#: Light modules around the code, as ISO/IEC 18004 asks for.
QUIET = 4


@dataclass(frozen=True)
class Code:
    """A QR code as one SVG path over a square of `side` modules."""

    side: int
    path: str


def code_of(address: str) -> Code:
    """Middle error correction: a crease or a stamp over a corner leaves it readable."""
    rows = tuple(tuple(row) for row in segno.make(address, error="m", micro=False).matrix_iter(border=QUIET))
    path = "".join(f"M{x} {y}h{length}v1h-{length}z" for x, y, length in dark_runs(rows))
    return Code(len(rows), path)


def dark_runs(rows: Sequence[Sequence[int]]) -> Iterator[tuple[int, int, int]]:
    """The dark stretches of a square of modules as (column, row, length)."""
    for y, row in enumerate(rows):
        start = None
        for x, dark in enumerate((*row, 0)):
            if dark and start is None:
                start = x
            elif not dark and start is not None:
                yield start, y, x - start
                start = None
