"""What forbids giving numbers for a while. Slices above publish it: the ledger of numbers after a restore."""

from collections.abc import Callable

Refuse = Callable[[int], object]
_locks: list[Refuse] = []


def publish(refuse: Refuse) -> None:
    """Register who raises Conflict while the office of this id gives no numbers; twice counts once."""
    if refuse not in _locks:
        _locks.append(refuse)


def refuse_locked(office_id: int) -> None:
    """Raise Conflict while anything forbids giving numbers."""
    for refuse in _locks:
        refuse(office_id)
