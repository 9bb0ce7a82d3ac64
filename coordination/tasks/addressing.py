"""To whom a task goes: whole kinds of units and single ones, as lead or in support."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeVar

from coordination.tasks.states import Role

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Addressees:
    """A unit picked by hand has the role it was picked for, whatever holds for its kind."""

    kinds: tuple[str, ...] = ()
    support_kinds: tuple[str, ...] = ()
    lead_ids: tuple[int, ...] = ()
    support_ids: tuple[int, ...] = ()

    @property
    def picked(self) -> frozenset[int]:
        return frozenset((*self.lead_ids, *self.support_ids))

    @property
    def whole_kinds(self) -> frozenset[str]:
        return frozenset((*self.kinds, *self.support_kinds))

    @property
    def has_lead(self) -> bool:
        return bool(self.kinds or self.lead_ids)

    def role_of(self, unit_id: int, kind: str) -> Role | None:
        """The role of one unit; None: the task is not handed to it. Lead wins over support."""
        for role, units in ((Role.LEAD, self.lead_ids), (Role.SUPPORT, self.support_ids)):
            if unit_id in units:
                return role
        for role, kinds in ((Role.LEAD, self.kinds), (Role.SUPPORT, self.support_kinds)):
            if kind in kinds:
                return role
        return None

    def joined(self, other: "Addressees") -> "Addressees":
        """Both together, each unit and kind once, in the order of first mention."""
        return Addressees(
            _once(self.kinds + other.kinds),
            _once(self.support_kinds + other.support_kinds),
            _once(self.lead_ids + other.lead_ids),
            _once(self.support_ids + other.support_ids),
        )


def _once(values: Collection[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(values))
