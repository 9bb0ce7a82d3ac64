"""To whom a document goes when nobody has chosen: by its kind, and by the units that its lines name."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Protocol, TypeVar

from coordination.circulars.states import Kind
from coordination.dispatches.states import Role

#: Kinds that go to every unit of the office; a letter goes to whom its lines name.
TO_EVERYBODY = (Kind.MONTHLY, Kind.SPECIAL, Kind.CORRECTION, Kind.MINUTES)
_BETWEEN = re.compile(r"[、，,；;：:。\s]+")
_ENDINGS = ("人民政府", "街道办事处", "办事处")


class Unit(Protocol):
    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def short_name(self) -> str: ...


U = TypeVar("U", bound=Unit)


def by_default(kind: Kind, addressees: str, copies_to: str, units: Sequence[Unit]) -> dict[int, Role]:
    """The role of each unit that gets the document, in the order of `units`.

    Whoever is named in both lines is a main recipient.
    """
    main, copies = _named(addressees, units), _named(copies_to, units)
    found: dict[int, Role] = {}
    for unit in units:
        if unit.id in main:
            found[unit.id] = Role.MAIN
        elif unit.id in copies:
            found[unit.id] = Role.COPY
        elif kind in TO_EVERYBODY:
            found[unit.id] = Role.MAIN
    return found


def _named(line: str, units: Collection[Unit]) -> set[int]:
    """The units whose name or short name stands in a line between 、 or ，."""
    parts = {part for whole in _BETWEEN.split(line) for part in (whole, *_shorter(whole)) if part}
    return {unit.id for unit in units if unit.name in parts or unit.short_name in parts}


def _shorter(name: str) -> list[str]:
    """青溪镇人民政府 is the unit 青溪镇, 白塔街道办事处 the unit 白塔街道 or 白塔."""
    return [name.removesuffix(ending) for ending in _ENDINGS if name.endswith(ending)]


def line_of(units: Sequence[U], roles: Mapping[int, Role], role: Role) -> str:
    """The names of those with the role as a line of the document has them, in the order of `units`."""
    return "、".join(unit.name for unit in units if roles.get(unit.id) is role)
