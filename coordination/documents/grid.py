"""The grid of GB/T 9704-2012 in millimetres from the upper left corner of the paper, and ink upon it."""

from dataclasses import dataclass

from coordination.kernel.typefaces import Face

POINT = 25.4 / 72
BODY, TITLE, FOOT = 16 * POINT, 22 * POINT, 14 * POINT  # 3号, 2号, 4号
PAPER_WIDTH, PAPER = 210.0, 297.0
TOP, WIDTH, HEIGHT, LEFT = 37.0, 156.0, 225.0, 28.0  # 5.2.1: type area
PITCH = (HEIGHT - BODY) / 21  # 5.2.3: 22 lines from ink to ink
CELL = 15.784 * POINT  # 28 characters fill the line
LINES = 22 * PITCH
DASH_GAP = 7.0  # 7.5


@dataclass(frozen=True)
class Placed:
    """A line of text at `top`, `size` high, in a line box of `line`; `scale` narrows it."""

    text: str
    top: float
    size: float
    line: float
    scale: float = 1.0


@dataclass(frozen=True)
class Bar:
    """A rule across the page."""

    top: float
    height: float


def first_line(face: Face) -> float:
    """Where the first line box begins so that the ink of a page lies between 37 and 262 mm."""
    low, high = face.ink("国")
    drop = (face.rise - (low + high) / 2) * BODY  # of an ideograph below the middle of its line
    return TOP - (PITCH - BODY) / 2 - drop


def from_top(face: Face, text: str, ink: float, size: float, line: float) -> float:
    """Where a line box begins so that the highest ink of its text is at `ink`."""
    return ink + face.ink(text)[1] * size - line / 2 - face.rise * size


def to_bottom(face: Face, text: str, top: float, size: float, line: float) -> float:
    """Where the lowest ink of a text is whose line box begins at `top`."""
    return top + line / 2 + face.rise * size - face.ink(text)[0] * size
