"""What becomes of the questions on record when a report is looked at again."""

from collections.abc import Iterable
from dataclasses import dataclass

from coordination.radar.rules.kinds import Facts, FlagKind, Outcome, Question

About = tuple[FlagKind, int | None, str | None]


@dataclass(frozen=True, slots=True)
class Kept:
    """A question on record."""

    id: int
    revision: int
    about: About
    facts: Facts
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class Changes:
    """`raised`: to be asked, or asked with newer numbers; `ended`: by id, and how."""

    raised: tuple[Question, ...]
    ended: tuple[tuple[int, Outcome], ...]


def changes(kept: Iterable[Kept], found: Iterable[Question], revision: int) -> Changes:
    """What changes when `found` is what holds of `revision`.

    A question that was asked about the same figure before is not asked again, whether it is open or
    its explanation was accepted. An open one that no longer holds ends: corrected when the figure was
    filed anew, else lapsed.
    """
    raised: list[Question] = []
    stays: set[int] = set()
    kept = list(kept)
    for question in found:
        same = [one for one in kept if _still_asks(one, question, revision)]
        stays.update(one.id for one in same)
        if all(_grew_old(one, question, revision) for one in same):
            raised.append(question)
    gone = [one for one in kept if one.outcome is None and one.id not in stays]
    ended = [(one.id, Outcome.CORRECTED if one.revision < revision else Outcome.LAPSED) for one in gone]
    return Changes(tuple(raised), tuple(ended))


def _still_asks(one: Kept, question: Question, revision: int) -> bool:
    """Whether the record is this question: of this revision, or about the very figure filed before."""
    if one.about != question.about or one.outcome not in (None, Outcome.ACCEPTED):
        return False
    return one.revision == revision or one.facts.get("value") == question.facts.get("value")


def _grew_old(one: Kept, question: Question, revision: int) -> bool:
    """Open, of this revision, but what the figure is compared with has changed since."""
    return one.outcome is None and one.revision == revision and one.facts != question.facts
