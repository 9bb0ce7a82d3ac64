"""What two texts differ in, line by line and inside a changed line by words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from re import findall
from typing import Literal

What = Literal["same", "added", "dropped", "changed"]
#: A field, a number or a single sign: what a reader takes as one.
WORDS = r"【[^【】]*】|\d[\d.,]*|."
ALIKE = 0.4  # two lines that share less are one dropped and one added


@dataclass(frozen=True, slots=True)
class Run:
    """A run of signs inside a line: same, added or dropped."""

    what: What
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """A line of both texts; `runs` say what differs inside a changed one."""

    what: What
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


def compared(before: Sequence[str], after: Sequence[str]) -> list[Change]:
    """The lines of both in their order; equal ones once."""
    found: list[Change] = []
    for kind, b1, b2, a1, a2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            found += [Change("same", (Run("same", line),)) for line in before[b1:b2]]
        else:
            found += _replaced(before[b1:b2], after[a1:a2])
    return found


def _replaced(before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    for old, new in zip_longest(before, after):
        if old is not None and new is not None and _ratio(old, new) >= ALIKE:
            yield Change("changed", tuple(_runs(old, new)))
            continue
        if old is not None:
            yield Change("dropped", (Run("dropped", old),))
        if new is not None:
            yield Change("added", (Run("added", new),))


def _ratio(old: str, new: str) -> float:
    return SequenceMatcher(None, old, new, autojunk=False).ratio()


def _runs(old: str, new: str) -> Iterator[Run]:
    one, other = findall(WORDS, old), findall(WORDS, new)
    for kind, b1, b2, a1, a2 in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Run("same", "".join(one[b1:b2]))
            continue
        if b1 < b2:
            yield Run("dropped", "".join(one[b1:b2]))
        if a1 < a2:
            yield Run("added", "".join(other[a1:a2]))
