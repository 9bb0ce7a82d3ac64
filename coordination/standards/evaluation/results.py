"""What comes back: for each subject how every criterion stands and on what facts; or only how many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from coordination.standards.evaluation.plan import CODES, Plan
from coordination.standards.rules import Line, Standing, overall

#: What asks nothing more of an alternative, as if everything to be confirmed were confirmed.
_HOLDS = frozenset({Standing.MET, Standing.TO_CONFIRM})
_LACKS = frozenset({Standing.UNMET, Standing.UNKNOWN})


class Found(NamedTuple):
    """How one criterion stands. `value` is the figure that was judged: cases, % of the drop (negative: a
    rise), 元, the indicator's unit, % of the duties, days since the veto; None where there is none.

    `facts` are plain values, dates as ISO text, to be kept as JSON: `first_on`, `last_on`, `days` and
    `covered` of the window and what the kind of criterion needs (see `readings`).
    """

    standing: Standing
    value: Decimal | None
    facts: Mapping[str, Any]


class Result:
    """How one subject stands. The findings are made when they are first asked for."""

    __slots__ = ("_findings", "_plan", "_row")

    def __init__(self, plan: Plan, row: Sequence[Any]) -> None:
        self._plan = plan
        self._row = row
        self._findings: dict[int, Found] | None = None

    @property
    def met(self) -> bool | None:
        """Whether the standard is met; None: not known yet, or people have still to confirm."""
        return said(self._row[1], self._plan.groups)

    @property
    def met_if_confirmed(self) -> bool | None:
        """The same, as if everything that people confirm were confirmed."""
        return said(self._row[1], self._plan.groups, confirmed=True)

    @property
    def findings(self) -> dict[int, Found]:
        """By the id of the criterion, in the order of the standard."""
        if self._findings is None:
            values = iter(self._row[2:])
            self._findings = {
                reading.criterion.id: Found(
                    CODES[code], *reading.facts({name: next(values) for name in reading.columns})
                )
                for reading, code in zip(self._plan.readings, self._row[1], strict=True)
            }
        return self._findings

    @property
    def lacking(self) -> list[int]:
        """The ids of criteria that are not met or wait for data, without alternatives of one that holds."""
        stands = [CODES[code] for code in self._row[1]]
        held = {
            group for group, one in zip(self._plan.groups, stands, strict=True) if one in _HOLDS and group
        }
        return [
            reading.criterion.id
            for reading, group, one in zip(self._plan.readings, self._plan.groups, stands, strict=True)
            if one in _LACKS and group not in held
        ]


@lru_cache(maxsize=4096)
def said(codes: str, groups: tuple[str, ...], *, confirmed: bool = False) -> bool | None:
    """The verdict of a row of standings; few differ among many subjects."""
    lines = (Line(group, CODES[code]) for group, code in zip(groups, codes, strict=True))
    return overall(lines, confirmed=confirmed)


@dataclass(frozen=True)
class Survey:
    """How many subjects stand how: by the standings of all criteria in order."""

    groups: tuple[str, ...]
    criteria: tuple[int, ...]
    counts: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def verdicts(self) -> dict[bool | None, int]:
        """How many pass, fail, or are not decided, as if everything to be confirmed were confirmed."""
        found: dict[bool | None, int] = {True: 0, False: 0, None: 0}
        for codes, count in self.counts.items():
            found[said(codes, self.groups, confirmed=True)] += count
        return found

    def by_criterion(self) -> dict[int, dict[Standing, int]]:
        """How many subjects stand how against each criterion, by its id."""
        found = {one: dict.fromkeys(Standing, 0) for one in self.criteria}
        for codes, count in self.counts.items():
            for criterion, code in zip(self.criteria, codes, strict=True):
                found[criterion][CODES[code]] += count
        return found

    def failing_only_by(self) -> dict[int, int]:
        """How many subjects would pass if this one criterion were met."""
        found = dict.fromkeys(self.criteria, 0)
        met = next(code for code, standing in CODES.items() if standing is Standing.MET)
        for codes, count in self.counts.items():
            if said(codes, self.groups, confirmed=True) is not False:
                continue
            for place, criterion in enumerate(self.criteria):
                mended = codes[:place] + met + codes[place + 1 :]
                if codes[place] != met and said(mended, self.groups, confirmed=True) is not False:
                    found[criterion] += count
        return found
