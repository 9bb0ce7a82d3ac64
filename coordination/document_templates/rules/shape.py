"""The blocks of a template, as values: what is stored as JSON is read here and nowhere else."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

Show = Literal["top", "full", "tiers"]
Role = Literal["present", "absent", "observing"]
SHOWS: tuple[Show, ...] = get_args(Show)
ROLES: tuple[Role, ...] = get_args(Role)
Stored = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sentence:
    """Clauses joined and ended. A clause stands when every field it names has a value.

    With `each` the clauses are repeated for each name of that list; `needs` names fields without
    which the sentence makes no sense though it does not print them.
    """

    clauses: tuple[str, ...]
    start: str = ""
    join: str = "，"
    end: str = "。"
    each: str = ""
    needs: tuple[str, ...] = ()

    def stored(self) -> Stored:
        """As JSON; what is usual is left out."""
        found: Stored = {"clauses": list(self.clauses)}
        for name, usual in (("start", ""), ("join", self.usual_join), ("end", "。"), ("each", "")):
            if getattr(self, name) != usual:
                found[name] = getattr(self, name)
        return found | ({"needs": list(self.needs)} if self.needs else {})

    @property
    def usual_join(self) -> str:
        return usual_join(self.each)


def usual_join(each: str) -> str:
    """What stands between clauses: 、 between the members of a list, else ，."""
    return "、" if each else "，"


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    text: str

    def stored(self) -> Stored:
        return {"kind": "heading", "level": self.level, "text": self.text}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """With `cohorts` one paragraph for each cohort of the ranking."""

    sentences: tuple[Sentence, ...]
    cohorts: bool = False

    def stored(self) -> Stored:
        found: Stored = {"kind": "paragraph", "sentences": [one.stored() for one in self.sentences]}
        return found | ({"cohorts": True} if self.cohorts else {})


@dataclass(frozen=True, slots=True)
class Table:
    """A table from the ranking, one for each cohort: the first `count`, all, or tiers without ranks."""

    show: Show
    count: int = 0
    text: str = ""

    def stored(self) -> Stored:
        return {"kind": "table", "show": self.show, "count": self.count, "text": self.text}


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of the ranking, one for each cohort."""

    text: str = ""

    def stored(self) -> Stored:
        return {"kind": "chart", "text": self.text}


@dataclass(frozen=True, slots=True)
class Case:
    """A typical case, masked: 张某, no number that says who somebody is."""

    text: str

    def stored(self) -> Stored:
        return {"kind": "case", "text": self.text}


@dataclass(frozen=True, slots=True)
class Attendance:
    """Who was there, in minutes (GB/T 9704-2012, 10.3): 出席, 请假, 列席."""

    role: Role
    text: str = ""

    def stored(self) -> Stored:
        return {"kind": "attendance", "role": self.role, "text": self.text}


Block = Heading | Paragraph | Table | Chart | Case | Attendance


def read(body: Iterable[Mapping[str, Any]]) -> tuple[Block, ...]:
    """The blocks of a stored body; KeyError or ValueError for what is none."""
    return tuple(_READ[block["kind"]](block) for block in body)


def stored(blocks: Iterable[Block]) -> list[Stored]:
    """The blocks as JSON; `read` gives them back."""
    return [block.stored() for block in blocks]


def _sentence(given: Mapping[str, Any]) -> Sentence:
    each = given.get("each", "")
    return Sentence(
        clauses=tuple(given["clauses"]),
        start=given.get("start", ""),
        join=given.get("join", usual_join(each)),
        end=given.get("end", "。"),
        each=each,
        needs=tuple(given.get("needs", ())),
    )


_READ: Mapping[str, Callable[[Mapping[str, Any]], Block]] = {
    "heading": lambda one: Heading(int(one["level"]), one["text"]),
    "paragraph": lambda one: Paragraph(
        tuple(map(_sentence, one["sentences"])), bool(one.get("cohorts", False))
    ),
    "table": lambda one: Table(one["show"], int(one["count"]), one["text"]),
    "chart": lambda one: Chart(one["text"]),
    "case": lambda one: Case(one["text"]),
    "attendance": lambda one: Attendance(one["role"], one["text"]),
}
