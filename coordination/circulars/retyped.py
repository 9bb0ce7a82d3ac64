"""Figures and ranks that a person typed beside the name of a unit, against the unit's row in the annex."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from coordination.circulars.annexes import cell_text
from coordination.circulars.findings import Check, Draft, Finding, Level
from coordination.circulars.passages import Passage, excerpt, of_body
from coordination.circulars.typed import written
from coordination.kernel.text import _
from coordination.proofreading.sentences import plain

#: What a head of the annex ends with and a sentence leaves out: 立案数 is said as 立案 or 立案件.
_ENDS = re.compile(r"(?:数|金额)$")
_FACTORS = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}
_FIGURE = r"([0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)\s*(万元|亿元|元|起|%)"
#: The unit stands alone: 甲镇、乙镇共立案 speaks of both.
_ALONE = r"(?<![^起元%分名）)｜]、)(?<![和与及])"
_AMOUNT = re.compile(_FIGURE)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the annex says of a unit, and what a sentence says behind the unit's name."""

    annex: int
    unit: str
    behind: str
    text: str

    def said_in(self, text: str) -> Iterator[re.Match[str]]:
        if self.unit in text:
            yield from re.finditer(f"{_ALONE}{re.escape(self.unit)}{self.behind}", text)


def retyped(draft: Draft) -> Iterator[Finding]:
    """Each typed figure or rank of a unit that its row in an annex gives otherwise."""
    known = [*_figures(draft.parts), *_ranks(draft.parts)]
    for passage in of_body(draft.title, draft.body, draft.facts)[1:]:
        text = written(passage)
        for one in known:
            for match in one.said_in(text):
                if not _agree(match.group(1), one.text):
                    yield _finding(passage, match, one)


def _finding(passage: Passage, match: re.Match[str], known: _Known) -> Finding:
    start, end = match.span()
    message = _(
        "“{words}”与附件不符，附件{number}是{cell}。",
        words=passage.text[start:end],
        number=known.annex,
        cell=known.text,
    )
    block = int(passage.place.removeprefix("body-"))
    return Finding(Check.ANNEX, Level.ERROR, message, block, excerpt(passage, start, end), known.text)


def _rows(parts: Sequence[dict[str, Any]]) -> Iterator[tuple[int, list[str], list[Any]]]:
    for number, part in enumerate(parts, start=1):
        for table in part.get("tables", ()):
            for row in table["rows"]:
                yield number, table["header"], row


def _figures(parts: Sequence[dict[str, Any]]) -> Iterator[_Known]:
    """Cells of a figure of the unit at the beginning of the row; changes and shares stand beside bases."""
    for number, header, row in _rows(parts):
        for title, cell in zip(header[1:], row[1:], strict=False):
            if isinstance(cell, dict) and cell.get("fact") == f"{row[0]}{title}":
                yield _Known(number, plain(str(row[0])), _behind(title), str(cell["text"]))


def _behind(title: str) -> str:
    stem = re.escape(_ENDS.sub("", title))
    between = r"[^，。；、：:;\n｜0-9]"
    return rf"{between}{{0,6}}?{stem}{between}{{0,4}}?({_FIGURE})"


def _ranks(parts: Sequence[dict[str, Any]]) -> Iterator[_Known]:
    for number, header, row in _rows(parts):
        rank = cell_text(row[0])
        if header[:2] == ["名次", "单位"] and rank.isdecimal():
            behind = r"[^，。；、\n｜0-9]{0,10}?(第[0-9]+名)"
            yield _Known(number, plain(str(row[1])), behind, f"第{rank}名")


def _agree(typed: str, listed: str) -> bool:
    """Equal, or equal when the listed amount is rounded as far as the typed one is."""
    one, other = _amount(typed), _amount(listed)
    if one is None or other is None:
        return typed == listed
    (value, unit), (known, known_unit) = one, other
    if unit != known_unit and not {unit, known_unit} <= _FACTORS.keys():
        return False
    exact = known * _FACTORS.get(known_unit, Decimal(1)) / _FACTORS.get(unit, Decimal(1))
    return exact.quantize(value, ROUND_HALF_UP) == value


def _amount(text: str) -> tuple[Decimal, str] | None:
    match = _AMOUNT.fullmatch(text)
    return (Decimal(match.group(1).replace(",", "")), match.group(2)) if match else None
