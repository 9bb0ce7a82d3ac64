"""What stands between a community and its title, and what is the least effort (domain.md section 6).

Everything here is pure: findings, opinions and titles come in as values.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from coordination.kernel.text import Text, _
from coordination.standards.rules import Standing

#: So many things stand on top of the screen (screens.md).
EASIEST = 3
#: Tallies older than this are called old: those of a month come in the first days of the next one.
OLD_AFTER = 40


class Mark(StrEnum):
    """How a criterion looks in the table; each has its own words and its own look."""

    MET = "met"
    UNMET = "unmet"
    OPPOSED = "opposed"
    DATA = "data"
    REVIEW = "review"
    NONE = "none"


MARK_LABELS: dict[Mark, Text] = {
    Mark.MET: _("达标"),
    Mark.UNMET: _("未达标"),
    Mark.OPPOSED: _("部门不同意"),
    Mark.DATA: _("待数据"),
    Mark.REVIEW: _("待核查"),
    Mark.NONE: _("不适用"),
}


class Said(NamedTuple):
    """The last opinions about one criterion in the open application, counted."""

    waiting: int = 0
    agreed: int = 0
    opposed: int = 0


NOTHING_SAID = Said()


def mark(standing: Standing, said: Said = NOTHING_SAID, *, titled: bool = False) -> Mark:
    """How a criterion looks: what was computed, and what departments said of it.

    `titled`: a title in force was given under this very version, so what people confirm was confirmed.
    """
    if standing is Standing.NOT_APPLICABLE:
        return Mark.NONE
    if standing is Standing.UNMET:
        return Mark.UNMET
    if said.opposed:
        return Mark.OPPOSED
    if standing is Standing.UNKNOWN:
        return Mark.DATA
    if said.waiting:
        return Mark.REVIEW
    if standing is Standing.TO_CONFIRM and not (said.agreed or titled):
        return Mark.REVIEW
    return Mark.MET


@dataclass(frozen=True, slots=True)
class Line:
    """A criterion of one community; `on`: the nearest day on which it may be met, None: not known.
    `shared`: what mends it is no act of the community, so it is mended for its neighbours too.
    """

    criterion_id: int
    either: str
    mark: Mark
    on: date | None = None
    shared: bool = False


#: What is easiest to wait for or to mend comes first.
_EASE = {Mark.REVIEW: 0, Mark.DATA: 1, Mark.UNMET: 2, Mark.OPPOSED: 2}


def lacking(lines: Iterable[Line]) -> tuple[Line, ...]:
    """What is still lacking: a criterion outside a group that is not met, and of each group in which nothing
    is met the alternative that is easiest to reach. What does not apply asks nothing.
    """
    groups: dict[object, list[Line]] = {}
    for number, line in enumerate(lines):
        if line.mark is not Mark.NONE:
            groups.setdefault(line.either or number, []).append(line)
    return tuple(
        min(group, key=lambda line: (_EASE[line.mark], line.on or date.max))
        for group in groups.values()
        if all(line.mark is not Mark.MET for line in group)
    )


def missing(lacks: Iterable[Line]) -> tuple[Line, ...]:
    """What is lacking beside the confirmations, which come with the application."""
    return tuple(line for line in lacks if line.mark is not Mark.REVIEW)


class Way(StrEnum):
    """How far the open application is."""

    NONE = "none"
    DRAFT = "draft"
    RETURNED = "returned"
    FILED = "filed"
    UNDER_WAY = "under_way"


class Title(StrEnum):
    NONE = "none"
    VALID = "valid"
    RENEWABLE = "renewable"
    SUSPENDED = "suspended"


class Place(StrEnum):
    """Where a community stands: each in exactly one of these, which are the counters of the screen."""

    READY = "ready"
    DATA = "data"
    ONE = "one"
    MORE = "more"
    RETURNED = "returned"
    UNDER_WAY = "under_way"
    NAMED = "named"
    SUSPENDED = "suspended"


PLACE_LABELS: dict[Place, Text] = {
    Place.READY: _("可以申报"),
    Place.DATA: _("只等数据"),
    Place.ONE: _("只差1条"),
    Place.MORE: _("差2条以上"),
    Place.RETURNED: _("退回待改"),
    Place.UNDER_WAY: _("申报在办"),
    Place.NAMED: _("已命名"),
    Place.SUSPENDED: _("暂停"),
}


class Step(StrEnum):
    """What is done next; ACTS are done at once and together, the others community by community."""

    FIRST_REVIEW = "first_review"
    SEND = "send"
    FILE = "file"
    RENEW = "renew"
    RETURNED = "returned"
    WAIT = "wait"
    MEND = "mend"


ACTS = (Step.FIRST_REVIEW, Step.SEND, Step.FILE, Step.RENEW)


@dataclass(frozen=True, slots=True)
class Stand:
    """One community before a standard; `order`: its place in the official list."""

    subject_id: int
    order: int
    lines: tuple[Line, ...]
    way: Way = Way.NONE
    title: Title = Title.NONE

    @property
    def lacks(self) -> tuple[Line, ...]:
        return lacking(self.lines)


def place(stand: Stand) -> Place:
    """In which counter a community stands; the application and the title speak before the criteria."""
    if stand.way is Way.RETURNED:
        return Place.RETURNED
    if stand.title is Title.SUSPENDED:
        return Place.SUSPENDED
    if stand.title is not Title.NONE:
        return Place.NAMED
    if stand.way in (Way.FILED, Way.UNDER_WAY):
        return Place.UNDER_WAY
    lacks = missing(stand.lacks)
    if all(line.mark is Mark.DATA for line in lacks):
        return Place.DATA if lacks else Place.READY
    return Place.ONE if len(lacks) == 1 else Place.MORE


def step(stand: Stand) -> Step | None:
    """What the township or the community does next; None: nothing, it is with others or done."""
    if stand.way is Way.RETURNED:
        return Step.RETURNED
    if stand.way is Way.FILED:
        return Step.FIRST_REVIEW
    if stand.way is Way.UNDER_WAY or stand.title in (Title.VALID, Title.SUSPENDED):
        return None
    lacks = missing(stand.lacks)
    if lacks:
        return Step.WAIT if all(line.mark is Mark.DATA for line in lacks) else Step.MEND
    if stand.way is Way.DRAFT:
        return Step.SEND
    return Step.RENEW if stand.title is Title.RENEWABLE else Step.FILE


Effort = tuple[int, int, date, int]


def effort(lacks: Sequence[Line]) -> Effort:
    """How far it is to the title, to be compared: one thing lacking before several; waiting for data before
    a real miss; the nearest day on which all may be met; then how many confirmations are still to come.
    """
    real = missing(lacks)
    hardest = max((_EASE[line.mark] for line in real), default=0)
    last = max((line.on or date.max for line in real), default=date.min)
    return len(real), hardest, last, len(lacks) - len(real)


@dataclass(frozen=True, slots=True)
class Thing:
    """One of the easiest things: `lacks` are those of its first community."""

    step: Step
    subject_ids: tuple[int, ...]
    lacks: tuple[Line, ...]


def easiest(stands: Iterable[Stand], most: int = EASIEST) -> list[Thing]:
    """The things that bring a title with the least effort, the easiest first.

    One act for many communities is one thing: to file what may be filed, to review what was filed, to
    renew, to wait for the same data or mend what the unit owes. The rest stands by community.
    """
    found = [(one, what) for one in stands if (what := step(one)) is not None]
    found.sort(key=lambda pair: (effort(pair[0].lacks), list(Step).index(pair[1]), pair[0].order))
    groups: dict[object, list[tuple[Stand, Step]]] = {}
    for one, what in found:
        groups.setdefault(_together(one, what), []).append((one, what))
    return [
        Thing(members[0][1], tuple(one.subject_id for one, _what in members), missing(members[0][0].lacks))
        for members in list(groups.values())[:most]
    ]


def _together(stand: Stand, what: Step) -> object:
    if what in ACTS:
        return what
    lacks = missing(stand.lacks)
    if what is not Step.RETURNED and all(line.shared for line in lacks):
        return what, tuple((line.criterion_id, line.mark) for line in lacks)
    return stand.subject_id


def in_order_of_effort(stands: Iterable[Stand]) -> list[int]:
    """The communities by effort, those that need nothing last; the official order decides between equals."""
    ranked = sorted(stands, key=lambda one: (step(one) is None, effort(one.lacks), one.order))
    return [one.subject_id for one in ranked]
