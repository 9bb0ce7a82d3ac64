"""The names that a template can use: fields by group, and lists for 逐个."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

from coordination.kernel.text import Text

_PLACE = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that stand together in the list of data."""

    label: Text
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bounds:
    """What fits on a kind of document that is one sheet: paragraphs, and characters of head and paragraph."""

    title: int
    paragraphs: int
    characters: int


@dataclass(frozen=True)
class Vocabulary:
    """Every name that some month can give a value to; a month has a part of them."""

    groups: tuple[Group, ...]
    lists: tuple[str, ...]
    bounds: Bounds | None = None

    @cached_property
    def fields(self) -> frozenset[str]:
        return frozenset(name for group in self.groups for name in group.names)

    def has_field(self, name: str) -> bool:
        return _fits(name, self.fields)

    def has_list(self, name: str) -> bool:
        return _fits(name, self.lists)

    def nearest(self, name: str) -> str | None:
        """The name that was probably meant."""
        return next(iter(get_close_matches(name, sorted(self.fields), n=1, cutoff=0.6)), None)


def _fits(name: str, known: Collection[str]) -> bool:
    """Whether a name is known; {名称} and the other places stand for any word."""
    if name in known:
        return True
    if not _PLACE.search(name):
        return False
    pattern = re.compile(".+".join(re.escape(part) for part in _PLACE.split(name)))
    return any(pattern.fullmatch(one) for one in known)


def combined(starts: Collection[str], ends: Collection[str]) -> Iterator[str]:
    """Each beginning with each ending."""
    return (f"{start}{end}" for start in starts for end in ends)
