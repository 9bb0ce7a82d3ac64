"""The official document as frozen primitives: what stands in it, never where it came from."""

import re
from dataclasses import dataclass
from datetime import date as Date
from typing import Literal

from coordination.kernel.errors import Invalid
from coordination.kernel.text import _

Align = Literal["left", "center", "right"]
NUMBER = re.compile(r"[^\s〔〕]+〔\d{4}〕[1-9]\d*号")
COPY_NUMBER = re.compile(r"\d{6}")


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
    """Cells are text as it shall be read; `widths` are relative, empty: by content."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
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


@dataclass(frozen=True)
class CircularDocument:
    """One circular. `number` is None until it is issued; `draft` prints 送审稿 in its place."""

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

    def __post_init__(self) -> None:
        if not self.draft and self.number is None:
            raise Invalid(_("未编号的公文只能作为送审稿打印"), field="number")
        if self.number is not None and not NUMBER.fullmatch(self.number):
            raise Invalid(_("发文字号要写成“机关代字〔2026〕12号”，年份写全，序号不加零"), field="number")
        if self.copy_number is not None and not COPY_NUMBER.fullmatch(self.copy_number):
            raise Invalid(_("份号要填6位数字"), field="copy_number")
        for field in ("mark", "title", "addressees", "signature", "printed_by"):
            if not str(getattr(self, field)).strip():
                raise Invalid(_("公文的这一项不能空着"), field=field)


def chinese_date(day: Date) -> str:
    """2026年11月5日: Arabic digits without leading zeros (GB/T 9704-2012 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"
