"""What is found, and its fixed format as JSON."""

from dataclasses import asdict, dataclass
from enum import StrEnum


class Rule(StrEnum):
    CHANGE_RATE = "change-rate"
    SHARE = "share"
    SUM = "sum"
    PERSONAL_DATA = "personal-data"
    LENGTH = "length"
    IMPERATIVE = "imperative"
    UNBOUND = "unbound"


@dataclass(frozen=True, slots=True)
class Finding:
    """`text` stands from `start` to `end` (characters, end excluded); `expected` is what follows from the
    numbers beside it, in the document's own way of writing, None where nothing can be computed."""

    rule: Rule
    text: str
    expected: str | None
    start: int
    end: int

    def as_json(self) -> dict[str, str | int | None]:
        return {**asdict(self), "rule": self.rule.value}
