"""The official document as frozen primitives: what stands in it, never where it came from."""

import re
from dataclasses import dataclass
from datetime import date as Date
from enum import StrEnum
from functools import cached_property
from typing import Literal

from coordination.documents.numbers import Cell, text_of
from coordination.kernel.errors import Invalid
from coordination.kernel.text import _

Align = Literal["left", "center", "right"]
NUMBER = re.compile(r"[^\s〔〕]+〔\d{4}〕[1-9]\d*号")
COPY_NUMBER = re.compile(r"\d{6}")
MOST_ANNEXES = 99


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 (一、) to 4 (（1）); the text carries its own numeral."""

    level: Literal[1, 2, 3, 4]
    text: str


@dataclass(frozen=True)
class Span:
    """A run of text in one face: 仿宋, 楷体 or 黑体."""

    text: str
    face: Literal["fang", "kai", "hei"] = "fang"


@dataclass(frozen=True)
class Paragraph:
    """Running text; a plain string is a span in 仿宋."""

    spans: tuple[Span | str, ...]

    @property
    def runs(self) -> tuple[Span, ...]:
        return tuple(Span(span) if isinstance(span, str) else span for span in self.spans)


@dataclass(frozen=True)
class Figure:
    """A chart as SVG text, its caption below, and the sentence that says the same in words."""

    svg: str
    caption: str
    sentence: str


@dataclass(frozen=True)
class Table:
    """Cells are text or numbers as they shall be read; `widths` are relative, empty: by content."""

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    aligns: tuple[Align, ...] = ()
    widths: tuple[float, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        columns = len(self.header)
        if not columns:
            raise Invalid(_("表格至少要有一栏"), field="header")
        if any(len(row) != columns for row in self.rows):
            raise Invalid(_("表格每一行要有{columns}栏", columns=columns), field="rows")
        if len(self.aligns) not in (0, columns):
            raise Invalid(_("对齐方式要与栏数相同"), field="aligns")
        if len(self.widths) not in (0, columns) or any(width <= 0 for width in self.widths):
            raise Invalid(_("栏宽要与栏数相同，且大于零"), field="widths")

    @cached_property
    def texts(self) -> tuple[tuple[str, ...], ...]:
        """The rows as they are printed."""
        return tuple(tuple(map(text_of, row)) for row in self.rows)


Block = Heading | Paragraph | Figure | Table


@dataclass(frozen=True)
class Annex:
    """A part that begins on a page of its own; a landscape one holds one table, turned."""

    title: str
    blocks: tuple[Block, ...]
    landscape: bool = False

    def __post_init__(self) -> None:
        if self.landscape and [type(block) for block in self.blocks] != [Table]:
            raise Invalid(_("横排附件只能放一张表格"), field="blocks")


class Kind(StrEnum):
    """How the first page is laid out: as a document with a mark, as minutes (10.3) or as a letter (10.1)."""

    CIRCULAR = "circular"
    MINUTES = "minutes"
    LETTER = "letter"
    REMINDER = "reminder"

    @property
    def is_letter(self) -> bool:
        """A reminder letter is laid out as a letter."""
        return self in (Kind.LETTER, Kind.REMINDER)


@dataclass(frozen=True)
class Attendance:
    """Who was at the meeting of the minutes; empty lines are left out."""

    present: str = ""
    absent: str = ""
    observing: str = ""

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """出席, 请假, 列席 with their names (10.3)."""
        all_lines = (("出席", self.present), ("请假", self.absent), ("列席", self.observing))
        return tuple((label, names) for label, names in all_lines if names)


@dataclass(frozen=True)
class OfficialDocument:
    """One document. `number` is None until it is issued; `draft` prints 送审稿 in its place.

    `notice` stands on every page of a reprint that is no longer in force (已撤回…, 已更正…).
    `verify_url` becomes a QR code beside the imprint, `short_hash` the line of text with it.
    """

    mark: str
    number: str | None
    title: str
    addressees: str
    blocks: tuple[Block, ...]
    annexes: tuple[Annex, ...]
    signature: str
    date: Date
    copies_to: str
    printed_by: str
    printed_on: Date
    copy_number: str | None = None
    secrecy: str | None = None
    urgency: str | None = None
    seal: bool = True
    draft: bool = False
    names: tuple[str, ...] = ()
    kind: Kind = Kind.CIRCULAR
    attendance: Attendance = Attendance()
    notice: str | None = None
    verify_url: str | None = None
    short_hash: str | None = None

    def __post_init__(self) -> None:
        if not self.draft and self.number is None:
            raise Invalid(_("未编号的公文只能作为送审稿打印"), field="number")
        if self.number is not None and not NUMBER.fullmatch(self.number):
            raise Invalid(_("发文字号要写成“机关代字〔2026〕12号”，年份写全，序号不加零"), field="number")
        if self.copy_number is not None and not COPY_NUMBER.fullmatch(self.copy_number):
            raise Invalid(_("份号要填6位数字"), field="copy_number")
        if len(self.annexes) > MOST_ANNEXES:
            raise Invalid(_("附件最多{most}个", most=MOST_ANNEXES), field="annexes")
        for field in self._needed:
            if not str(getattr(self, field)).strip():
                raise Invalid(_("公文的这一项不能空着"), field=field)

    @property
    def _needed(self) -> tuple[str, ...]:
        """Minutes address nobody; a letter ends without a line of its printing."""
        if self.kind is Kind.MINUTES:
            return "mark", "title", "signature", "printed_by"
        if self.kind.is_letter:
            return "mark", "title", "addressees", "signature"
        return "mark", "title", "addressees", "signature", "printed_by"

    @property
    def number_line(self) -> str:
        """What stands where the number stands."""
        return "（送审稿）" if self.draft else self.number or ""


def mark_for(kind: Kind, mark: str) -> str:
    """The mark of another kind from that of a circular: a letter without 文件, minutes with 纪要."""
    name = mark.removesuffix("文件")
    if kind is Kind.MINUTES:
        return name if name.endswith("纪要") else f"{name}会议纪要"
    return name if kind.is_letter else mark


def chinese_date(day: Date) -> str:
    """2026年11月5日: Arabic digits without leading zeros (GB/T 9704-2012 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"
