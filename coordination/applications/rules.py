"""Decisions about applications as pure functions (domain.md section 6).

The criteria of one non-empty `either` are alternatives: one that holds is enough, and an alternative that
does not hold then stands in nobody's way.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from coordination.kernel.errors import Invalid
from coordination.kernel.text import Text, _
from coordination.standards.rules import Standing

STATEMENT_AT_MOST = 2000
REASON_AT_MOST = 500
#: Files of one criterion, and of the application as a whole.
FILES_AT_MOST = 20
#: Applications that one act files, opinions that one act gives.
MANY_AT_MOST = 500
#: A township's screen has 30 communities; a bureau's campuses may be more, and none needs more than this.
BATCH_AT_MOST = 300


class OpinionState(StrEnum):
    ASKED = "asked"
    AGREED = "agreed"
    OPPOSED = "opposed"


class Stage(StrEnum):
    """At which act the criteria were evaluated and what was found was kept."""

    FILED = "filed"
    CONCLUDED = "concluded"
    NAMED = "named"


STAGE_LABELS: dict[Stage, Text] = {
    Stage.FILED: _("申报时"),
    Stage.CONCLUDED: _("联审结论时"),
    Stage.NAMED: _("命名时"),
}


def stage(act: Stage, round: int) -> str:
    """The name under which the findings of an act are kept: the act and the round (filing) it belongs to."""
    return f"{act}.{round}"


class Why(StrEnum):
    """What stands against one criterion."""

    UNMET = "unmet"
    UNKNOWN = "unknown"
    EVIDENCE = "evidence"
    WAITING = "waiting"
    OPPOSED = "opposed"


@dataclass(frozen=True, slots=True)
class Item:
    """One criterion as it stands for one subject; `opinions` are the last one of each unit asked."""

    id: int
    either: str
    standing: Standing
    proof_asked: bool = False
    files: int = 0
    opinions: tuple[OpinionState, ...] = ()


def to_file(item: Item) -> Why | None:
    """What stands against filing: a computed criterion that is not met, proof asked for and not there.

    待数据 does not: that figures are late is not the community's fault. They must be there when the joint
    review is concluded.
    """
    if item.standing is Standing.UNMET:
        return Why.UNMET
    return Why.EVIDENCE if item.proof_asked and not item.files else None


def to_conclude(item: Item) -> Why | None:
    """What stands against the end of the joint review, and against the naming."""
    if item.standing is Standing.UNMET:
        return Why.UNMET
    if item.standing is Standing.UNKNOWN:
        return Why.UNKNOWN
    if OpinionState.ASKED in item.opinions:
        return Why.WAITING
    if OpinionState.OPPOSED in item.opinions:
        return Why.OPPOSED
    return None


def against_filing(items: Sequence[Item]) -> list[tuple[Item, Why]]:
    """Every criterion that forbids filing; none when the application may be filed."""
    return [
        (item, why)
        for group in groups(items)
        if all(to_file(each) for each in group)
        for item in group
        if (why := to_file(item))
    ]


def against_concluding(items: Sequence[Item]) -> list[tuple[Item, Why]]:
    """Every criterion that forbids the conclusion. An opinion that waits forbids it, alternative or not."""
    found = []
    for group in groups(items):
        fails = all(to_conclude(each) for each in group)
        for item in group:
            why = to_conclude(item)
            if OpinionState.ASKED in item.opinions:
                found.append((item, Why.WAITING))
            elif why and fails:
                found.append((item, why))
    return found


def groups(items: Iterable[Item]) -> list[list[Item]]:
    """Alternatives together, everything else alone, in the order given; what does not apply asks nothing."""
    found: dict[object, list[Item]] = {}
    for item in items:
        if item.standing is not Standing.NOT_APPLICABLE:
            found.setdefault(item.either or item.id, []).append(item)
    return list(found.values())


def asked_anew(last: OpinionState | None, *, criterion_id: int, returned: Sequence[int]) -> bool:
    """Whether a unit gives a new opinion of a criterion when the application comes back to the joint review.

    `last`: its last one. New is what was returned (`returned` empty: everything), what was opposed and what
    was never asked; an agreement to the rest stands, and what still waits goes on waiting.
    """
    if last is None or last is OpinionState.OPPOSED:
        return True
    return last is OpinionState.AGREED and (not returned or criterion_id in returned)


def returned_so_far(before: Sequence[int], now: Collection[int], *, round: int) -> list[int]:
    """The criteria to be signed anew after a return: with those of a return before it that no department has
    seen mended yet. Empty: everything. `before` is empty in the first round, and after a return of the whole.
    """
    if not now or (round > 1 and not before):
        return []
    return sorted({*before, *now})


def in_doubt(standing: Standing, *, proof_asked: bool, files: int) -> bool:
    """Whether a department should look at a criterion alone: its figure is missing or not met, or the proof
    that the standard asks for is not there."""
    return standing in (Standing.UNMET, Standing.UNKNOWN) or (proof_asked and not files)


def days_late(due_on: date, today: date) -> int:
    """Calendar days since the last day for an opinion; 0 before and on it."""
    return max(0, (today - due_on).days)


def checked_reason(typed: str, missing: Text, *, field: str = "reason") -> str:
    """The reason as it is kept; raises Invalid at `field`, saying `missing`, when nothing was written."""
    reason = typed.replace("\r\n", "\n").strip()
    if not reason:
        raise Invalid(missing, field=field)
    return checked_text(reason, REASON_AT_MOST, field=field)


def checked_text(typed: str, limit: int, *, field: str) -> str:
    """The text as it is kept; raises Invalid at `field` when it is too long."""
    text = typed.replace("\r\n", "\n").strip()
    if len(text) > limit:
        raise Invalid(_("最多{limit}个字，现在是{count}个字。", limit=limit, count=len(text)), field=field)
    return text
