"""From what is found of each criterion to what is found of the standard (domain.md section 6)."""

from collections.abc import Iterable
from typing import NamedTuple

from coordination.standards.rules.kinds import Standing

_SAYS: dict[Standing, bool | None] = {
    Standing.MET: True,
    Standing.UNMET: False,
    Standing.UNKNOWN: None,
    Standing.TO_CONFIRM: None,
}


class Line(NamedTuple):
    """A criterion's group of alternatives (empty: none) and how it stands."""

    either: str
    standing: Standing


def overall(lines: Iterable[Line], *, confirmed: bool = False) -> bool | None:
    """Whether the standard is met: every criterion outside a group, one of each group. None: not known yet.

    What does not apply asks nothing, unless another of its group does. `confirmed`: as if everything that
    people confirm were confirmed. A standard without criteria is met by nobody: None.
    """
    asked: dict[object, list[Standing]] = {}
    for number, (either, standing) in enumerate(lines):
        asked.setdefault(either or number, []).append(standing)
    answers = [_answer(standings, confirmed) for standings in asked.values()]
    if False in answers:
        return False
    return None if None in answers or not answers else True


def _answer(alternatives: list[Standing], confirmed: bool) -> bool | None:
    applying = [one for one in alternatives if one is not Standing.NOT_APPLICABLE]
    said = [True if confirmed and one is Standing.TO_CONFIRM else _SAYS[one] for one in applying]
    if True in said or not said:
        return True
    return None if None in said else False
