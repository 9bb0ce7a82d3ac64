"""What two texts differ in, line by line and inside a changed line by words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from re import findall
from typing import Literal

What = Literal["same", "added", "dropped", "changed"]
#: A field, a number or a single sign: what a reader takes as one.
WORDS = r"【[^【】]*】|\d[\d.,]*|."
ALIKE = 0.4  # two lines that share less are one dropped and one added
AT_MOST = 900  # pairs of lines; beyond, a whole passage was replaced by another


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
    """The two lines that are most alike are one changed line; what stands before and after them likewise."""
    best = max(_likeness(before, after), default=None)
    if best is None:
        yield from (Change("dropped", (Run("dropped", line),)) for line in before)
        yield from (Change("added", (Run("added", line),)) for line in after)
        return
    old, new = -best[1], -best[2]
    yield from _replaced(before[:old], after[:new])
    yield Change("changed", tuple(_runs(before[old], after[new])))
    yield from _replaced(before[old + 1 :], after[new + 1 :])


def _likeness(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[float, int, int]]:
    """How much alike two lines are, with their places as negative numbers: of equals the first is meant."""
    if len(before) * len(after) > AT_MOST:
        return
    for new, line in enumerate(after):
        matcher = SequenceMatcher(None, "", line, autojunk=False)
        for old, other in enumerate(before):
            matcher.set_seq1(other)
            if matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE:
                ratio = matcher.ratio()
                if ratio >= ALIKE:
                    yield ratio, -old, -new


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
