"""What comes next: one pure table of moves for each thing that has states.

The table drives the check on the server, the buttons on the page and the diagram in the
reference. Whether an actor may make a move is the policy's question, not the table's.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from coordination.kernel.errors import Conflict
from coordination.kernel.policy import Actor, allowed
from coordination.kernel.text import Text, _


class HasState(Protocol):
    state: Any


@dataclass(frozen=True)
class Move:
    action: StrEnum
    frm: StrEnum
    to: StrEnum


def move(action: StrEnum, *, frm: StrEnum | tuple[StrEnum, ...], to: StrEnum) -> list[Move]:
    """One row of the table for each state that the action may start from."""
    return [Move(action, state, to) for state in (frm if isinstance(frm, tuple) else (frm,))]


WORKFLOWS: list["Workflow"] = []


class Workflow:
    """The moves of one kind of object; `labels` are the state names on screen."""

    def __init__(self, name: str, labels: dict[Any, Text], *rows: list[Move]) -> None:
        self.name = name
        self.labels = labels
        self.moves = [m for row in rows for m in row]
        self._next = {(m.frm, m.action): m.to for m in self.moves}
        if len(self._next) != len(self.moves):
            raise ValueError(f"workflow {name}: two moves for one state and action")
        WORKFLOWS.append(self)

    def next(self, state: StrEnum, action: StrEnum) -> StrEnum:
        """The state after the action; raises Conflict when the action does not start here."""
        try:
            return self._next[state, action]
        except KeyError:
            label = self.labels[state]
            raise Conflict(_("现在是“{state}”，不能做这一步。", state=label)) from None

    def apply(self, subject: HasState, action: StrEnum) -> None:
        """Move the object on; raises Conflict as `next` does."""
        subject.state = self.next(subject.state, action)

    def actions(self, state: StrEnum) -> Iterator[StrEnum]:
        return (m.action for m in self.moves if m.frm == state)

    def available(self, actor: Actor, subject: HasState) -> list[StrEnum]:
        """What this actor can do now: the buttons of the page, in the order of the table."""
        return [action for action in self.actions(subject.state) if allowed(actor, action, subject)]
