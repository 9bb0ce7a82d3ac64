"""Full lines that meet the right edge: the rest of a line is spread between ideographs.

WeasyPrint stretches spaces only, and Chinese has none. Its line layout is extended at one
function of one pinned version; another version refuses to start instead of printing ragged.
"""

from functools import lru_cache
from itertools import pairwise, zip_longest
from typing import Any

import weasyprint
from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.text.ffi import FROM_UNITS, TO_UNITS, ffi
from weasyprint.text.line_break import Layout

SUPPORTED = "70."
UNSPLIT = frozenset("—…")


class UnsupportedVersionError(RuntimeError):
    """The installed WeasyPrint is not the one whose line layout is extended here."""


def stretches(before: str, after: str) -> bool:
    """Whether the gap between two characters may grow: not inside numbers, words or a long dash."""
    if before.isascii() and after.isascii():
        return " " in (before, after)
    return before not in UNSPLIT or after not in UNSPLIT


class SpreadLayout(Layout):  # type: ignore[misc]
    """A line whose glyphs at the given byte offsets are followed by extra space, in pixels."""

    @classmethod
    def of(cls, layout: Layout, offsets: set[int], extra: float) -> "SpreadLayout":
        """The same line, which is set anew when it is drawn and spread then."""
        spread = cls.__new__(cls)
        spread.__dict__.update(layout.__dict__)
        spread._offsets, spread._units = offsets, round(extra * TO_UNITS)
        return spread

    def get_first_line(self) -> tuple[Any, int | None]:
        line, index = super().get_first_line()
        run = line.runs
        while run != ffi.NULL:
            start, string = run.data.item.offset, run.data.glyphs
            glyphs, clusters = string.glyphs, string.log_clusters
            for place in range(string.num_glyphs):
                if start + clusters[place] in self._offsets:
                    glyphs[place].geometry.width += self._units
            run = run.next
        return line, index


def _texts(box: Any) -> list[Any]:
    if isinstance(box, boxes.TextBox):
        return [box]
    if isinstance(box, boxes.LineBox | boxes.InlineBox):
        return [text for child in box.children for text in _texts(child)]
    return []


def _gaps(texts: list[Any]) -> list[set[int]]:
    """For each text box, the byte offsets of the characters after which the line may grow."""
    found: list[set[int]] = []
    for text, follower in zip_longest(texts, texts[1:]):
        following = follower.text[:1] if follower is not None else ""
        offset, offsets = 0, set[int]()
        for char, after in pairwise(text.text + following):
            if stretches(char, after):
                offsets.add(offset)
            offset += len(char.encode())
        found.append(offsets)
    return found


def _shift(box: Any, moved: dict[int, float], x: float) -> float:
    """Move the boxes of a line by what the texts before them gained; return the gain so far."""
    if isinstance(box, boxes.TextBox):
        box.position_x += x
        box.width += moved.get(id(box), 0.0)
        return x + moved.get(id(box), 0.0)
    if not isinstance(box, boxes.LineBox | boxes.InlineBox):
        box.translate(x, 0)
        return x
    before = x
    box.position_x += x
    for child in box.children:
        if child.is_in_normal_flow():
            x = _shift(child, moved, x)
    box.width += x - before
    return x


def _justify(context: Any, line: Any, extra_width: float) -> None:
    texts = _texts(line)
    gaps = _gaps(texts)
    count = sum(len(offsets) for offsets in gaps)
    if not count:
        return
    extra, moved = extra_width / count, {}
    for text, offsets in zip(texts, gaps, strict=True):
        if not offsets:
            continue
        text.pango_layout = SpreadLayout.of(text.pango_layout, offsets, extra)
        moved[id(text)] = len(offsets) * round(extra * TO_UNITS) * FROM_UNITS
    _shift(line, moved, 0)


@lru_cache(maxsize=1)
def install() -> None:
    """Extend WeasyPrint's justification once per process; `UnsupportedVersionError` for another version."""
    if not weasyprint.__version__.startswith(SUPPORTED) or not hasattr(inline, "justify_line"):
        message = f"WeasyPrint {weasyprint.__version__} is installed, {SUPPORTED}x is needed"
        raise UnsupportedVersionError(message)
    inline.justify_line = _justify
