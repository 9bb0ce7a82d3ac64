"""Reading what is kept of the writing: versions, what was typed and not saved, remarks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import defer, joinedload

from coordination.circulars.models import Circular, CircularAutosave, CircularComment, CircularVersion
from coordination.kernel.db import session
from coordination.kernel.policy import Actor

ALIKE = 0.5  # a paragraph that keeps half of its words is still the one remarked on


def versions(circular: Circular) -> Sequence[CircularVersion]:
    """Without their texts, newest first."""
    return session.scalars(
        select(CircularVersion)
        .where(CircularVersion.circular_id == circular.id)
        .options(defer(CircularVersion.body), joinedload(CircularVersion.saved_by))
        .order_by(CircularVersion.number.desc())
    ).all()


def pair(circular: Circular, numbers: tuple[int, int]) -> dict[int, CircularVersion]:
    """Two versions with their texts, by number."""
    found = select(CircularVersion).where(
        CircularVersion.circular_id == circular.id, CircularVersion.number.in_(numbers)
    )
    return {one.number: one for one in session.scalars(found)}


def unsaved(circular: Circular, actor: Actor) -> CircularAutosave | None:
    """What this person typed and did not save."""
    found = select(CircularAutosave).where(
        CircularAutosave.circular_id == circular.id, CircularAutosave.account_id == actor.id
    )
    return session.scalars(found.execution_options(populate_existing=True)).first()


def comments(circular: Circular) -> Sequence[CircularComment]:
    """In the order in which they were made."""
    return session.scalars(
        select(CircularComment)
        .where(CircularComment.circular_id == circular.id)
        .options(joinedload(CircularComment.made_by), joinedload(CircularComment.settled_by))
        .order_by(CircularComment.id)
    ).all()


def comment(circular: Circular, number: int) -> CircularComment | None:
    found = select(CircularComment).where(
        CircularComment.circular_id == circular.id, CircularComment.id == number
    )
    return session.scalars(found).first() if 0 < number < 2**63 else None


@dataclass(frozen=True)
class Remarks:
    """The remarks by the paragraph they are about now; `elsewhere` those on the whole or on a lost one."""

    at: Mapping[int, Sequence[CircularComment]]
    elsewhere: Sequence[CircularComment]

    @property
    def open(self) -> int:
        listed = [*self.elsewhere, *(one for those in self.at.values() for one in those)]
        return sum(one.settled_at is None for one in listed)


def remarks(circular: Circular, body: Sequence[Mapping[str, Any]]) -> Remarks:
    """Each remark beside its paragraph in `body`, found by its words when it was moved or reworded."""
    at: dict[int, list[CircularComment]] = {}
    elsewhere = []
    texts = [str(block.get("text", "")) for block in body]
    for one in comments(circular):
        place = where(one.block, one.words, texts)
        if place is None:
            elsewhere.append(one)
        else:
            at.setdefault(place, []).append(one)
    return Remarks(at, elsewhere)


def where(block: int | None, words: str, texts: Sequence[str]) -> int | None:
    """The paragraph with these words, else the one most like it; None on the whole, or when it is gone."""
    if block is None:
        return None
    same = [place for place, text in enumerate(texts) if text == words]
    if same:
        return min(same, key=lambda place: abs(place - block))
    likeness = [
        (SequenceMatcher(None, words, text, autojunk=False).ratio(), -abs(place - block), place)
        for place, text in enumerate(texts)
    ]
    best = max(likeness, default=None)
    return best[2] if best is not None and best[0] >= ALIKE else None
