"""Where sentences, clauses and paragraphs begin and end; a comma between digits separates thousands."""

import re
from bisect import bisect_right

#: One character for one, so that places stay the same.
_HALF_WIDTH = str.maketrans("０１２３４５６７８９．％：；（）［］－＋～　", "0123456789.%:;()[]-+~ ")
_THOUSANDS = re.compile(r"(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")
_SENTENCE = re.compile(r"[。;！？!?\n]")
_CLAUSE = re.compile(r"，|,(?![0-9]{3}(?![0-9]))|(?<![0-9]),|[。;！？!?\n]")
_PARAGRAPH = re.compile(r"\n")
_BRACKETS = re.compile(r"\([^()\n]{0,120}\)")


def plain(text: str) -> str:
    """The text with half-width digits and marks; each character keeps its place."""
    return _THOUSANDS.sub(",", text).translate(_HALF_WIDTH)


class Borders:
    """The parts of one kind that a text falls into."""

    def __init__(self, text: str, mark: re.Pattern[str]) -> None:
        self._ends = [match.end() for match in mark.finditer(text)]
        self._length = len(text)

    def around(self, place: int) -> tuple[int, int]:
        """Start and end of the part that holds a place."""
        index = bisect_right(self._ends, place)
        start = self._ends[index - 1] if index else 0
        end = self._ends[index] if index < len(self._ends) else self._length
        return start, end


class Parts:
    """A text with its sentences, clauses and paragraphs; `text` is the plain form."""

    def __init__(self, original: str) -> None:
        self.original = original
        self.text = plain(original)
        self.sentences = Borders(_BRACKETS.sub(_unbroken, self.text), _SENTENCE)
        self.clauses = Borders(self.text, _CLAUSE)
        self.paragraphs = Borders(self.text, _PARAGRAPH)


def _unbroken(match: re.Match[str]) -> str:
    """A semicolon inside brackets ends no sentence."""
    return match.group().replace(";", ",")
