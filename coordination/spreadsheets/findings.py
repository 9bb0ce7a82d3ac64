"""What is said about a sheet, each at the sheet's own address."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from coordination.kernel.text import Text, _
from coordination.spreadsheets.grid import Spot, address

#: So many addresses are named when many cells share one sentence.
NAMED_AT_MOST = 3


class Level(StrEnum):
    """STOP: nothing of the file is taken. ERROR: this cell or row is not taken. CHECK: it is taken, but
    the report cannot be submitted so. ASK: a reason is wanted. NOTE: how something was read."""

    STOP = "stop"
    ERROR = "error"
    CHECK = "check"
    ASK = "ask"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """`at` is the place in the sheet, None for the sheet as a whole."""

    level: Level
    text: Text
    at: Spot | None = None

    @property
    def address(self) -> str:
        return "" if self.at is None else address(*self.at)

    def sentence(self) -> Text:
        """B7：乡镇不在名单."""
        if self.at is None:
            return self.text
        return _("{address}：{text}", address=self.address, text=self.text)


def gathered(text: Text, spots: Sequence[Spot], **values: object) -> list[Finding]:
    """One note for what was read in the same way at several places, named as `{where}`; none without any."""
    if not spots:
        return []
    named = "、".join(address(*spot) for spot in sorted(spots)[:NAMED_AT_MOST])
    many = len(spots) > NAMED_AT_MOST
    where = _("{named}等{count}格", named=named, count=len(spots)) if many else named
    return [Finding(Level.NOTE, Text(text.msgid, {**text.values, "where": where, **values}))]


def packed(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """As JSON, sentences with their places left open so that each reader has them in his language."""
    return [
        {"level": str(one.level), "at": list(one.at) if one.at else None, "text": _packed_text(one.text)}
        for one in findings
    ]


def unpacked(stored: Iterable[Mapping[str, Any]]) -> list[Finding]:
    return [
        Finding(Level(one["level"]), _unpacked_text(one["text"]), tuple(one["at"]) if one["at"] else None)
        for one in stored
    ]


def _packed_text(text: Text) -> dict[str, Any]:
    values = {
        name: _packed_text(value) if isinstance(value, Text) else str(value)
        for name, value in text.values.items()
    }
    return {"msgid": text.msgid, "values": values}


def _unpacked_text(stored: Mapping[str, Any]) -> Text:
    return Text(
        stored["msgid"],
        {
            name: _unpacked_text(value) if isinstance(value, dict) else value
            for name, value in stored["values"].items()
        },
    )
