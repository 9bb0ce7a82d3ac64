"""The circular as one text: title, paragraphs and annexes as printed, each place known by its name."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from coordination.circulars.annexes import cell_text
from coordination.circulars.binding import Body, Facts, headings, pieces
from coordination.proofreading.findings import Finding as Found
from coordination.proofreading.reading import proofread

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, the title, or a table of an annex by the `place` it has on the pages.

    `title`, `body-3`, `annex-0`; `bound` are the runs that nobody typed.
    """

    place: str
    text: str
    bound: tuple[Span, ...] = ()

    def typed(self, end: int) -> bool:
        """Whether the number that ends here was written by a person."""
        return not any(first < end <= last for first, last in self.bound)


@dataclass(frozen=True, slots=True)
class Words:
    """Words at a place, with what stands before and after them for a reader to find them by."""

    place: str
    text: str
    before: str = ""
    after: str = ""


@dataclass
class Whole:
    """The passages joined; a place in the text is found again in its passage."""

    passages: Sequence[Passage]
    starts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        place = 0
        for passage in self.passages:
            self.starts.append(place)
            place += len(passage.text) + 1

    @property
    def text(self) -> str:
        return "\n".join(passage.text for passage in self.passages)

    def at(self, start: int, end: int) -> tuple[Passage, int, int]:
        """The passage that holds a finding, and the finding's beginning and end in it."""
        index = max(number for number, place in enumerate(self.starts) if place <= start)
        passage, offset = self.passages[index], self.starts[index]
        return passage, start - offset, min(end - offset, len(passage.text))


def of_body(title: str, body: Body, facts: Facts) -> list[Passage]:
    """Title and paragraphs, headings with the ordinals that the document gives them."""
    blocks = list(body)
    found = [Passage("title", title)]
    for number, (ordinal, block) in enumerate(zip(headings(blocks), blocks, strict=True)):
        text, bound = ordinal, list[Span]()
        for piece in pieces(str(block.get("text", "")), facts):
            if piece.fact is not None:
                bound.append((len(text), len(text) + len(piece.text)))
            text += piece.text
        found.append(Passage(f"body-{number}", text, tuple(bound)))
    return found


def of_annexes(parts: Sequence[dict[str, Any]]) -> Iterator[Passage]:
    """Each annex as text: its title, heads, cells and notes, a row to a line."""
    for number, part in enumerate(parts):
        lines = [str(part["title"])]
        for table in part.get("tables", ()):
            lines += [table["caption"], "｜".join(table["header"])]
            lines += ["｜".join(map(cell_text, row)) for row in table["rows"]]
            lines.append(table["note"])
        yield Passage(f"annex-{number}", "\n".join(line for line in lines if line))


def naming(body: Body, facts: Facts, name: str) -> tuple[int | None, Words | None]:
    """The first paragraph that names a fact, its value there marked; nothing where none does."""
    blocks = list(body)
    for number, (text, block) in enumerate(zip(headings(blocks), blocks, strict=True)):
        start = None
        for piece in pieces(str(block.get("text", "")), facts):
            start = len(text) if piece.fact == name and start is None else start
            text += piece.text
        if start is not None:
            printed = Passage(f"body-{number}", text)
            return number, excerpt(printed, start, start + len(str(facts[name]["text"])))
    return None, None


def excerpt(passage: Passage, start: int, end: int, around: int = 18) -> Words:
    """The words of a finding between a few others."""
    before, after = passage.text[max(0, start - around) : start], passage.text[end : end + around]
    return Words(
        passage.place,
        passage.text[start:end],
        ("…" if start > around else "") + before.rpartition("\n")[2],
        after.partition("\n")[0] + ("…" if end + around < len(passage.text) else ""),
    )


def marked(passage: Passage, spans: Sequence[Span], around: int = 18) -> tuple[tuple[str, bool], ...]:
    """The words of several spans and what stands between them; True where they are to be marked."""
    text, runs, end = passage.text, list[tuple[str, bool]](), 0
    for first, last in spans:
        between = text[end:first]
        if len(between) > 2 * around:
            between = f"{between[:around] if end else ''}…{between[-around:]}"
        runs += [(between, False), (text[first:last], True)]
        end = last
    rest = text[end : end + around]
    return (*runs, (rest + ("…" if end + around < len(text) else ""), False))


def findings(passages: Sequence[Passage], limit: int) -> list[tuple[Found, Passage, int, int]]:
    """What the reading of documents finds in the joined text, each at its passage.

    A change or a share that is bound was computed from exact figures and is not measured against the
    rounded ones beside it.
    """
    whole = Whole(passages)
    found = [(one, *whole.at(one.start, one.end)) for one in proofread(whole.text, limit=limit)]
    return [row for row in found if row[0].rule not in ("change-rate", "share") or row[1].typed(row[3])]
