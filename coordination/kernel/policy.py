"""Who may do what: one pure table for each slice, and denial where no table answers.

A predicate takes the actor and the object and reads like a sentence, `leads(actor, report)`.
An action is a member of a slice's StrEnum with the value `slice.verb`; each such enum has a
member VIEW, and what an actor may not VIEW is absent to that actor.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from coordination.kernel.db import SYSTEM_SCOPE, Scope
from coordination.kernel.errors import Forbidden, NotFound
from coordination.kernel.functions import Function
from coordination.kernel.text import Text, _

Predicate = Callable[["Actor", Any], bool]


def own_division(functions: Collection[str], division_id: int | None) -> int | None:
    """The only division whose rows the holder of these functions finds: that of a community worker."""
    return division_id or 0 if Function.COMMUNITY_WORKER in functions else None


@dataclass(frozen=True)
class Actor:
    """Who acts: an account as the policies see it. `id` None is the system itself."""

    id: int | None
    name: str
    office_id: int | None = None
    unit_id: int | None = None
    unit_kind: str | None = None
    division_id: int | None = None
    functions: frozenset[Function] = field(default_factory=frozenset)

    @property
    def is_system(self) -> bool:
        return self.id is None and self.name == SYSTEM_NAME

    @property
    def scope(self) -> Scope:
        """The rows that row-level security opens to this actor."""
        if self.is_system:
            return SYSTEM_SCOPE
        offices = () if self.office_id is None else (self.office_id,)
        return Scope(offices, self.unit_id, own_division(self.functions, self.division_id))


SYSTEM_NAME = str(_("系统"))
SYSTEM = Actor(None, SYSTEM_NAME)
ANONYMOUS = Actor(None, "")

_tables: dict[str, Predicate] = {}


def policy(rules: Mapping[StrEnum, Predicate]) -> Mapping[StrEnum, Predicate]:
    """Publish a slice's table. Every member of its enum needs a rule; a second table is an error."""
    kinds = {type(action) for action in rules}
    missing = [str(action) for kind in kinds for action in kind if action not in rules]
    twice = [str(action) for action in rules if str(action) in _tables]
    if missing or twice:
        raise ValueError(f"policy: no rule for {missing}, second rule for {twice}")
    _tables.update({str(action): rule for action, rule in rules.items()})
    return rules


def allowed(actor: Actor, action: StrEnum, subject: object) -> bool:
    """Whether the table of the action's slice lets this actor do it to this object."""
    if actor.is_system:
        return True
    rule = _tables.get(str(action))
    return rule is not None and rule(actor, subject)


def check(actor: Actor, action: StrEnum, subject: object) -> None:
    """Raise NotFound when the actor may not even see the object, Forbidden when only the act is refused."""
    view = type(action)["VIEW"]
    if subject is None or not allowed(actor, view, subject):
        raise NotFound
    if not allowed(actor, action, subject):
        raise Forbidden(_against(_tables.get(str(action)), actor, subject))


def refusing(why: Text) -> Callable[[Predicate], Predicate]:
    """Say what a person is told when this predicate alone stands against an act: not every refusal is for
    want of a function."""

    def mark(rule: Predicate) -> Predicate:
        rule.why = why  # type: ignore[attr-defined]
        return rule

    return mark


def _against(rule: Predicate | None, actor: Actor, subject: object) -> Text | None:
    """What the first predicate that does not hold says of itself."""
    parts = getattr(rule, "parts", ())
    first = next((part for part in parts if not part(actor, subject)), None)
    why: Text | None = getattr(rule, "why", None) if first is None else _against(first, actor, subject)
    return why


def rules() -> Iterator[tuple[str, str]]:
    """Every action with its rule in words, for the reference page and the tests."""
    for action in sorted(_tables):
        yield action, _tables[action].__name__.replace("_", " ")


def has(*functions: Function) -> Predicate:
    """The actor is entrusted with one of these functions."""
    wanted = frozenset(functions)

    def holds(actor: Actor, _subject: object) -> bool:
        return bool(actor.functions & wanted)

    holds.__name__ = "has " + " or ".join(functions)
    return holds


def any_of(*rules: Predicate) -> Predicate:
    def holds(actor: Actor, subject: object) -> bool:
        return any(rule(actor, subject) for rule in rules)

    holds.__name__ = " or ".join(rule.__name__ for rule in rules)
    return holds


def all_of(*rules: Predicate) -> Predicate:
    def holds(actor: Actor, subject: object) -> bool:
        return all(rule(actor, subject) for rule in rules)

    holds.__name__ = " and ".join(rule.__name__ for rule in rules)
    holds.parts = rules  # type: ignore[attr-defined]
    return holds


def same_office(actor: Actor, subject: Any) -> bool:
    """The object belongs to the actor's office; an Office belongs to itself."""
    office_id = getattr(subject, "office_id", None)
    return actor.office_id is not None and actor.office_id == (
        office_id if office_id is not None else subject.id
    )


@refusing(_("这一步由联席办办理。"))
def of_the_office(actor: Actor, subject: Any) -> bool:
    """The actor works in the joint-meeting office itself, not in a member unit, and the object is its own."""
    return actor.unit_id is None and same_office(actor, subject)


@refusing(_("这一步由本单位的人办理。"))
def of_the_unit(actor: Actor, subject: Any) -> bool:
    """The object belongs to the actor's member unit; a MemberUnit belongs to itself."""
    unit_id = getattr(subject, "unit_id", None)
    return actor.unit_id is not None and actor.unit_id == (unit_id if unit_id is not None else subject.id)


def of_the_community(actor: Actor, subject: Any) -> bool:
    """A community worker works in this very community."""
    division_id = getattr(subject, "division_id", None)
    return (
        division_id is not None
        and Function.COMMUNITY_WORKER in actor.functions
        and actor.division_id == division_id
    )
